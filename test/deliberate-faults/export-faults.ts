import type { Fault } from './fault.ts';

const PRINTS = ['test/order-book/prints.test.ts'];
const EXPORTS = ['test/order-book/exports.test.ts'];
const SETTINGS = ['test/order-book/settings.test.ts'];

/** Of lists that are taken away, and of what people change about answers. */
export const EXPORT_FAULTS: readonly Fault[] = [
  {
    file: 'src/views/orders/picking-sheets.ts',
    what: 'the sheet of a lot leaves out orders that the filter does not name',
    right: 'of sorted) put(',
    wrong: 'of sorted) if (place.has(order)) put(',
    guards: PRINTS,
  },
  {
    file: 'src/http/print-page.ts',
    what: 'a name of the data is read as HTML on paper',
    right: 'return text.replace(/[&<>"\']/g',
    wrong: 'return text.replace(/[&"\']/g',
    guards: PRINTS,
  },
  {
    file: 'src/tabular/xlsx/write-sheet.ts',
    what: 'the sums of a workbook take in the headings',
    right: 'this.#first = heading + 1;',
    wrong: 'this.#first = heading;',
    guards: EXPORTS,
  },
  {
    file: 'src/views/inconsistencies.ts',
    what: 'what was called right stays out of the list when it changes',
    right: 'AND a.chave = t.chave AND a.retrato = t.retrato',
    wrong: 'AND a.chave = t.chave',
    guards: ['test/order-book/details.test.ts'],
  },
  {
    file: 'src/writes/settings.ts',
    what: 'settings that somebody else changed meanwhile are overwritten',
    right: 'if (rulesVersion(before) !== seen)',
    wrong: 'if (seen === null)',
    guards: SETTINGS,
  },
  {
    file: 'src/availability/other-rules.ts',
    what: 'a preview of other rules puts the pieces of the book in another order',
    right: 'data: productPieces.data.slice()',
    wrong: 'data: productPieces.data',
    guards: SETTINGS,
  },
];
