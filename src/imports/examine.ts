import type { RupturaError } from '../contract/errors.ts';
import { cellText, type FileRow } from '../tabular/cell.ts';
import { nearestName } from '../tabular/fold.ts';
import {
  allChoices,
  type ChosenTable,
  type ColumnRecognition,
  chooseTable,
  type HeaderMapping,
  type HeaderQuestion,
  type ImportTableName,
  nearestMapping,
} from './header.ts';
import type { RememberedMap } from './remembered-maps.ts';

/** Rows of a file shown as they stand in it. */
const SAMPLE_ROWS = 5;

/** One heading of a file, and what became of it. */
export interface ExaminedHeading {
  /** Place in the row, from 0. */
  readonly position: number;
  readonly text: string;
  /** Column it fills; null where it fills none. */
  readonly column: string | null;
  readonly how: ColumnRecognition | 'IGNORADA' | null;
  /** A column that it may have been meant for. */
  readonly suggestion: string | null;
}

/** A file, or a sheet of a workbook, as it was found: there even where it cannot be imported as it is. */
export interface Examined {
  readonly path: string;
  readonly file: string;
  readonly sheet: string | null;
  /** Visible sheets of the workbook. */
  readonly sheets: readonly string[];
  readonly format: 'csv' | 'xlsx' | null;
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly table: ImportTableName | null;
  readonly by: ChosenTable['by'] | null;
  readonly headings: readonly ExaminedHeading[];
  /** Required columns that no heading fills. */
  readonly missing: readonly string[];
  readonly sample: readonly (readonly string[])[];
  readonly ignored: boolean;
  /** What a person said of such a file before, and holds for this one. */
  readonly remembered: RememberedMap | null;
  /** Why it cannot be imported as it is. */
  readonly problem: RupturaError | null;
}

/** Where a header was found. */
export type ExaminedPlace = Pick<
  Examined,
  | 'path'
  | 'file'
  | 'sheet'
  | 'sheets'
  | 'format'
  | 'encoding'
  | 'delimiter'
  | 'sample'
  | 'ignored'
  | 'remembered'
>;

/** Looks at a header without refusing anything. */
export function examine(place: ExaminedPlace, question: HeaderQuestion): Examined {
  const chosen = chosenTable(question);
  const mapping = chosen?.mapping ?? nearestMapping(question.header, allChoices(question));
  return {
    ...place,
    table: chosen?.mapping.table.name ?? null,
    by: chosen?.by ?? null,
    headings: headingsOf(question, mapping, chosen !== null),
    missing: chosen === null ? [] : mapping.missing.map((column) => column.name),
    problem: null,
  };
}

function chosenTable(question: HeaderQuestion): ChosenTable | null {
  try {
    return chooseTable(question);
  } catch {
    // What is wrong is told by the reading itself, which asks the same question.
    return null;
  }
}

/** Without a table, the nearest one still tells what the headings may have been meant for. */
function headingsOf(question: HeaderQuestion, mapping: HeaderMapping, isChosen: boolean): ExaminedHeading[] {
  const { header } = question;
  const choices = allChoices(question);
  const byPosition = new Map(mapping.columns.map((mapped) => [mapped.position, mapped]));
  const taken = new Set(isChosen ? mapping.columns.map((mapped) => mapped.column.name) : []);
  const free = mapping.table.columns.map((column) => column.name).filter((name) => !taken.has(name));
  return header.map((text, position) => {
    const mapped = byPosition.get(position);
    const isIgnored = choices.get(position) === null;
    const fills = isChosen ? mapped : undefined;
    return {
      position,
      text: text.trim(),
      column: fills?.column.name ?? null,
      how: isIgnored ? 'IGNORADA' : (fills?.how ?? null),
      suggestion:
        isIgnored || fills !== undefined ? null : (mapped?.column.name ?? nearestName(text.trim(), free)),
    };
  });
}

/** A file that could not even be looked into. */
export function unexamined(path: string, file: string, problem: RupturaError): Examined {
  return {
    path,
    file,
    sheet: null,
    sheets: [],
    format: null,
    encoding: null,
    delimiter: null,
    table: null,
    by: null,
    headings: [],
    missing: [],
    sample: [],
    ignored: false,
    remembered: null,
    problem,
  };
}

const LONGEST_CELL = 200;

/** The first rows of a file as texts. */
export async function sampleOf(batches: AsyncGenerator<FileRow[]>): Promise<string[][]> {
  const sample: string[][] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      sample.push(row.cells.map((cell) => cellText(cell).slice(0, LONGEST_CELL)));
      if (sample.length === SAMPLE_ROWS) return sample;
    }
  }
  return sample;
}
