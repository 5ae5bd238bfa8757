import { columnsOf, cutText, padText, printable } from './text.ts';

export type Style = (text: string) => string;

/** A cell: plain text, text with a colour, or a drawing. The texts themselves hold no escape sequences. */
export type Cell = string | { readonly text: string; readonly style: Style } | DrawnCell;

/** A cell that fills whatever width its column gets, up to `most`. */
interface DrawnCell {
  readonly draw: (width: number) => string;
  readonly most: number;
  readonly style: Style;
}

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut down to this many columns in a narrow window. */
  readonly least?: number;
  /** Left out in a narrow window, the highest number first. */
  readonly sacrifice?: number;
}

export interface TableLook {
  /** Columns of the window; null: as wide as needed. */
  readonly width: number | null;
  readonly heading: Style;
  readonly rule: Style;
  readonly indent?: number;
}

const GAP = 2;

/**
 * Lines of an aligned table: headings, a rule, the rows. Fits the window by leaving out the most dispensable
 * columns, then by cutting those that may be cut.
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  look: TableLook,
): string[] {
  const texts = rows.map((row) => row.map(naturalText));
  const natural = columns.map((column, at) =>
    texts.reduce((widest, row) => Math.max(widest, columnsOf(row[at] ?? '')), columnsOf(column.title)),
  );
  const indent = look.indent ?? 0;
  const room = look.width === null ? Number.POSITIVE_INFINITY : look.width - indent;
  const shown = columnsThatFit(columns, natural, room);
  const widths = shrinkToFit(columns, natural, shown, room);
  const margin = ' '.repeat(indent);
  const line = (cellAt: (at: number, width: number) => string): string =>
    (margin + shown.map((at) => cellAt(at, widths.get(at)!)).join(' '.repeat(GAP))).trimEnd();
  const place = (at: number, text: string, width: number): string =>
    padText(cutText(text, width), width, columns[at]!.align ?? 'left');
  return [
    line((at, width) => look.heading(place(at, columns[at]!.title, width))),
    line((_, width) => look.rule('─'.repeat(width))),
    ...rows.map((row, index) =>
      line((at, width) => {
        const cell = row[at];
        const drawn = typeof cell === 'object' && 'draw' in cell;
        const text = place(at, drawn ? cell.draw(width) : (texts[index]![at] ?? ''), width);
        return cell === undefined || typeof cell === 'string' ? text : cell.style(text);
      }),
    ),
  ];
}

function naturalText(cell: Cell): string {
  if (typeof cell === 'string') return printable(cell);
  return 'draw' in cell ? ' '.repeat(cell.most) : printable(cell.text);
}

function leastWidth(column: TableColumn, natural: number): number {
  return column.least === undefined ? natural : Math.min(natural, Math.max(column.least, 1));
}

function columnsThatFit(columns: readonly TableColumn[], natural: readonly number[], room: number): number[] {
  let shown = columns.map((_, at) => at);
  const needed = (): number =>
    shown.reduce((sum, at) => sum + leastWidth(columns[at]!, natural[at]!), GAP * (shown.length - 1));
  while (needed() > room) {
    const dispensable = shown.filter((at) => columns[at]!.sacrifice !== undefined);
    if (dispensable.length === 0) break;
    const first = dispensable.reduce((a, b) => (columns[b]!.sacrifice! > columns[a]!.sacrifice! ? b : a));
    shown = shown.filter((at) => at !== first);
  }
  return shown;
}

function shrinkToFit(
  columns: readonly TableColumn[],
  natural: readonly number[],
  shown: readonly number[],
  room: number,
): Map<number, number> {
  const widths = new Map(shown.map((at) => [at, natural[at]!]));
  let excess = shown.reduce((sum, at) => sum + natural[at]!, GAP * (shown.length - 1)) - room;
  while (excess > 0) {
    const widest = shown
      .filter((at) => widths.get(at)! > leastWidth(columns[at]!, natural[at]!))
      .reduce<number | null>((a, b) => (a === null || widths.get(b)! > widths.get(a)! ? b : a), null);
    if (widest === null) break;
    widths.set(widest, widths.get(widest)! - 1);
    excess -= 1;
  }
  return widths;
}
