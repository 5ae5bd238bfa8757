import { RupturaError } from '../contract/errors.ts';
import { MAX_NOTE_LENGTH, MAX_OWNER_LENGTH } from '../contract/note-wire.ts';
import { MAX_VIEW_NAME, MAX_VIEW_QUERY } from '../contract/saved-view-wire.ts';
import { FILE_NAME_NOISE } from '../contract/spellings.ts';
import { type Column, INPUT_TABLES, type InputTableName } from '../contract/tables.ts';
import { compact, fold, nearestName } from '../tabular/fold.ts';
import { columnSpellings, writeOut } from './column-spellings.ts';

/** What a backup holds beside the six tables: no ERP exports it. */
type BackupTableName = 'configuracao' | 'anotacao_pedido' | 'visao';
/** What a file may hold: one of the six tables, or another of a backup. */
export type ImportTableName = InputTableName | BackupTableName;

/** A table as the importer knows it. */
export interface ImportTable {
  readonly name: ImportTableName;
  readonly columns: readonly Column[];
  readonly fileAliases: readonly string[];
}

function backupTable(name: BackupTableName, ...columns: readonly Omit<Column, 'aliases'>[]): ImportTable {
  return { name, columns: columns.map((column) => ({ ...column, aliases: [] })), fileAliases: [] };
}

/**
 * Parts of a backup, recognised by name only: settings that change answers, what people wrote about orders (whose versions
 * are the table's own), and saved views. The first column is the key.
 */
export const BACKUP_TABLES: readonly ImportTable[] = [
  backupTable(
    'configuracao',
    { name: 'chave', kind: 'code', required: true },
    { name: 'valor', kind: 'text', required: false },
  ),
  backupTable(
    'anotacao_pedido',
    { name: 'num_pedido', kind: 'code', required: true },
    { name: 'nota', kind: 'text', required: false, most: MAX_NOTE_LENGTH },
    { name: 'responsavel', kind: 'text', required: false, most: MAX_OWNER_LENGTH },
    { name: 'adiado_ate', kind: 'date', required: false },
    { name: 'alterado_por', kind: 'text', required: false },
    { name: 'alterado_em', kind: 'instant', required: false },
  ),
  backupTable(
    'visao',
    { name: 'id', kind: 'id', required: true },
    { name: 'pagina', kind: 'code', required: true },
    { name: 'nome', kind: 'text', required: true, most: MAX_VIEW_NAME },
    { name: 'consulta', kind: 'text', required: false, most: MAX_VIEW_QUERY },
    { name: 'compartilhada', kind: 'boolean', required: true },
    { name: 'dono', kind: 'text', required: false },
    { name: 'padrao', kind: 'boolean', required: true },
    { name: 'alterada_por', kind: 'text', required: false },
    { name: 'alterada_em', kind: 'instant', required: false },
  ),
];

const TABLES: readonly ImportTable[] = [...INPUT_TABLES, ...BACKUP_TABLES];

/** Whether a table comes only from a backup. */
export function isBackupTable({ name }: Pick<ImportTable, 'name'>): boolean {
  return BACKUP_TABLES.some((table) => table.name === name);
}

/** The declaration of a table by its name. */
export function importTable(name: ImportTableName): ImportTable {
  return TABLES.find((table) => table.name === name)!;
}

/** What a person said about headings, by their place from 0: the column a heading fills, or null to leave it out. */
export type ColumnChoices = ReadonlyMap<number, string | null>;
const NO_CHOICES: ColumnChoices = new Map();

/** How a heading came to fill a column: by the column's own name, by an alias, because a person said so, or said so of such a file before. */
export type ColumnRecognition = 'NOME' | 'APELIDO' | 'INFORMADA' | 'LEMBRADA';

/** One heading of a file that is stored, with its place in the row. */
export interface MappedColumn {
  readonly column: Column;
  readonly heading: string;
  /** Index of the cell in the row, from 0. */
  readonly position: number;
  readonly how: ColumnRecognition;
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
  /** Columns that a person named and the table does not have. */
  readonly foreign: readonly string[];
}

interface Heading {
  readonly text: string;
  readonly key: string;
  readonly writtenOut: string;
  readonly position: number;
}

function headingsOf(header: readonly string[]): Heading[] {
  return header
    .map((text, position) => ({
      text: text.trim(),
      key: compact(text),
      writtenOut: writeOut(text),
      position,
    }))
    .filter((heading) => heading.text !== '');
}

/**
 * Headings of one column: those with its own name if any, else those with an alias of it, else those that are one when
 * their abbreviations are written out (`Nr Pedido`, `Preço Unit.`).
 */
