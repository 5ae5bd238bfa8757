import { attributeOf, MarkupCutter, type MarkupPiece } from './markup.ts';
import { placeOfReference } from './references.ts';

/** A cell as it is written. */
export interface RawSheetCell {
  /** From 0. */
  readonly column: number;
  /** Its first tag. */
  readonly tag: string;
  /** All of it, its first tag included. */
  readonly raw: string;
}

/** A row as it is written. */
export interface RawSheetRow {
  /** As a person counts. */
  readonly row: number;
  readonly tag: string;
  readonly cells: readonly RawSheetCell[];
  /** What else it holds, behind its cells. */
  readonly rest: string;
  /** Its last tag; empty where the first one is the last. */
  readonly close: string;
}

/** A sheet is rows, and whatever is around them. */
export type SheetPiece = RawSheetRow | MarkupPiece;

interface OpenRow {
  readonly row: number;
  readonly tag: string;
  readonly cells: RawSheetCell[];
  rest: string;
}

interface OpenCell {
  readonly column: number;
  readonly tag: string;
  raw: string;
}

/**
 * Cuts the text of a sheet into rows and what is around them, so that nothing of it is lost that is put together again.
 * What enters: the text in any portions. What leaves: whole rows, and single tags and texts outside of rows.
 */
export class SheetCutter {
  readonly #cutter = new MarkupCutter();
  #row: OpenRow | null = null;
  #cell: OpenCell | null = null;
  #lastRow = 0;
  #lastColumn = -1;

  push(text: string): SheetPiece[] {
    return this.#take(this.#cutter.push(text));
  }

  end(): SheetPiece[] {
    return this.#take(this.#cutter.end());
  }

  #take(pieces: readonly MarkupPiece[]): SheetPiece[] {
    const taken: SheetPiece[] = [];
    for (const piece of pieces) {
      const whole = this.#row === null ? this.#outside(piece) : this.#inside(piece, this.#row);
      if (whole !== null) taken.push(whole);
    }
    return taken;
  }

  #outside(piece: MarkupPiece): SheetPiece | null {
    if (piece.name !== 'row' || piece.kind === 'close') return piece;
    const reference = attributeOf(piece.raw, 'r');
    this.#lastRow = reference === null ? this.#lastRow + 1 : Number(reference);
    this.#lastColumn = -1;
    const row: OpenRow = { row: this.#lastRow, tag: piece.raw, cells: [], rest: '' };
    if (piece.kind === 'single') return { ...row, close: '' };
    this.#row = row;
    return null;
  }

  #inside(piece: MarkupPiece, row: OpenRow): SheetPiece | null {
    if (this.#cell !== null) this.#within(piece, this.#cell, row);
    else if (piece.name === 'row' && piece.kind === 'close') {
      this.#row = null;
      return { ...row, close: piece.raw };
    } else if (piece.name === 'c' && piece.kind !== 'close') this.#begin(piece, row);
    else row.rest += piece.raw;
    return null;
  }

  #begin(piece: MarkupPiece, row: OpenRow): void {
    const reference = attributeOf(piece.raw, 'r');
    const place = reference === null ? null : placeOfReference(reference);
    this.#lastColumn = place?.column ?? this.#lastColumn + 1;
    const cell = { column: this.#lastColumn, tag: piece.raw, raw: piece.raw };
    if (piece.kind === 'single') row.cells.push(cell);
    else this.#cell = cell;
  }

  #within(piece: MarkupPiece, cell: OpenCell, row: OpenRow): void {
    cell.raw += piece.raw;
    if (piece.name !== 'c' || piece.kind !== 'close') return;
    row.cells.push(cell);
    this.#cell = null;
  }
}

/** Whether a piece is a row. */
export function isRow(piece: SheetPiece): piece is RawSheetRow {
  return 'cells' in piece;
}
