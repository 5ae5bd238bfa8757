import { type FileRow, isBlank, type RawCell } from '../tabular/cell.ts';
import { dateStyle } from '../tabular/date-text.ts';
import { nearestName } from '../tabular/fold.ts';
import { type DecimalStyle, defaultStyle, NumberEvidence, readNumber } from '../tabular/number-text.ts';
import type { HeaderMapping, MappedColumn } from './header.ts';
import type { ColumnReport, Notice } from './report.ts';

const NUMBER_KINDS: ReadonlySet<string> = new Set(['quantity', 'signed_quantity', 'price']);
const DATE_KINDS: ReadonlySet<string> = new Set(['date', 'instant']);
const DAMAGED_CODE = /^\d(?:[.,]\d+)?E\+\d{1,3}$/i;

/** What one column's cells tell about how it is written. */
interface ColumnEvidence {
  readonly mapped: MappedColumn;
  readonly numbers: NumberEvidence | null;
  readonly dates: Map<string, number> | null;
  damagedCode: { line: number; value: string } | null;
}

/** What a whole file tells about how its columns are written. */
export interface Spelling {
  readonly styles: ReadonlyMap<string, DecimalStyle>;
  readonly columns: readonly ColumnReport[];
  readonly notices: readonly Notice[];
  readonly rows: number;
}

function emptyEvidence(mapped: MappedColumn): ColumnEvidence {
  const { kind } = mapped.column;
  return {
    mapped,
    numbers: NUMBER_KINDS.has(kind) ? new NumberEvidence() : null,
    dates: DATE_KINDS.has(kind) ? new Map() : null,
    damagedCode: null,
  };
}

/**
 * Reads all rows once and decides how every column is written.
 * @param semicolons the file is separated by semicolons
 */
export async function gatherSpelling(
  batches: AsyncIterable<FileRow[]>,
  mapping: HeaderMapping,
  semicolons: boolean,
): Promise<Spelling> {
  const columns = mapping.columns.map(emptyEvidence);
  let rows = 0;
  for await (const batch of batches) {
    rows += batch.length;
    for (const evidence of columns) for (const row of batch) addCell(evidence, row);
  }
  return { ...decide(columns, mapping, semicolons), rows };
}

function addCell(evidence: ColumnEvidence, row: FileRow): void {
  const cell = row.cells[evidence.mapped.position];
  if (cell === undefined || cell === '') return;
  if (evidence.numbers !== null) addNumber(evidence.numbers, cell, row.line);
  else if (evidence.dates !== null) addDate(evidence.dates, cell);
  else if (evidence.mapped.column.kind === 'code') addCode(evidence, cell, row.line);
}

const LONGEST_VALUE = 64;

function addNumber(numbers: NumberEvidence, cell: RawCell, line: number): void {
  if (typeof cell !== 'string' || (!cell.includes(',') && !cell.includes('.'))) return;
  const text = cell.trim();
  if (text !== '' && text.length <= LONGEST_VALUE) numbers.add(text, line);
}

/** Dates are only described, so a sample is enough. */
const DATES_LOOKED_AT = 2000;

function addDate(dates: Map<string, number>, cell: RawCell): void {
  const seen = dates.get('') ?? 0;
  if (seen >= DATES_LOOKED_AT || isBlank(cell)) return;
  dates.set('', seen + 1);
  const style = typeof cell === 'string' ? styleOfText(cell.trim()) : cell.type === 'number' ? 'excel' : null;
  if (style !== null) dates.set(style, (dates.get(style) ?? 0) + 1);
}

function styleOfText(text: string): string | null {
  return text.length <= LONGEST_VALUE ? dateStyle(text) : null;
}

function addCode(evidence: ColumnEvidence, cell: RawCell, line: number): void {
  if (evidence.damagedCode !== null || typeof cell !== 'string' || cell.length > 20) return;
  if (DAMAGED_CODE.test(cell.trim())) evidence.damagedCode = { line, value: cell.trim() };
}

function decide(
  columns: readonly ColumnEvidence[],
  mapping: HeaderMapping,
  semicolons: boolean,
): Omit<Spelling, 'rows'> {
  const all = columns.map((column) => column.numbers).filter((numbers) => numbers !== null);
  const styles = new Map<string, DecimalStyle>();
  const notices: Notice[] = unknownHeadings(mapping);
  const reports: ColumnReport[] = [];
  for (const { mapped, numbers, dates, damagedCode } of columns) {
    const { name } = mapped.column;
    const style = numbers === null ? null : (numbers.decided() ?? defaultStyle(all, semicolons));
    if (numbers !== null && style !== null) {
      styles.set(name, style);
      notices.push(...numberNotices(name, numbers, style));
    }
    if (damagedCode !== null) notices.push(damagedNotice(name, damagedCode));
    reports.push({ column: name, heading: mapped.heading, decimal: style, dateStyles: commonest(dates) });
  }
  return { styles, columns: reports, notices };
}

function damagedNotice(coluna: string, found: { line: number; value: string }): Notice {
  return { notice: 'CODIGO_NOTACAO_CIENTIFICA', params: { coluna, valor: found.value, linha: found.line } };
}

function numberNotices(coluna: string, numbers: NumberEvidence, style: DecimalStyle): Notice[] {
  const separador = style === 'comma' ? ',' : '.';
  if (numbers.comma > 0 && numbers.point > 0) {
    const params = { coluna, virgula: numbers.comma, ponto: numbers.point, separador };
    return [{ notice: 'NUMERO_MISTURADO', params }];
  }
  const ambiguous = numbers.firstAmbiguous;
  if (ambiguous === null || numbers.decided() !== null) return [];
  return [{ notice: 'NUMERO_AMBIGUO', params: ambiguousParams(coluna, ambiguous, style) }];
}

function ambiguousParams(
  coluna: string,
  found: { line: number; value: string },
  style: DecimalStyle,
): Readonly<Record<string, string | number>> {
  const readings = [readNumber(found.value, 'comma'), readNumber(found.value, 'point')].map(
    (text) => text ?? '?',
  );
  const [decimal, thousands] = readings[0]!.includes('.') ? readings : [...readings].reverse();
  const lido = (style === 'comma' ? readings[0] : readings[1])!;
  return {
    coluna,
    valor: found.value,
    linha: found.line,
    como_decimal: decimal!,
    como_milhar: thousands!,
    lido,
  };
}

function commonest(dates: Map<string, number> | null): string[] {
  if (dates === null) return [];
  const styles = [...dates].filter(([style]) => style !== '');
  return styles.sort((left, right) => right[1] - left[1]).map(([style]) => style);
}

function unknownHeadings(mapping: HeaderMapping): Notice[] {
  const taken = new Set(mapping.columns.map((mapped) => mapped.column.name));
  const free = mapping.table.columns.map((column) => column.name).filter((name) => !taken.has(name));
  return mapping.unknown.map((heading): Notice => {
    const titulo = heading.slice(0, LONGEST_VALUE);
    const coluna = nearestName(heading, free);
    if (coluna === null) return { notice: 'COLUNA_IGNORADA', params: { titulo } };
    return { notice: 'COLUNA_IGNORADA_PARECIDA', params: { titulo, coluna } };
  });
}