function candidatesFor(
  table: ImportTable,
  column: Column,
  headings: readonly Heading[],
): { exact: boolean; found: Heading[] } {
  const own = compact(column.name);
  const exact = headings.filter((heading) => heading.key === own);
  if (exact.length > 0) return { exact: true, found: exact };
  const { aliases, writtenOut } = columnSpellings(table.name, column);
  const alike = headings.filter((heading) => aliases.has(heading.key));
  if (alike.length > 0) return { exact: false, found: alike };
  return { exact: false, found: headings.filter((heading) => writtenOut.has(heading.writtenOut)) };
}

/**
 * Lays the headings over the columns of one table: first those that a person placed, then the rest by their names.
 * Never throws: what does not fit is in the answer.
 */
function mapHeader(
  header: readonly string[],
  table: ImportTable,
  choices: ColumnChoices = NO_CHOICES,
): HeaderMapping {
  const free = headingsOf(header).filter((heading) => !choices.has(heading.position));
  const ownNames = new Set(table.columns.map((column) => compact(column.name)));
  const taken = new Set<number>();
  const columns: MappedColumn[] = [];
  const missing: Column[] = [];
  const repeated: { column: Column; headings: string[] }[] = [];
  for (const column of table.columns) {
    const chosen = chosenFor(column, header, choices);
    const { exact, found } =
      chosen.length > 0 ? { exact: false, found: chosen } : candidatesFor(table, column, free);
    // A heading that is another column's own name is never an alias here.
    const usable = exact || chosen.length > 0 ? found : found.filter((heading) => !ownNames.has(heading.key));
    const first = usable.find((heading) => !taken.has(heading.position));
    if (first === undefined) {
      if (column.required) missing.push(column);
      continue;
    }
    if (usable.length > 1) repeated.push({ column, headings: usable.map((heading) => heading.text) });
    taken.add(first.position);
    const how = chosen.length > 0 ? 'INFORMADA' : exact ? 'NOME' : 'APELIDO';
    columns.push({ column, heading: first.text, position: first.position, how });
  }
  const unknown = free.filter((heading) => !taken.has(heading.position)).map((heading) => heading.text);
  const exact = columns.filter(({ how }) => how === 'NOME').length;
  return { table, columns, missing, unknown, repeated, exact, foreign: foreignTo(table, choices) };
}

function chosenFor(column: Column, header: readonly string[], choices: ColumnChoices): Heading[] {
  return [...choices]
    .filter(([position, name]) => name === column.name && position < header.length)
    .map(([position]) => ({ text: header[position]!.trim(), key: '', writtenOut: '', position }));
}

