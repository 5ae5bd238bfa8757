import type { Fault } from './fault.ts';

const NUMBERS = ['src/tabular/number-text.test.ts'];
const DATES = ['src/tabular/date-text.test.ts'];
const VALUES = ['src/imports/read-value.test.ts'];
const HEADER = ['src/imports/header.test.ts'];
const CSV = ['src/tabular/csv-file.test.ts'];
const HOSTILE = ['src/imports/hostile-files.test.ts'];
const IMPORT = ['test/imports/import-files.test.ts'];
const UNDO = ['test/imports/undo.test.ts'];

/** From a file to rows of the tables, and back. */
export const IMPORT_FAULTS: readonly Fault[] = [
  {
    file: 'src/tabular/number-text.ts',
    what: '3.075 is three thousand in a file that does not say so',
    right: "return couldGroup ? 'ambiguous' : styleOf(separator);",
    wrong: 'return couldGroup ? groupingStyle(separator) : styleOf(separator);',
    guards: NUMBERS,
  },
  {
    file: 'src/tabular/number-text.ts',
    what: '1.5 becomes 15 in a column with decimal commas',
    right: '/^\\d{3}$/.test(group)',
    wrong: '/^\\d+$/.test(group)',
    guards: NUMBERS,
  },
  {
    file: 'src/tabular/date-text.ts',
    what: '02/03 is the third of February',
    right: 'Number(dayFirst[3]), Number(dayFirst[1]), dayFirst.slice(5)',
    wrong: 'Number(dayFirst[1]), Number(dayFirst[3]), dayFirst.slice(5)',
    guards: DATES,
  },
  {
    file: 'src/tabular/date-text.ts',
    what: 'dates of a workbook from 1904 are four years early',
    right: 'if (date1904) return serial < 0 ? null : serial - EPOCH_SERIAL_1904;',
    wrong: '',
    guards: DATES,
  },
  {
    file: 'src/tabular/csv-file.ts',
    what: 'a bad row is named by another line than its own',
    right: 'code === 10 || (code === 13 && cell.charCodeAt(at + 1) !== 10)',
    wrong: 'code === 13 && cell.charCodeAt(at + 1) !== 10',
    guards: CSV,
  },
  {
    file: 'src/tabular/csv-file.ts',
    what: 'a row of nothing but separators fills the memory',
    right: 'if (this.#open.record.length > MOST_COLUMNS) done(new WideRecord());',
    wrong: 'if (this.#open.record.length < 0) done(new WideRecord());',
    guards: CSV,
  },
  {
    file: 'src/tabular/text-encoding.ts',
    what: 'names of a damaged file are stored as garbage',
    right: 'if (mark === null && check.sequences < check.invalidBytes)',
    wrong: 'if (mark === null)',
    guards: HOSTILE,
  },
  {
    file: 'src/tabular/xlsx/archive.ts',
    what: 'a small workbook expands until the disk or the memory is full',
    right: 'if (expanded <= limit && !suspicious) return;',
    wrong: 'if (expanded <= limit) return;',
    guards: HOSTILE,
  },
  {
    file: 'src/tabular/cell.ts',
    what: 'a name that begins with = is run as a formula by whoever opens an export',
    right: '[=+\\-@',
    wrong: '[+\\-@',
    guards: ['src/tabular/write-rows.test.ts'],
  },
  {
    file: 'src/tabular/fold.ts',
    what: 'a heading with an accent is not recognised',
    right: ".replace(/\\p{M}/gu, '')",
    wrong: '',
    guards: HEADER,
  },
  {
    file: 'src/imports/header.ts',
    what: 'of two headings of one meaning the second is left out in silence',
    right: 'if (usable.length > 1) repeated.push(',
    wrong: 'if (usable.length > 2) repeated.push(',
    guards: HEADER,
  },
  {
    file: 'src/imports/header.ts',
    what: 'a file that may be two tables goes into the first',
    right: 'if (second !== undefined && betterFit(best, second) === 0) throw',
    wrong: 'if (second !== undefined && betterFit(best, second) > 0) throw',
    guards: HEADER,
  },
  {
    file: 'src/imports/read-value.ts',
    what: 'the code 0012 of a spreadsheet becomes 12',
    right: "return shortest(plain).padStart(cell.zeroPadding, '0');",
    wrong: 'return shortest(plain);',
    guards: VALUES,
  },
  {
    file: 'src/imports/read-value.ts',
    what: 'movements of today are refused',
    right: 'if (notAfterToday && day > context.today) {',
    wrong: 'if (notAfterToday && day >= context.today) {',
    guards: VALUES,
  },
  {
    file: 'src/imports/read-value.ts',
    what: 'long codes of a spreadsheet are stored rounded',
    right: ".length > 15 && !plain.includes('.')) return problem('CODIGO_ARREDONDADO');",
    wrong: ".length > 25 && !plain.includes('.')) return problem('CODIGO_ARREDONDADO');",
    guards: VALUES,
  },
  {
    file: 'src/imports/row-checks.ts',
    what: 'a key that stands twice in the files is not refused',
    right: 'WHERE vez > 1`',
    wrong: 'WHERE vez > 2`',
    guards: IMPORT,
  },
  {
    file: 'src/imports/target.ts',
    what: 'importing the movements of a month again counts them twice',
    right: "if (table.name === 'movimentacao_estoque') return 'ON CONFLICT (chave_externa) DO NOTHING';",
    wrong: "if (table.name === 'movimentacao_estoque') return '';",
    guards: IMPORT,
  },
  {
    file: 'src/contract/import-modes.ts',
    what: 'an import that loses most of the order book asks nobody',
    right: 'return lost * 100 > before * MOST_LOST_PERCENT;',
    wrong: 'return lost > before * MOST_LOST_PERCENT;',
    guards: UNDO,
  },
  {
    file: 'src/imports/store-works.ts',
    what: 'the export of the next day is added to that of today',
    right: 'if (options.mode !== null || proposal === null) return null;',
    wrong: 'return null;',
    guards: UNDO,
  },
  {
    file: 'src/imports/target.ts',
    what: 'bringing some orders up to date adds them once more',
    right: "if (units === null || mode === 'acrescentar' ||",
    wrong: "if (units === null || mode !== 'substituir' ||",
    guards: UNDO,
  },
  {
    file: 'src/imports/undo.ts',
    what: 'what somebody wrote since is lost when an import is undone',
    right: 'if (needsConfirmation && !options.confirmed) throw changedSince(plan);',
    wrong: '',
    guards: UNDO,
  },
  {
    file: 'src/imports/stored-imports.ts',
    what: 'an import is undone from under a later one',
    right:
      "if (depois !== null) return new RupturaError('IMPORTACAO_COM_POSTERIOR', { numero, posterior: depois });",
    wrong: '',
    guards: UNDO,
  },
];
