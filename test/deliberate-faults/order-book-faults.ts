import type { Fault } from './fault.ts';

const FILTERS = ['test/order-book/filters.test.ts'];
const NOTES = ['test/order-book/notes.test.ts'];
const KEYS = ['test/live/keys.test.ts'];
const VIEWS = ['test/order-book/saved-views.test.ts'];
const LIST = ['test/order-book/order-book.test.ts'];

/** The order book as a list: filters, groups, figures, what people write on it. */
export const ORDER_BOOK_FAULTS: readonly Fault[] = [
  {
    file: 'src/views/orders/day-ranges.ts',
    what: 'the week of a filter begins on Sunday',
    right: 'const FIRST_WEEKDAY = 3;',
    wrong: 'const FIRST_WEEKDAY = 4;',
    guards: FILTERS,
  },
  {
    file: 'src/views/orders/order-book-filter.ts',
    what: 'the days of the strip vanish beside the one that is chosen',
    right: 'return { ...filter, promise: ANY_DAY, leavesToday: null };',
    wrong: 'return { ...filter, leavesToday: null };',
    guards: FILTERS,
  },
  {
    file: 'src/views/orders/kept-filter.ts',
    what: 'an order that leaves a filter still counts in its totals',
    right: '      this.#figures.remove(columns, order);\n',
    wrong: '',
    guards: LIST,
  },
  {
    file: 'src/views/orders/kept-filter.ts',
    what: 'orders that are put off are shown though they are to be hidden',
    right: 'return this.#those(sorted, this.#count - this.snoozed, IN);',
    wrong: 'return this.#those(sorted, this.#count, SNOOZED);',
    guards: NOTES,
  },
  {
    file: 'src/views/orders/order-notes.ts',
    what: 'an order that is put off until today is still put off',
    right: 'return until !== null && until > formatIsoDate(today);',
    wrong: 'return until !== null && until >= formatIsoDate(today);',
    guards: FILTERS,
  },
  {
    file: 'src/views/orders/order-book-groups.ts',
    what: 'the group of orders without a seller opens more than it counts',
    right: 'sem: [...new Set<string>([...filter.missing, by])].join',
    wrong: 'sem: [by].join',
    guards: FILTERS,
  },
  {
    file: 'src/writes/notes.ts',
    what: 'two tabs overwrite each other’s notes unseen',
    right: 'seen !== null && seen !== (present.get(num_pedido)?.versao ?? 0)',
    wrong: 'seen !== null && seen > (present.get(num_pedido)?.versao ?? seen)',
    guards: NOTES,
  },
  {
    file: 'sql/0011-anotacoes.sql',
    what: 'a note that SQL clients change is taken for the one that was seen',
    right: 'BEFORE INSERT OR UPDATE ON public.anotacao_pedido FOR EACH ROW EXECUTE',
    wrong: 'BEFORE INSERT ON public.anotacao_pedido FOR EACH ROW EXECUTE',
    guards: NOTES,
  },
  {
    file: 'src/live/news.ts',
    what: 'a note of somebody else does not show on an open page',
    right: 'const touched = withNoted(pending);',
    wrong: 'const touched = pending;',
    guards: KEYS,
  },
  {
    file: 'src/writes/saved-views.ts',
    what: 'a page begins with two views',
    right:
      '    if (padrao === true) await client.query(UNSET_DEFAULT, [pagina, id, compartilhada, owner]);\n',
    wrong: '',
    guards: VIEWS,
  },
];
