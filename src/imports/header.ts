import { RupturaError } from '../contract/errors.ts';
import { FILE_NAME_NOISE } from '../contract/spellings.ts';
import { type Column, INPUT_TABLES, type InputTableName } from '../contract/tables.ts';
import { compact, fold, nearestName } from './fold.ts';

/** What a file may hold: one of the six tables, or the settings of a backup. */
export type ImportTableName = InputTableName | 'configuracao';

/** A table as the importer knows it. */
export interface ImportTable {
  readonly name: ImportTableName;
  readonly columns: readonly Column[];
  readonly fileAliases: readonly string[];
}

/** Settings that change answers; part of a backup, recognised by name only. */
const SETTINGS_TABLE: ImportTable = {
  name: 'configuracao',
  columns: [
    { name: 'chave', kind: 'code', required: true, aliases: [] },
    { name: 'valor', kind: 'text', required: false, aliases: [] },
  ],
  fileAliases: [],
};

const TABLES: readonly ImportTable[] = [...INPUT_TABLES, SETTINGS_TABLE];

/** The declaration of a table by its name. */
export function importTable(name: ImportTableName): ImportTable {
  return TABLES.find((table) => table.name === name)!;
}

/** One heading of a file that is stored, with its place in the row. */
export interface MappedColumn {
  readonly column: Column;
  readonly heading: string;
  /** Index of the cell in the row, from 0. */
  readonly position: number;
}

/** Headings of a file laid over the columns of a table. */
export interface HeaderMapping {
  readonly table: ImportTable;
  readonly columns: readonly MappedColumn[];
  readonly missing: readonly Column[];
  readonly unknown: readonly string[];
  /** Headings that are several spellings of one column. */
  readonly repeated: readonly { readonly column: Column; readonly headings: readonly string[] }[];
  /** How many headings are the column's own name. */
  readonly exact: number;
}

interface Heading {
  readonly text: string;
  readonly key: string;
  readonly position: number;
}

function headingsOf(header: readonly string[]): Heading[] {
  return header
    .map((text, position) => ({ text: text.trim(), key: compact(text), position }))
    .filter((heading) => heading.text !== '');
}

/** Headings of one column: those with its own name if any, else those with an alias of it. */
function candidatesFor(column: Column, headings: readonly Heading[]): { exact: boolean; found: Heading[] } {
  const own = compact(column.name);
  const exact = headings.filter((heading) => heading.key === own);
  if (exact.length > 0) return { exact: true, found: exact };
  const aliases = column.aliases.map(compact);
  return { exact: false, found: headings.filter((heading) => aliases.includes(heading.key)) };
}

/** Lays the headings over the columns of one table. Never throws: what does not fit is in the answer. */
export function mapHeader(header: readonly string[], table: ImportTable): HeaderMapping {
  const headings = headingsOf(header);
  const taken = new Set<number>();
  const columns: MappedColumn[] = [];
  const missing: Column[] = [];
  const repeated: { column: Column; headings: string[] }[] = [];
  let exactCount = 0;
  const ownNames = new Set(table.columns.map((column) => compact(column.name)));
  for (const column of table.columns) {
    const { exact, found } = candidatesFor(column, headings);
    // A heading that is another column's own name is never an alias here.
    const usable = exact ? found : found.filter((heading) => !ownNames.has(heading.key));
    const first = usable.find((heading) => !taken.has(heading.position));
    if (first === undefined) {
      if (column.required) missing.push(column);
      continue;
    }
    if (usable.length > 1) repeated.push({ column, headings: usable.map((heading) => heading.text) });
    if (exact) exactCount++;
    taken.add(first.position);
    columns.push({ column, heading: first.text, position: first.position });
  }
  const unknown = headings.filter((heading) => !taken.has(heading.position)).map((heading) => heading.text);
  return { table, columns, missing, unknown, repeated, exact: exactCount };
}

/** The table a file's name speaks of. `certain`: by the table's own name and nothing but dates and noise. */
export interface NamedTable {
  readonly table: ImportTable;
  readonly certain: boolean;
}

const NOISE_TOKEN = /^(?:\d.*|v\d+|h\d*)$/;

/** Recognises `2026-03-02 Carteira Principal (1).csv` as carteira_principal. Longest name wins; null when none. */
export function tableOfName(name: string): NamedTable | null {
  const tokens = fold(name.replace(/\.[^.]*$/, '')).split('_');
  let best: { table: ImportTable; certain: boolean; words: number } | null = null;
  for (const table of TABLES) {
    for (const known of [table.name, ...table.fileAliases]) {
      const words = known.split('_');
      if (words.length <= (best?.words ?? 0) || !standsAlone(words, tokens)) continue;
      best = { table, certain: known === table.name, words: words.length };
    }
  }
  return best;
}

function standsAlone(words: readonly string[], tokens: readonly string[]): boolean {
  for (let start = 0; start + words.length <= tokens.length; start++) {
    if (!words.every((word, index) => tokens[start + index] === word)) continue;
    const rest = [...tokens.slice(0, start), ...tokens.slice(start + words.length)];
    return rest.every((token) => NOISE_TOKEN.test(token) || FILE_NAME_NOISE.includes(token));
  }
  return false;
}

