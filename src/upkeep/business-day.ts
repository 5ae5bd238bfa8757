import type { ClientBase } from 'pg';
import type { Engine } from '../availability/engine.ts';
import { HORIZON_DAYS, WEEK_END_DAY } from '../contract/codes.ts';
import { type EpochDay, formatIsoDate, formatScaled, QUANTITY_DECIMALS } from '../contract/units.ts';
import { isExact, isIdle } from '../ledger/book.ts';
import { balancesOf } from '../projection/balances.ts';
import { lowestOfWeek } from '../projection/status.ts';
import { standingOf } from '../views/products/product-standing.ts';
import { isStillElected } from './election.ts';

/** Products of one statement of the daily photograph. */
const BATCH = 5000;

/** What the day was rolled to last, as the database holds it. */
export interface RolledDay {
  /** `yyyy-mm-dd`; null before the first day. */
  readonly day: string | null;
  readonly at: Date | null;
}

const SELECT_DAY = `
  SELECT dia::text AS day, virado_em AS at FROM ruptura.dia_corrente`;

const WRITE_DAY = `
  INSERT INTO ruptura.dia_corrente (unica, dia, virado_em) VALUES (true, $1::date, clock_timestamp())
  ON CONFLICT (unica) DO UPDATE SET dia = excluded.dia, virado_em = excluded.virado_em
  RETURNING virado_em AS at`;

const WRITE_HISTORY = `
  INSERT INTO public.estoque_projecao_historico
    (cod_produto, dia, menor_estoque_7d, dia_ruptura, status_ruptura, estoque_d0, estoque_d7, estoque_d28)
  SELECT cod_produto, $1::date, menor, ruptura, situacao, d0, d7, d28
  FROM unnest($2::text[], $3::numeric[], $4::date[], $5::text[], $6::numeric[], $7::numeric[], $8::numeric[])
    AS n (cod_produto, menor, ruptura, situacao, d0, d7, d28)
  ON CONFLICT (dia, cod_produto) DO NOTHING`;

/** The day rolled to last. */
export async function readRolledDay(client: ClientBase): Promise<RolledDay> {
  const { rows } = await client.query<RolledDay>(SELECT_DAY);
  return rows[0] ?? { day: null, at: null };
}

/**
 * Rolls to the engine's day: writes one row of history for each product and the day itself, in one transaction. A clock
 * or time zone that goes back only moves the day: the photograph of a day is taken once.
 * @param owner the elected process that rolls
 * @returns the day rolled to and how many products were photographed; null when that process is not elected any more
 */
export async function rollDay(
  client: ClientBase,
  engine: Engine,
  owner: string,
): Promise<(RolledDay & { readonly products: number }) | null> {
  const day = formatIsoDate(engine.book.today);
  // Taken before anything is awaited: all of one state of the book.
  const photographs = photographAll(engine);
  await client.query('BEGIN');
  if (!(await isStillElected(client, owner))) {
    await client.query('ROLLBACK');
    return null;
  }
  const before = await readRolledDay(client);
  const forward = before.day === null || before.day < day;
  if (forward) await writeHistory(client, day, photographs);
  const { rows } = await client.query<{ at: Date }>(WRITE_DAY, [day]);
  await client.query('COMMIT');
  return { day, at: rows[0]!.at, products: forward ? photographs.length : 0 };
}

/** A product at the beginning of a day; quantities in thousandths. */
interface Photograph {
  readonly code: string;
  readonly status: string;
  readonly stockoutDay: EpochDay | null;
  readonly lowestOfWeek: number;
  readonly closing: readonly [d0: number, d7: number, d28: number];
}

function photographAll(engine: Engine): Photograph[] {
  const { book } = engine;
  const photographs: Photograph[] = [];
  for (let product = 0; product < book.products.size; product++) {
    if (!isIdle(book, product) && isExact(book, product)) photographs.push(photograph(engine, product));
  }
  return photographs;
}

function photograph(engine: Engine, product: number): Photograph {
  const { book, balances } = engine;
  const { code, status, stockoutDay } = standingOf(engine, product);
  const closing = balancesOf(balances, product);
  return {
    code,
    status,
    stockoutDay: stockoutDay < 0 ? null : book.today + stockoutDay,
    lowestOfWeek: lowestOfWeek(Array.from(closing)),
    closing: [closing[0]!, closing[WEEK_END_DAY]!, closing[HORIZON_DAYS - 1]!],
  };
}

async function writeHistory(
  client: ClientBase,
  day: string,
  photographs: readonly Photograph[],
): Promise<void> {
  for (let from = 0; from < photographs.length; from += BATCH) {
    const batch = photographs.slice(from, from + BATCH);
    await client.query(WRITE_HISTORY, [
      day,
      batch.map(({ code }) => code),
      batch.map(({ lowestOfWeek }) => decimal(lowestOfWeek)),
      batch.map(({ stockoutDay }) => (stockoutDay === null ? null : formatIsoDate(stockoutDay))),
      batch.map(({ status }) => status),
      batch.map(({ closing }) => decimal(closing[0])),
      batch.map(({ closing }) => decimal(closing[1])),
      batch.map(({ closing }) => decimal(closing[2])),
    ]);
  }
}

function decimal(thousandths: number): string {
  return formatScaled(thousandths, QUANTITY_DECIMALS);
}
