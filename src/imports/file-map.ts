import type { InputTableName } from '../contract/tables.ts';
import type { ColumnChoices } from './header.ts';

/** What a person said about a file, or about one sheet of a workbook. */
export interface FileMap {
  /** Null speaks of the file, or of every sheet without a map of its own. */
  readonly sheet: string | null;
  /** Leave it out. */
  readonly ignore: boolean;
  /** Null leaves the table to be recognised. */
  readonly table: InputTableName | null;
  readonly columns: ColumnChoices;
  /** What is remembered of such files does not hold for this one. */
  readonly forgets?: boolean;
}

const NO_MAP: FileMap = { sheet: null, ignore: false, table: null, columns: new Map() };

/** The map that holds for a sheet, or for a file without sheets (null). */
export function mapFor(maps: readonly FileMap[], sheet: string | null): FileMap {
  return (
    maps.find((map) => sheet !== null && map.sheet === sheet) ??
    maps.find((map) => map.sheet === null) ??
    NO_MAP
  );
}
