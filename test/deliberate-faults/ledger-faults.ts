import type { Fault } from './fault.ts';

const ORACLE = ['test/oracle/engine-against-oracle.test.ts'];
const FILLED = ['src/ledger/fill-item.test.ts'];
const MARKS = ['test/triggers/marks.test.ts'];
const BALANCE = ['test/triggers/balance.test.ts'];
const FRESHNESS = ['test/freshness'];

/** From the triggers to the book in memory. */
export const LEDGER_FAULTS: readonly Fault[] = [
  {
    file: 'src/ledger/fill-item.ts',
    what: 'a unit that a lot holds is required a second time by its line',
    right: 'quantity -= taken;',
    wrong: 'quantity -= 0;',
    guards: ORACLE,
  },
  {
    file: 'src/ledger/fill-item.ts',
    what: 'of several lines of one product only the last counts',
    right: 'book.itemQuantity[item]! += quantity;',
    wrong: 'book.itemQuantity[item]! = quantity;',
    guards: FILLED,
  },
  {
    file: 'src/ledger/fill-item.ts',
    what: 'an order has the latest ship date of its lines',
    right: 'book.itemShipDate[item] = Math.min(',
    wrong: 'book.itemShipDate[item] = Math.max(',
    guards: FILLED,
  },
  {
    file: 'src/ledger/refresh.ts',
    what: 'a receipt that was changed counts twice, as it was and as it is',
    right: 'clearReceipts(book, product);',
    wrong: '',
    guards: ORACLE,
  },
  {
    file: 'src/ledger/refresh.ts',
    what: 'lines that were written themselves count twice when their product is read as a whole',
    right: 'for (const product of parts.products) pairs.delete(product);',
    wrong: '',
    guards: FRESHNESS,
  },
  {
    file: 'src/ledger/change-log.ts',
    what: 'marks that were pruned unseen are taken for all there were: answers stay as they are',
    right: 'BigInt(now.prunedTransaction) >= BigInt(since.snapshot.xmin)',
    wrong: 'BigInt(now.prunedTransaction) >= BigInt(since.snapshot.xmax)',
    guards: ['src/ledger/change-log.test.ts'],
  },
  {
    file: 'src/ledger/change-log.ts',
    what: 'what begins first and commits last is never seen',
    right: "inProgress: inProgress === '' ? [] : inProgress.split(',')",
    wrong: 'inProgress: []',
    guards: FRESHNESS,
  },
  {
    file: 'src/ledger/statements.ts',
    what: 'lots without a header hold nothing',
    right: "'') IN ('', ",
    wrong: "'?') IN ('', ",
    guards: ['test/conformance/engine.test.ts'],
  },
  {
    file: 'src/ledger/statements.ts',
    what: 'a draft whose status is written in small letters holds nothing',
    right: 'AND upper(btrim(status, ',
    wrong: 'AND (btrim(status, ',
    guards: ORACLE,
  },
  {
    file: 'sql/0005-marcas.sql',
    what: 'a line that is switched off stays in the answers',
    right: 'SELECT -1%2$s, v FROM antigas AS v WHERE %1$s',
    wrong: 'SELECT -1%2$s, v FROM antigas AS v WHERE %1$s AND false',
    guards: MARKS,
  },
  {
    file: 'sql/0006-estoque.sql',
    what: 'movements that are deleted stay in stock',
    right: "sinal integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;",
    wrong: "sinal integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE 0 END;",
    guards: BALANCE,
  },
  {
    file: 'sql/0006-estoque.sql',
    what: 'tidying up the stock forgets what it was before',
    right: 'estoque = d.estoque + excluded.estoque,',
    wrong: 'estoque = excluded.estoque,',
    guards: BALANCE,
  },
  {
    file: 'sql/0006-estoque.sql',
    what: 'movements that are switched off count',
    right: 'SELECT 1 AS sinal, * FROM novas WHERE ativo',
    wrong: 'SELECT 1 AS sinal, * FROM novas',
    guards: BALANCE,
  },
];
