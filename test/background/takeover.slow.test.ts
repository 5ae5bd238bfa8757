/** The process that does the background work is killed, or stands still for longer than its lease: another goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { move } from '../http/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startOver } from '../support/start-over.ts';
import { translated } from '../support/translated.ts';

const LEASE_MS = 2000;
const PATIENCE = { timeout: 60_000, interval: 50 };
let database: TestDatabase;
const programs: Program[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(async () => {
  await startOver(database.pool);
  await database.pool.query('TRUNCATE ruptura.posse');
});

afterEach(async () => {
  for (const program of programs.splice(0)) await program.end();
});

afterAll(async () => await database.close());

/** A process on the database; see `program.ts`. */
class Program {
  readonly #child: ChildProcess;
  standing = '';

  constructor() {
    const script = translated(import.meta.url, 'program');
    this.#child = spawn(process.execPath, [script, database.url, String(LEASE_MS)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.standing = line;
    });
    programs.push(this);
  }

  async until(standing: string): Promise<void> {
    await expect.poll(() => this.standing, PATIENCE).toBe(standing);
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.send('SIGKILL');
    await ended;
  }
}

async function twoPrograms(): Promise<readonly [elected: Program, other: Program]> {
  const elected = new Program();
  await elected.until('elected');
  const other = new Program();
  await other.until('elsewhere');
  return [elected, other];
}

async function savedStock(): Promise<number[]> {
  const { rows } = await database.pool.query<{ stock: number }>(
    `SELECT (projecao->0->>'estoque_inicial')::float8 AS stock FROM estoque_projecao_cache`,
  );
  return rows.map(({ stock }) => stock);
}

it('after a kill another process goes on', async () => {
  const [elected, other] = await twoPrograms();
  await move(database.pool, 'A', '5', '2026-01-05');
  await expect.poll(savedStock, PATIENCE).toEqual([5]);
  await elected.end();
  await move(database.pool, 'A', '1', '2026-01-05');
  await other.until('elected');
  await expect.poll(savedStock, PATIENCE).toEqual([6]);
});

it('after standing still for longer than its lease a process finds another in its place, and writes nothing', async () => {
  const [stopped, other] = await twoPrograms();
  await move(database.pool, 'A', '5', '2026-01-05');
  await expect.poll(savedStock, PATIENCE).toEqual([5]);
  stopped.send('SIGSTOP');
  await other.until('elected');
  await move(database.pool, 'A', '1', '2026-01-05');
  await expect.poll(savedStock, PATIENCE).toEqual([6]);
  stopped.send('SIGCONT');
  await stopped.until('elsewhere');
  for (let stock = 7; stock < 12; stock++) {
    await move(database.pool, 'A', '1', '2026-01-05');
    await expect.poll(savedStock, PATIENCE).toEqual([stock]);
  }
  expect([stopped.standing, other.standing]).toEqual(['elsewhere', 'elected']);
  const { rows } = await database.pool.query("SELECT FROM ruptura.posse WHERE tipo = 'manutencao'");
  expect(rows).toHaveLength(1);
});