/** What a header can be: tables whose required columns are all there, the best fit first. */
function tablesOfHeader(header: readonly string[]): HeaderMapping[] {
  return INPUT_TABLES.map((table) => mapHeader(header, table))
    .filter((mapping) => mapping.missing.length === 0)
    .sort(betterFit);
}

function betterFit(left: HeaderMapping, right: HeaderMapping): number {
  return right.columns.length - left.columns.length || right.exact - left.exact;
}

/** How much more a header must say for another table before a name that is only an alias is doubted. */
const DOUBT = 2;

/**
 * Decides what a file (or sheet) holds, from its name and its header.
 * @param file name for messages; `names` are the names that may tell the table (file name, sheet name)
 * @throws RupturaError TABELA_AMBIGUA, CABECALHO_COLUNA_FALTANDO, CABECALHO_DESCONHECIDO, CABECALHO_COLUNA_REPETIDA
 */
export function recognise(
  file: string,
  names: readonly string[],
  header: readonly string[],
  forced: ImportTableName | undefined,
): HeaderMapping {
  return checked(file, header, chooseTable(file, names, header, forced));
}

function chooseTable(
  file: string,
  names: readonly string[],
  header: readonly string[],
  forced: ImportTableName | undefined,
): HeaderMapping {
  if (forced !== undefined) return mapHeader(header, importTable(forced));
  const named = names.map(tableOfName).find((candidate) => candidate !== null) ?? null;
  const fitting = tablesOfHeader(header);
  if (named !== null)
    return named.certain ? mapHeader(header, named.table) : byAlias(file, header, named, fitting);
  const [best, second] = fitting;
  if (best === undefined) throw unknownHeader(file, header);
  if (second !== undefined && betterFit(best, second) === 0) throw ambiguous(file, [best, second]);
  return best;
}

function byAlias(
  file: string,
  header: readonly string[],
  named: NamedTable,
  fitting: readonly HeaderMapping[],
): HeaderMapping {
  const mapping = mapHeader(header, named.table);
  const best = fitting[0];
  if (best === undefined || best.table.name === named.table.name) return mapping;
  if (mapping.missing.length > 0 || best.columns.length >= mapping.columns.length + DOUBT) {
    throw ambiguous(file, [mapping, best]);
  }
  return mapping;
}

function ambiguous(file: string, candidates: readonly HeaderMapping[]): RupturaError {
  const tables = candidates.map((candidate) => candidate.table.name);
  return new RupturaError(
    'TABELA_AMBIGUA',
    { arquivo: file, tabelas: tables.join(' / ') },
    { details: { tabelas: tables } },
  );
}

function checked(file: string, header: readonly string[], mapping: HeaderMapping): HeaderMapping {
  const repeated = mapping.repeated[0];
  if (repeated !== undefined) {
    throw new RupturaError('CABECALHO_COLUNA_REPETIDA', {
      arquivo: file,
      titulos: quoteList(repeated.headings),
      coluna: repeated.column.name,
    });
  }
  if (mapping.missing.length === 0) return mapping;
  throw new RupturaError('CABECALHO_COLUNA_FALTANDO', {
    arquivo: file,
    tabela: mapping.table.name,
    colunas: mapping.missing.map((column) => column.name).join(', '),
    titulos: headingList(header),
    sugestao: suggestions(mapping),
  });
}

function unknownHeader(file: string, header: readonly string[]): RupturaError {
  const nearest = INPUT_TABLES.map((table) => mapHeader(header, table)).sort(nearestFit)[0]!;
  return new RupturaError('CABECALHO_DESCONHECIDO', {
    arquivo: file,
    titulos: headingList(header),
    tabela: nearest.table.name,
    colunas: nearest.missing.map((column) => column.name).join(', '),
    sugestao: suggestions(nearest),
  });
}

function nearestFit(left: HeaderMapping, right: HeaderMapping): number {
  return (
    right.columns.length - left.columns.length ||
    suggestionPairs(right).length - suggestionPairs(left).length ||
    left.missing.length - right.missing.length
  );
}

function suggestionPairs(mapping: HeaderMapping): string[] {
  const missing = mapping.missing.map((column) => column.name);
  const pairs = mapping.unknown.map((heading) => [heading, nearestName(heading, missing)] as const);
  return pairs.filter((pair) => pair[1] !== null).map(([heading, name]) => `"${clip(heading)}" → ${name}`);
}

function suggestions(mapping: HeaderMapping): string {
  return suggestionPairs(mapping).join(', ') || '—';
}

const LONGEST_SHOWN = 40;
const MOST_SHOWN = 30;

function clip(text: string): string {
  const shown = text.replace(/\p{C}/gu, '\ufffd');
  return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown;
}

function quoteList(headings: readonly string[]): string {
  return headings.map((heading) => `"${clip(heading)}"`).join(', ');
}

function headingList(header: readonly string[]): string {
  const shown = headingsOf(header).slice(0, MOST_SHOWN);
  return quoteList(shown.map((heading) => heading.text)) || '—';
}
