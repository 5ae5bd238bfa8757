import type { Pool } from 'pg';
import type { DemoState } from '../contract/demo-wire.ts';
import { RupturaError } from '../contract/errors.ts';
import { INPUT_TABLES, type InputTableName } from '../contract/tables.ts';
import { parseIsoDate } from '../contract/units.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import { Watched, type WatchedWork } from '../tasks/watched.ts';
import { demoBook } from './book.ts';
import { type DemoLoadReport, loadDemo } from './load.ts';

/** Roughly how many rows an order brings, for the length of the progress bar. */
const ROWS_AN_ORDER = 5.5;
/** Progress is told at most so often. */
const TELL_MS = 100;

/** What book is asked for. */
export interface DemoRequest {
  readonly orders: number;
  readonly seed: number;
}

/**
 * The demo book on its way into an empty database, one at a time in a process.
 *
 * PARADA → GERANDO → GRAVADA, FALHOU or CANCELADA; from any of these three anew, as long as the database is empty.
 */
export class DemoJob implements WatchedWork {
  readonly watched = new Watched({ pause: TELL_MS });
  readonly #ruptura: Pick<Ruptura, 'database' | 'fixedToday'>;
  readonly #rows = new Map<InputTableName, number>();
  #abort = new AbortController();
  #work: Promise<void> = Promise.resolve();
  state: DemoState = 'PARADA';
  request: DemoRequest | null = null;
  report: DemoLoadReport | null = null;
  failure: unknown = null;

  constructor(ruptura: Pick<Ruptura, 'database' | 'fixedToday'>) {
    this.#ruptura = ruptura;
  }

  /** Nothing is under way. */
  get rests(): boolean {
    return this.state !== 'GERANDO';
  }

  get mark(): string {
    return String(this.watched.told);
  }

  /** Share of the work, 0 to 1, and rows sent so far. */
  get progress(): { readonly share: number; readonly rows: number } {
    const rows = [...this.#rows.values()].reduce((sum, one) => sum + one, 0);
    if (this.state === 'GRAVADA') return { share: 1, rows };
    const expected = (this.request?.orders ?? 0) * ROWS_AN_ORDER;
    // The guess may be too low; the end is told when it is stored.
    return { share: expected === 0 ? 0 : Math.min(rows / expected, 0.99), rows };
  }

  /**
   * Begins to load a book.
   * @throws RupturaError DEMO_EM_ANDAMENTO; BANCO_COM_DADOS when a table has a row
   */
  async start(request: DemoRequest): Promise<void> {
    if (!this.rests) throw new RupturaError('DEMO_EM_ANDAMENTO');
    const filled = await filledTables(this.#ruptura.database.pool);
    if (filled.length > 0) throw new RupturaError('BANCO_COM_DADOS', { tabelas: filled.join(', ') });
    // Another request may have come while the tables were looked at.
    if (!this.rests) throw new RupturaError('DEMO_EM_ANDAMENTO');
    this.request = request;
    this.report = null;
    this.failure = null;
    this.#rows.clear();
    this.#abort = new AbortController();
    this.#become('GERANDO');
    const { signal } = this.#abort;
    this.#work = this.#load(request, signal).then(
      (report) => {
        this.report = report;
        this.#become('GRAVADA');
      },
      (error: unknown) => {
        this.failure = signal.aborted ? null : error;
        this.#become(signal.aborted ? 'CANCELADA' : 'FALHOU');
      },
    );
  }

  async #load({ orders, seed }: DemoRequest, signal: AbortSignal): Promise<DemoLoadReport> {
    const { database, fixedToday } = this.#ruptura;
    const client = await database.connect();
    try {
      const { rows } = await client.query<{ hoje: string }>('SELECT ruptura.hoje()::text AS hoje');
      const today = fixedToday ?? parseIsoDate(rows[0]!.hoje)!;
      return await loadDemo(client, demoBook({ orders, seed, today }), {
        replace: false,
        signal,
        onProgress: (table, count) => {
          this.#rows.set(table, count);
          this.watched.tellProgress();
        },
      });
    } finally {
      await client.end();
    }
  }

  /** Stops what is under way; nothing of it is stored then. */
  async cancel(): Promise<void> {
    this.#abort.abort();
    await this.#work;
  }

  #become(state: DemoState): void {
    this.state = state;
    this.watched.tell();
  }
}

/** Names of the tables that have a row. */
async function filledTables(pool: Pool): Promise<string[]> {
  const looks = INPUT_TABLES.map(
    ({ name }) => `SELECT '${name}' AS nome WHERE EXISTS (SELECT FROM public.${name})`,
  );
  const { rows } = await pool.query<{ nome: string }>(looks.join(' UNION ALL '));
  return rows.map(({ nome }) => nome);
}

/** Whether none of the six tables has a row: then there is nothing to show, and everything to offer. */
export async function isEmptyDatabase(pool: Pool): Promise<boolean> {
  return (await filledTables(pool)).length === 0;
}
