/*
 * Section 4 as set-based SQL, for PostgreSQL and DuckDB: a real projection table of 29 balance columns and CASE chains
 * that stop at the first day that decides; no unnest, no row per day. Codes are replaced by whole numbers and decimals
 * by integers of the smallest unit when the tables are loaded, which both databases handle fastest.
 *
 * Tables: stock(product, quantity), receipt(product, day, quantity), item(id, sales_order, product, quantity, value),
 * piece(item, product, day, quantity). `item` of a piece is null where the order has no open line of the product, `day`
 * is null where the piece is unscheduled.
 */

/** What differs between the two databases. */
export interface Dialect {
  /** Words that open the definition of a table that only this session sees. */
  readonly createTable: string;
  /** Type of a quantity and its sums. */
  readonly quantity: string;
  /** Type in which sums of values cannot overflow. */
  readonly exact: string;
  /** Whole-number division of two exact, positive expressions. */
  readonly divide: (part: string, whole: string) => string;
  /** Sum of the quantities for which a condition holds. */
  readonly sumWhere: (quantity: string, condition: string) => string;
}

const DAYS = Array.from({ length: 29 }, (_, day) => day);
const WEEK = DAYS.slice(0, 8);

/** The statements, in order; all of them are part of the work. */
export function analysisSql(dialect: Dialect): string[] {
  return [projection(dialect), ownOnOneDay(dialect), ownOnMoreDays(dialect), items(dialect), orders(dialect)];
}

/** Tables that the statements leave behind, to be dropped between two runs. */
export const RESULT_TABLES = ['order_answer', 'item_answer', 'own_more', 'own_one', 'projection'] as const;

function columns(text: (day: number) => string): string {
  return DAYS.map(text).join(', ');
}

function projection({ createTable, quantity, sumWhere }: Dialect): string {
  const sums = columns((day) => `${sumWhere('quantity', `day <= ${day}`)}::${quantity} AS e${day}`);
  return `${createTable} projection AS SELECT product, ${sums} FROM (
    SELECT product, 0 AS day, quantity FROM stock
    UNION ALL SELECT product, day, -quantity FROM piece WHERE day <= 28
    UNION ALL SELECT product, day, quantity FROM receipt) AS fact GROUP BY product`;
}

/** Nine items in ten have all their pieces on one day: one sum instead of 29. */
function ownOnOneDay({ createTable, quantity }: Dialect): string {
  return `${createTable} own_one AS SELECT item, min(day) AS day, max(day) AS last_day,
    sum(quantity)::${quantity} AS quantity FROM piece WHERE day <= 28 AND item IS NOT NULL GROUP BY item`;
}

function ownOnMoreDays({ createTable, quantity, sumWhere }: Dialect): string {
  const sums = columns(
    (day) => `coalesce(${sumWhere('piece.quantity', `piece.day <= ${day}`)}, 0)::${quantity} AS o${day}`,
  );
  return `${createTable} own_more AS SELECT piece.item, ${sums} FROM piece JOIN own_one AS own USING (item)
    WHERE own.day < own.last_day AND piece.day <= 28 GROUP BY piece.item`;
}

function items({ createTable }: Dialect): string {
  const one = columns(
    (day) => `e${day} + CASE WHEN own.day <= ${day} THEN own.quantity ELSE 0 END AS f${day}`,
  );
  const more = columns((day) => `e${day} + o${day} AS f${day}`);
  const item = 'item.sales_order, item.product, item.quantity AS needed, item.value';
  return `${createTable} item_answer AS SELECT *,
    CASE WHEN needed > minimum THEN needed - greatest(minimum, 0) ELSE 0 END AS shortage
    FROM (SELECT sales_order, product, needed, value, least(${WEEK.map((day) => `f${day}`).join(', ')}) AS minimum,
      ${firstDay()} AS first_day, ${safeDay()} AS safe_day
      FROM (SELECT ${item}, ${one} FROM item JOIN projection USING (product)
          LEFT JOIN own_one AS own ON own.item = item.id
          WHERE own.last_day IS NULL OR own.day = own.last_day
        UNION ALL SELECT ${item}, ${more} FROM item JOIN projection USING (product)
          JOIN own_more ON own_more.item = item.id) AS free) AS answer`;
}

function firstDay(): string {
  return `CASE ${DAYS.map((day) => `WHEN f${day} >= needed THEN ${day}`).join(' ')} END`;
}

function safeDay(): string {
  const later = DAYS.slice(0, 28).reverse();
  const steps = later.map((day) => `WHEN f${day} < needed THEN ${day + 1}`).join(' ');
  return `CASE WHEN f28 < needed THEN NULL ${steps} ELSE 0 END`;
}

function orders({ createTable, exact, divide }: Dialect): string {
  const share = (part: string, whole: string) =>
    divide(`(20000 * ${part}::${exact} + ${whole})`, `(2 * ${whole})::${exact}`);
  return `${createTable} order_answer AS SELECT sales_order, short, percent,
    CASE WHEN short = 0 THEN 0 WHEN dated < short THEN NULL ELSE latest END AS total_day,
    CASE WHEN short = 0 THEN NULL
      WHEN short > 3 AND percent < 9000 THEN 'CRITICA'
      WHEN short > 3 OR percent < 9000 THEN 'ALTA'
      WHEN short > 2 OR percent < 9500 THEN 'MEDIA'
      ELSE 'BAIXA' END AS severity
    FROM (SELECT *, CASE WHEN short = 0 THEN 10000 ELSE least(9999,
        CASE WHEN total = 0 THEN ${share('(items - short)', 'items')}
        ELSE ${share('ready', 'total')} END)::integer END AS percent
      FROM (SELECT sales_order, count(*) AS items, count(*) FILTER (WHERE needed > minimum) AS short,
        count(safe_day) FILTER (WHERE needed > minimum) AS dated,
        max(safe_day) FILTER (WHERE needed > minimum) AS latest,
        sum(value) AS total, coalesce(sum(value) FILTER (WHERE needed <= minimum), 0) AS ready
        FROM item_answer GROUP BY sales_order) AS summed) AS shared`;
}
