import type { Fault } from './fault.ts';

const ORACLE = ['test/oracle/engine-against-oracle.test.ts'];
const BALANCES = ['src/projection/balances.test.ts'];

/** Projection and availability. */
export const CALCULATION_FAULTS: readonly Fault[] = [
  {
    file: 'src/projection/balances.ts',
    what: 'a receipt of yesterday is still expected',
    right: 'if (day >= 0 && day < HORIZON_DAYS) rows[from + day]! += book.receiptQuantity[data[i]!]!;',
    wrong: 'if (day < HORIZON_DAYS) rows[from + Math.max(day, 0)]! += book.receiptQuantity[data[i]!]!;',
    guards: BALANCES,
  },
  {
    file: 'src/projection/balances.ts',
    what: 'what is due on the last day is outside the horizon',
    right: 'if (day < HORIZON_DAYS) rows[from + day]! -= book.pieceQuantity[piece]!;',
    wrong: 'if (day < HORIZON_DAYS - 1) rows[from + day]! -= book.pieceQuantity[piece]!;',
    guards: BALANCES,
  },
  {
    file: 'src/projection/balances.ts',
    what: 'what runs out today does not show in what can be promised today',
    right: 'for (let at = first + HORIZON_DAYS - 1; at >= first; at--) {',
    wrong: 'for (let at = first + HORIZON_DAYS - 1; at > first; at--) {',
    guards: ORACLE,
  },
  {
    file: 'src/projection/balances.ts',
    what: 'the week ends on its sixth day',
    right: 'for (let day = 0; day <= WEEK_END_DAY; day++) {',
    wrong: 'for (let day = 0; day < WEEK_END_DAY; day++) {',
    guards: ORACLE,
  },
  {
    file: 'src/projection/status.ts',
    what: 'a product that is empty before anything is required is in ATENÇÃO',
    right: 'balance === 0 && firstRequirement >= 0 && day >= firstRequirement',
    wrong: 'balance === 0 && firstRequirement >= 0',
    guards: ['src/projection'],
  },
  {
    file: 'src/projection/status.ts',
    what: 'a product below zero on the seventh day is not CRÍTICO',
    right: "if (closing[WEEK_END_DAY]! < 0) return 'CRÍTICO';",
    wrong: "if (closing[WEEK_END_DAY - 1]! < 0) return 'CRÍTICO';",
    guards: ['src/projection'],
  },
  {
    file: 'src/availability/analysis.ts',
    what: 'an order stands in its own way',
    right: 'const after = rows[at + WEEK_END_DAY + due]! + own;',
    wrong: 'const after = rows[at + WEEK_END_DAY + due]!;',
    guards: ORACLE,
  },
  {
    file: 'src/availability/analysis.ts',
    what: 'an item is short when it takes the last unit',
    right: 'if (quantity <= lowest[item]!) continue;',
    wrong: 'if (quantity < lowest[item]!) continue;',
    guards: ORACLE,
  },
  {
    file: 'src/availability/analysis.ts',
    what: 'the safe day is a day early',
    right: 'while (rows[atp + day]! + own < quantity) day++;\n  return day;',
    wrong: 'while (rows[atp + day]! + own < quantity) day++;\n  return day - 1;',
    guards: ORACLE,
  },
  {
    file: 'src/contract/shares.ts',
    what: 'shares are rounded down',
    right: 'const doubled = (part / whole) * WHOLE + 0.5;',
    wrong: 'const doubled = (part / whole) * WHOLE;',
    guards: ['src/contract/shares.test.ts'],
  },
  {
    file: 'src/availability/analysis.ts',
    what: 'three items in shortage are severe enough for ALTA',
    right: "if (short > 3 || shortage > 1000) return 'ALTA';",
    wrong: "if (short >= 3 || shortage > 1000) return 'ALTA';",
    guards: ['src/availability'],
  },
  {
    file: 'src/availability/promise-by-item.ts',
    what: 'a piece is promised before it is due',
    right: 'let day = dueUnscheduledToday(pieceDate[piece]!, today);',
    wrong: 'let day = 0;',
    guards: ORACLE,
  },
  {
    file: 'src/availability/promise-by-item.ts',
    what: 'stock is promised twice: what leaves later is not kept back earlier',
    right: 'for (let k = at + day - 1; k >= at && atp[k]! > ceiling; k--) atp[k] = ceiling;',
    wrong: 'for (let k = at + day - 1; k > at + day && atp[k]! > ceiling; k--) atp[k] = ceiling;',
    guards: ORACLE,
  },
  {
    file: 'src/availability/promise-complete.ts',
    what: 'an order that finds no common day takes stock all the same',
    right: 'if (day >= HORIZON_DAYS) return;',
    wrong: 'if (day >= HORIZON_DAYS) day = HORIZON_DAYS - 1;',
    guards: ORACLE,
  },
  {
    file: 'src/availability/ranking.ts',
    what: 'the larger of two equal pieces comes first',
    right: 'return book.pieceQuantity[a]! - book.pieceQuantity[b]!;',
    wrong: 'return book.pieceQuantity[b]! - book.pieceQuantity[a]!;',
    guards: ORACLE,
  },
  {
    file: 'src/availability/ranking.ts',
    what: 'orders without a date come last instead of first',
    right: 'const orderDatePart = orderDate === NO_DATE ? 0 : orderDate + DATE_OFFSET;',
    wrong: 'const orderDatePart = orderDate === NO_DATE ? DATE_SPAN - 1 : orderDate + DATE_OFFSET;',
    guards: ORACLE,
  },
  {
    file: 'src/contract/verdict.ts',
    what: 'an overdue order with free stock is called disputed',
    right: "if (wait === 0)\n      return verdict(order, 'OK_ATRASADO'",
    wrong: "if (wait === 0 && late === 0)\n      return verdict(order, 'OK_ATRASADO'",
    guards: ['src/contract/verdict.test.ts'],
  },
  {
    file: 'src/availability/queues.ts',
    what: 'who is served on the very day counts among those that took the stock',
    right: 'return day !== NO_DAY && day < end;',
    wrong: 'return day !== NO_DAY && day <= end;',
    guards: ORACLE,
  },
  {
    file: 'src/availability/queues.ts',
    what: "the order's own pieces are before it in the queue",
    right: 'total -= book.pieceQuantity[one]!;',
    wrong: '',
    guards: ORACLE,
  },
  {
    file: 'src/live/changes.ts',
    what: 'who waits behind an order that moved is not told of its new queue',
    right:
      'for (const order of waitingFor(now, book, productsTaken(book, moved, written))) moved.add(order);',
    wrong: '',
    guards: ['src/live/feed.test.ts'],
  },
];
