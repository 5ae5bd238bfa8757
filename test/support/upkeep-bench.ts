import type { SavedStatusAnswer } from '../../src/contract/stock-wire.ts';
import { hold, type Ruptura } from '../../src/engine/ruptura.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { openDatabase } from '../../src/postgres/database.ts';
import { Leases } from '../../src/tasks/leases.ts';
import { Upkeep } from '../../src/upkeep/upkeep.ts';
import { savedStatus } from '../../src/views/products/saved-status.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';
import { startOver } from './start-over.ts';

/** The work in the background of one process, which works when it is told to. */
export interface UpkeepProcess {
  readonly ruptura: Ruptura;
  readonly upkeep: Upkeep;
  /** What its server would answer of it. */
  status(): Promise<SavedStatusAnswer>;
}

/** One database for the tests of a file, and processes on it that end with each test. */
export class UpkeepBench {
  readonly database: TestDatabase;
  readonly problems: unknown[] = [];
  /** The function that says the date, as it was before a test replaced it. */
  readonly #today: string;
  readonly #ends: (() => Promise<void>)[] = [];

  private constructor(database: TestDatabase, today: string) {
    this.database = database;
    this.#today = today;
  }

  static async open(): Promise<UpkeepBench> {
    const database = await createTestDatabase({ poolSize: 4 });
    const { rows } = await database.pool.query<{ definition: string }>(
      `SELECT pg_get_functiondef('ruptura.hoje'::regproc) AS definition`,
    );
    return new UpkeepBench(database, rows[0]!.definition);
  }

  async rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.pool.query<Row>(text, values)).rows;
  }

  /** Another process on the database. */
  async start(): Promise<UpkeepProcess> {
    const database = await openDatabase({ databaseUrl: this.database.url, dataFolder: null, port: null });
    const ruptura = hold(database, null);
    const onProblem = (error: unknown): void => void this.problems.push(error);
    const leases = new Leases(database.pool, { onProblem });
    const metrics = new Metrics();
    const upkeep = new Upkeep(ruptura, {
      leases,
      interval: 30_000,
      onCalculated: metrics.calculated,
      onProblem,
    });
    this.#ends.push(async () => {
      await upkeep.close();
      await leases.close();
      await ruptura.close();
    });
    const status = async (): Promise<SavedStatusAnswer> =>
      savedStatus(await ruptura.fresh(), upkeep.figures(), metrics.calculationTimes);
    return { ruptura, upkeep, status };
  }

  /** Replaces the clock of the database by a table, so that midnight comes when the test says, without a mark. */
  async useClock(day: string): Promise<void> {
    await this.rows('CREATE TABLE public.relogio (dia date)');
    await this.rows('INSERT INTO public.relogio VALUES ($1)', [day]);
    await this.rows(
      'CREATE OR REPLACE FUNCTION ruptura.hoje() RETURNS date LANGUAGE sql STABLE AS $$ SELECT dia FROM public.relogio $$',
    );
  }

  /** Ends the processes and empties the database. */
  async startOver(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
    await this.rows(this.#today);
    await this.rows('DROP TABLE IF EXISTS public.relogio');
    await startOver(this.database.pool);
    await this.rows('TRUNCATE ruptura.mudanca, ruptura.posse, ruptura.dia_corrente');
  }

  async close(): Promise<void> {
    await this.startOver();
    await this.database.close();
  }
}
