import { columnLabel } from '../contract/column-labels.ts';
import { LANGUAGES } from '../contract/language.ts';
import { ABBREVIATIONS, SMALL_WORDS } from '../contract/spellings.ts';
import type { Column } from '../contract/tables.ts';
import { compact, fold } from '../tabular/fold.ts';

/** What a heading may be called to be a column: aliases compact, and all names written out. */
interface Spellings {
  readonly aliases: ReadonlySet<string>;
  readonly writtenOut: ReadonlySet<string>;
}

/** A header may be thousands of cells wide: what the columns are called is folded once. */
const spellings = new Map<string, Spellings>();

export function columnSpellings(table: string, column: Column): Spellings {
  const key = `${table} ${column.name}`;
  let known = spellings.get(key);
  if (known === undefined) {
    const names = aliasNames(table, column);
    const writtenOut = new Set([column.name, ...names].map(writeOut));
    known = { aliases: new Set(names.map(compact)), writtenOut };
    spellings.set(key, known);
  }
  return known;
}

/** What people call a column, in files and in templates. */
function aliasNames(table: string, column: Column): string[] {
  return [...column.aliases, ...LANGUAGES.map((one) => columnLabel(table, column.name, one))];
}

/** Abbreviated words in full, small words left out, the rest as `compact` has it. */
export function writeOut(text: string): string {
  return fold(text)
    .split('_')
    .filter((word) => !SMALL_WORDS.includes(word))
    .map((word) => ABBREVIATIONS[word] ?? word)
    .join('');
}
