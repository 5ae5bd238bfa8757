import { CALCULATION_FAULTS } from './calculation-faults.ts';
import { COLLECTOR_FAULTS } from './collector-faults.ts';
import { EXPORT_FAULTS } from './export-faults.ts';
import type { Fault } from './fault.ts';
import { IMPORT_FAULTS } from './import-faults.ts';
import { LEDGER_FAULTS } from './ledger-faults.ts';
import { LIVE_FAULTS } from './live-faults.ts';
import { ORDER_BOOK_FAULTS } from './order-book-faults.ts';
import { RUN_FAULTS } from './run-faults.ts';
import { SENTENCE_FAULTS } from './sentence-faults.ts';

/** Every fault that is tried. */
export const FAULTS: readonly Fault[] = [
  ...LEDGER_FAULTS,
  ...EXPORT_FAULTS,
  ...CALCULATION_FAULTS,
  ...SENTENCE_FAULTS,
  ...LIVE_FAULTS,
  ...ORDER_BOOK_FAULTS,
  ...RUN_FAULTS,
  ...COLLECTOR_FAULTS,
  ...IMPORT_FAULTS,
];
