import { posix } from 'node:path';
import { RupturaError } from '../../contract/errors.ts';
import type { Archive } from './archive.ts';
import { isDateFormat, zeroPadding } from './number-format.ts';
import { beyond, readPart, unescapeText, type XmlHandler } from './xml.ts';

/** How the cells of one style show their number. */
export interface CellStyle {
  readonly isDate: boolean;
  readonly zeroPadding: number;
}

export interface SheetInfo {
  readonly name: string;
  readonly visible: boolean;
  /** Name of its part in the archive. */
  readonly part: string;
}

/** What is read of a workbook before its cells. */
export interface Workbook {
  readonly date1904: boolean;
  readonly sheets: readonly SheetInfo[];
  readonly styles: readonly CellStyle[];
  readonly sharedStrings: readonly string[];
}

const SMALL_PART = 32 * 2 ** 20;
/** Shared texts are the one thing a sheet needs in memory. */
const SHARED_STRINGS_PART = 512 * 2 ** 20;
const MOST_SHARED_CHARACTERS = 64 * 2 ** 20;
/** Characters of one shared text: a cell holds 32,767, each of them written with up to seven. */
const LONGEST_SHARED_TEXT = 1 << 18;
const MOST_SHEETS = 1000;
const MOST_RELATIONS = 10_000;
/** Excel has 65,490 of each at most. */
const MOST_STYLES = 1 << 16;

interface Relation {
  readonly type: string;
  readonly target: string;
}

/** Reads sheets, styles and shared texts. @throws RupturaError of an unreadable workbook */
export async function readWorkbook(archive: Archive, file: string): Promise<Workbook> {
  const main = await mainPart(archive, file);
  const relations = await readRelations(archive, file, main);
  const { date1904, sheets } = await readSheets(archive, file, main, relations);
  if (!sheets.some((sheet) => sheet.visible)) throw new RupturaError('PLANILHA_SEM_FOLHA', { arquivo: file });
  const byType = (type: string): string | null =>
    [...relations.values()].find((relation) => relation.type === type)?.target ?? null;
  return {
    date1904,
    sheets,
    styles: await readStyles(archive, file, byType('styles')),
    sharedStrings: await readSharedStrings(archive, file, byType('sharedStrings')),
  };
}

const USUAL_MAIN_PART = 'xl/workbook.xml';

async function mainPart(archive: Archive, file: string): Promise<string> {
  if (!archive.has('_rels/.rels')) return USUAL_MAIN_PART;
  const relations = await readRelations(archive, file, '');
  const found = [...relations.values()].find((relation) => relation.type === 'officeDocument');
  return found?.target ?? USUAL_MAIN_PART;
}

/** Relations of a part by id, their targets as names in the archive. */
async function readRelations(archive: Archive, file: string, part: string): Promise<Map<string, Relation>> {
  const folder = posix.dirname(part);
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const relations = new Map<string, Relation>();
  await readPart(
    await archive.open(name, SMALL_PART),
    file,
    onOpen((tag, attributes) => {
      if (tag !== 'Relationship' || attributes['TargetMode'] === 'External') return;
      const target = attributes['Target'] ?? '';
      const resolved = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      const type = (attributes['Type'] ?? '').split('/').at(-1)!;
      if (relations.size >= MOST_RELATIONS) throw beyond(file, name, 'relations', MOST_RELATIONS);
      relations.set(attributes['Id'] ?? '', { type, target: posix.normalize(resolved) });
    }),
  );
  return relations;
}

function onOpen(open: XmlHandler['open']): XmlHandler {
  return { open, close: () => {}, text: () => {} };
}

async function readSheets(
  archive: Archive,
  file: string,
  main: string,
  relations: ReadonlyMap<string, Relation>,
): Promise<{ date1904: boolean; sheets: SheetInfo[] }> {
  let date1904 = false;
  const sheets: SheetInfo[] = [];
  await readPart(
    await archive.open(main, SMALL_PART),
    file,
    onOpen((tag, attributes) => {
      if (tag === 'workbookPr') date1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (tag !== 'sheet') return;
      const key = Object.keys(attributes).find((attribute) => /^(?:\w+:)?id$/.test(attribute));
      const relation = relations.get(attributes[key ?? ''] ?? '');
      if (relation?.type !== 'worksheet') return;
      if (sheets.length >= MOST_SHEETS) throw beyond(file, main, 'sheets', MOST_SHEETS);
      const visible = (attributes['state'] ?? 'visible') === 'visible';
      sheets.push({ name: attributes['name'] ?? '', visible, part: relation.target });
    }),
  );
  return { date1904, sheets };
}

async function readStyles(archive: Archive, file: string, part: string | null): Promise<CellStyle[]> {
  if (part === null || !archive.has(part)) return [];
  const formats = new Map<number, string>();
  const styles: CellStyle[] = [];
  let inCellFormats = false;
  await readPart(await archive.open(part, SMALL_PART), file, {
    open(tag, attributes) {
      if (tag === 'numFmt') formats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (tag === 'cellXfs') inCellFormats = true;
      if (formats.size > MOST_STYLES || styles.length > MOST_STYLES)
        throw beyond(file, part, 'styles', MOST_STYLES);
      if (tag !== 'xf' || !inCellFormats) return;
      const id = Number(attributes['numFmtId'] ?? '0');
      const code = formats.get(id) ?? null;
      styles.push({ isDate: isDateFormat(id, code), zeroPadding: zeroPadding(code) });
    },
    close(tag) {
      if (tag === 'cellXfs') inCellFormats = false;
    },
    text: () => {},
  });
  return styles;
}

async function readSharedStrings(archive: Archive, file: string, name: string | null): Promise<string[]> {
  if (name === null || !archive.has(name)) return [];
  const part = await archive.open(name, SHARED_STRINGS_PART);
  const strings: string[] = [];
  const text = new RichText();
  let characters = 0;
  await readPart(part, file, {
    open(tag) {
      if (tag === 'si') text.clear();
      text.open(tag);
    },
    close(tag) {
      text.close(tag);
      if (tag !== 'si') return;
      strings.push(unescapeText(text.value));
      characters += text.value.length + 16;
      if (characters > MOST_SHARED_CHARACTERS) throw tooManyTexts(file, name, characters);
    },
    text: (piece) => {
      text.add(piece);
      if (text.value.length > LONGEST_SHARED_TEXT) throw beyond(file, name, 'text', LONGEST_SHARED_TEXT);
    },
  });
  return strings;
}

function tooManyTexts(file: string, part: string, size: number): RupturaError {
  return new RupturaError('PLANILHA_GRANDE_DEMAIS', {
    arquivo: file,
    parte: part,
    tamanho: size,
    compactado: '…',
  });
}

/** Gathers the text of `<t>` elements, leaving out phonetic readings (`<rPh>`). */
export class RichText {
  value = '';
  #inText = false;
  #inPhonetic = false;

  clear(): void {
    this.value = '';
    this.#inText = false;
    this.#inPhonetic = false;
  }

  open(tag: string): void {
    if (tag === 'rPh') this.#inPhonetic = true;
    else if (tag === 't') this.#inText = !this.#inPhonetic;
  }

  close(tag: string): void {
    if (tag === 'rPh') this.#inPhonetic = false;
    else if (tag === 't') this.#inText = false;
  }

  add(piece: string): void {
    if (this.#inText) this.value += piece;
  }
}
