import { HIERARCHY_COLUMN, RESULT_COLUMNS, type ResultColumn } from '../../contract/collection-codes.ts';
import { LIST_HEADINGS } from '../../contract/collection-headings.ts';
import { RupturaError } from '../../contract/errors.ts';
import { compact } from '../../tabular/fold.ts';

/** Where the columns of a list stand. Cells right of the header have a place too: nothing of a row is lost. */
export interface ListColumns {
  readonly known: ReadonlyMap<ResultColumn, number>;
  /** Further columns of data, in the order of the list. */
  readonly extra: readonly number[];
  /** Columns right of `<|>`; null where the list has no such column. */
  readonly hierarchy: readonly number[] | null;
}

/** A heading's column, and whether it is the column's own name. */
interface KnownHeading {
  readonly column: ResultColumn;
  readonly isOwnName: boolean;
}

const BY_HEADING: ReadonlyMap<string, KnownHeading> = new Map<string, KnownHeading>([
  ...RESULT_COLUMNS.flatMap((column) =>
    (LIST_HEADINGS[column] ?? []).map((name) => [compact(name), { column, isOwnName: false }] as const),
  ),
  ...RESULT_COLUMNS.map((column) => [compact(column), { column, isOwnName: true }] as const),
]);

/** Text of a column of a row; empty where there is none. */
export function cellOf(row: readonly string[], place: number | undefined): string {
  return place === undefined ? '' : (row[place] ?? '');
}

/** What could be several cells of another delimiter is no heading. */
function knownHeading(heading: string): KnownHeading | undefined {
  return /[;,\t<>|]/.test(heading.trim()) ? undefined : BY_HEADING.get(compact(heading));
}

/** Column that a heading means; null for any other heading. */
export function columnOfHeading(heading: string): ResultColumn | null {
  return knownHeading(heading)?.column ?? null;
}

function separatorPlace(header: readonly string[]): number {
  const place = header.findIndex((heading) => heading.trim() === HIERARCHY_COLUMN);
  return place === -1 ? header.length : place;
}

/** How many headings of a row are known. */
export function countKnown(header: readonly string[]): number {
  const left = header.slice(0, separatorPlace(header));
  return new Set(left.map(columnOfHeading).filter((column) => column !== null)).size;
}

/**
 * Places of the columns that may be the one of purchase orders: the one that was asked for; those of the column's own
 * name; else those of other names for it.
 * @param asked heading of the column, where somebody said it
 */
export function numberPlaces(header: readonly string[], asked: string | null): readonly number[] {
  const left = header.slice(0, separatorPlace(header));
  const placesOf = (fits: (heading: string) => boolean): number[] =>
    left.flatMap((heading, place) => (fits(heading) ? [place] : []));
  if (asked !== null && asked.trim() !== '') {
    const exact = placesOf((heading) => heading.trim() === asked.trim());
    return exact.length > 0 ? exact : placesOf((heading) => isAlike(heading, asked));
  }
  const numbers = placesOf((heading) => columnOfHeading(heading) === 'PO_NUMBER');
  const ofOwnName = numbers.filter((place) => knownHeading(left[place]!)?.isOwnName === true);
  return ofOwnName.length > 0 ? ofOwnName : numbers;
}

function isAlike(heading: string, asked: string): boolean {
  return compact(heading) !== '' && compact(heading) === compact(asked);
}

/**
 * Place of the column of purchase orders.
 * @throws RupturaError where no column is it, or where it is not clear which one is
 */
export function numberPlace(header: readonly string[], asked: string | null, arquivo: string): number {
  const places = numberPlaces(header, asked);
  if (places.length === 1) return places[0]!;
  const titulos = titles(places.length === 0 ? header : places.map((place) => header[place]!));
  if (places.length === 0 && asked !== null)
    throw new RupturaError('COLETA_COLUNA_DESCONHECIDA', { arquivo, titulos, coluna: asked.slice(0, 100) });
  if (places.length === 0) throw new RupturaError('COLETA_LISTA_SEM_COLUNA', { arquivo, titulos });
  const isRepeated = asked !== null || places.some((place) => knownHeading(header[place]!)?.isOwnName);
  if (isRepeated)
    throw new RupturaError('CABECALHO_COLUNA_REPETIDA', { arquivo, titulos, coluna: 'PO_NUMBER' });
  const coluna = header[places[0]!]!.trim();
  throw new RupturaError('COLETA_LISTA_VARIAS_COLUNAS', { arquivo, titulos, coluna });
}

/** Headings as an error shows them. */
function titles(headings: readonly string[]): string {
  return headings
    .filter((heading) => heading.trim() !== '')
    .slice(0, 30)
    .join(', ')
    .slice(0, 500);
}

/** Places of the known columns, left of the hierarchy: of each the own name, else the first other name. */
function knownPlaces(header: readonly string[], number: number): Map<ResultColumn, number> {
  const places = new Map<ResultColumn, number>([['PO_NUMBER', number]]);
  const left = header.slice(0, separatorPlace(header));
  for (const isOwnName of [true, false]) {
    for (const [place, heading] of left.entries()) {
      const known = knownHeading(heading);
      if (place === number || known?.isOwnName !== isOwnName) continue;
      if (!places.has(known.column)) places.set(known.column, place);
    }
  }
  return places;
}

/**
 * The columns of a list.
 * @param number place of the column of purchase orders
 */
export function listColumns(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  number: number,
): ListColumns {
  const known = knownPlaces(header, number);
  const separator = separatorPlace(header);
  const hasHierarchy = separator < header.length;
  const width = rows.reduce((most, row) => Math.max(most, row.length), header.length);
  const taken = new Set(known.values());
  const isUsed = (place: number): boolean =>
    (header[place] ?? '').trim() !== '' || rows.some((row) => cellOf(row, place).trim() !== '');
  const places = Array.from({ length: width }, (_, place) => place).filter(isUsed);
  return {
    known,
    extra: places.filter((place) => !taken.has(place) && (!hasHierarchy || place < separator)),
    hierarchy: hasHierarchy ? places.filter((place) => place > separator) : null,
  };
}