function foreignTo(table: ImportTable, choices: ColumnChoices): string[] {
  const names = [...choices.values()].filter((name) => name !== null);
  return names.filter((name) => table.columns.every((column) => column.name !== name));
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
function tablesOfHeader(header: readonly string[], choices: ColumnChoices): HeaderMapping[] {
  return INPUT_TABLES.map((table) => mapHeader(header, table, choices))
    .filter((mapping) => mapping.missing.length === 0 && mapping.foreign.length === 0)
    .sort(betterFit);
}

function betterFit(left: HeaderMapping, right: HeaderMapping): number {
  return right.columns.length - left.columns.length || right.exact - left.exact;
}

/** How much more a header must say for another table before a name that is only an alias is doubted. */
const DOUBT = 2;

/** What a file (or sheet) is, as far as names and persons tell. */
export interface HeaderQuestion {
  /** Name for messages. */
  readonly file: string;
  /** Names that may tell the table (sheet name, file name). */
  readonly names: readonly string[];
  readonly header: readonly string[];
  /** The table, where a person said it. */
  readonly forced?: ImportTableName | undefined;
  readonly choices?: ColumnChoices;
  /** What was said of such a file before: holds where nothing is said of this one. */
  readonly remembered?: RememberedChoices | undefined;
}

/** What a person said of an earlier file with the same header. */
interface RememberedChoices {
  readonly table: ImportTableName;
  readonly choices: ColumnChoices;
}

/** A file's table, and by what it was recognised. */
export interface ChosenTable {
  readonly mapping: HeaderMapping;
  readonly by: 'NOME' | 'CABECALHO' | 'INFORMADA' | 'LEMBRADA';
}

/**
 * Decides what a file (or sheet) holds, from what a person said, its name and its header.
 * @throws RupturaError TABELA_AMBIGUA, CABECALHO_COLUNA_FALTANDO, CABECALHO_DESCONHECIDO, CABECALHO_COLUNA_REPETIDA,
 * IMPORTACAO_MAPA_COLUNA
 */
export function recognise(question: HeaderQuestion): HeaderMapping {
  const { file, header } = question;
  const choices = allChoices(question);
  const beyond = [...choices.keys()].find((position) => position >= header.length);
  if (beyond !== undefined) throw noSuchHeading(file, header, beyond);
  return checked(file, header, chooseTable(question).mapping);
}

/**
 * The table of a file, whether its header fits it or not.
 * @throws RupturaError TABELA_AMBIGUA, CABECALHO_DESCONHECIDO
 */
export function chooseTable(question: HeaderQuestion): ChosenTable {
  const { file, names, header, forced } = question;
  const choices = allChoices(question);
  const memory = memoryOf(question);
  if (memory !== null) {
    const mapping = markRemembered(mapHeader(header, importTable(memory.table), choices), question);
    return { mapping, by: forced === undefined ? 'LEMBRADA' : 'INFORMADA' };
  }
  if (forced !== undefined) {
    return { mapping: mapHeader(header, importTable(forced), choices), by: 'INFORMADA' };
  }
  const named = names.map(tableOfName).find((candidate) => candidate !== null) ?? null;
  const fitting = tablesOfHeader(header, choices);
  if (named !== null) {
    const mapping = mapHeader(header, named.table, choices);
    return { mapping: named.certain ? mapping : byAlias(file, mapping, fitting), by: 'NOME' };
  }
  const [best, second] = fitting;
  if (best === undefined) throw unknownHeader(file, header, choices);
  if (second !== undefined && betterFit(best, second) === 0) throw ambiguous(file, [best, second]);
  return { mapping: best, by: 'CABECALHO' };
}

/** What is remembered, as long as a person does not say that the file is of another table. */
function memoryOf({ forced, remembered }: HeaderQuestion): RememberedChoices | null {
  if (remembered === undefined || (forced !== undefined && forced !== remembered.table)) return null;
  return remembered;
}

/** What was said of this file, over what was said of such a file before. */
export function allChoices(question: HeaderQuestion): ColumnChoices {
  const { choices = NO_CHOICES } = question;
  const memory = memoryOf(question);
  if (memory === null) return choices;
  const taken = new Set(choices.values());
  const before = [...memory.choices].filter(([, column]) => column === null || !taken.has(column));
  return new Map([...before, ...choices]);
}

function markRemembered(mapping: HeaderMapping, { choices = NO_CHOICES }: HeaderQuestion): HeaderMapping {
  const columns = mapping.columns.map((mapped): MappedColumn => {
    const isBefore = mapped.how === 'INFORMADA' && !choices.has(mapped.position);
    return isBefore ? { ...mapped, how: 'LEMBRADA' } : mapped;
  });
  return { ...mapping, columns };
}

function byAlias(file: string, mapping: HeaderMapping, fitting: readonly HeaderMapping[]): HeaderMapping {
  const best = fitting[0];
  if (best === undefined || best.table.name === mapping.table.name) return mapping;
  if (mapping.missing.length > 0 || best.columns.length >= mapping.columns.length + DOUBT) {
    throw ambiguous(file, [mapping, best]);
  }
  return mapping;
}

function ambiguous(file: string, candidates: readonly HeaderMapping[]): RupturaError {
  const tables = candidates.map((candidate) => candidate.table.name);
  return new RupturaError(
    'TABELA_AMBIGUA',
    { arquivo: file, tabelas: tables.join(' / '), opcao: '--tabela' },
    { details: { tabelas: tables } },
  );
}

function noSuchHeading(file: string, header: readonly string[], position: number): RupturaError {
  return new RupturaError('IMPORTACAO_MAPA_POSICAO', {
    arquivo: file,
    posicao: position,
    ultima: header.length - 1,
  });
}

function checked(file: string, header: readonly string[], mapping: HeaderMapping): HeaderMapping {
  const [foreign] = mapping.foreign;
  if (foreign !== undefined) {
    throw new RupturaError('IMPORTACAO_MAPA_COLUNA', {
      arquivo: file,
      tabela: mapping.table.name,
      coluna: clip(foreign),
      colunas: mapping.table.columns.map((column) => column.name).join(', '),
    });
  }
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

/** Cells of a header that the table knows which knows most of them. */
export function countTableColumns(header: readonly string[]): number {
  return Math.max(...INPUT_TABLES.map((table) => mapHeader(header, table).columns.length));
}

/** The table that a header comes nearest to. */
export function nearestMapping(
  header: readonly string[],
  choices: ColumnChoices = NO_CHOICES,
): HeaderMapping {
  return INPUT_TABLES.map((table) => mapHeader(header, table, choices)).sort(nearestFit)[0]!;
}

function unknownHeader(file: string, header: readonly string[], choices: ColumnChoices): RupturaError {
  const nearest = nearestMapping(header, choices);
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
