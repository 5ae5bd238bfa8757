/** An import is stored as a whole or not at all, whoever is killed in the middle of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { Database } from '../../src/postgres/database.ts';
import { Bench, eventually, serverPid } from '../embedded/support.ts';
import { writeOrderBook } from './erp-files.ts';
import {
  backendIn,
  buildProgram,
  type Command,
  type DriftReport,
  Program,
  serverProcesses,
  storedState,
} from './support.ts';

/** Enough that both reading the file and storing its rows take a good part of a second. */
const LINES = 64_000;

const bench = new Bench();
let files: string;
let program: Program;
let dataFolder: string;
let database: Database;
let large: string;
let nextFile = 0;

beforeAll(async () => {
  await buildProgram();
  files = await mkdtemp(join(tmpdir(), 'ruptura-files-'));
  large = await writeOrderBook(files, LINES);
  dataFolder = await bench.readyFolder();
  program = new Program(dataFolder);
  await program.must('demo', '--pedidos', '300');
  database = await bench.open(dataFolder);
}, 180_000);

afterAll(async () => {
  await program.killAll();
  await bench.cleanUp();
  await rm(files, { recursive: true, force: true });
});

interface Remembered {
  readonly stored: Record<string, string>;
  readonly report: DriftReport;
}

async function remember(): Promise<Remembered> {
  const report = await program.check();
  expect(report.code).toBe(EXIT.ok);
  return { stored: await storedState(database.pool), report };
}

/** Nothing of the killed import is there, nothing drifted, and the next import goes through. */
async function expectUntouched({ stored, report }: Remembered): Promise<void> {
  await eventually(async () => await noImportRuns());
  expect(await program.check()).toEqual(report);
  expect(await storedState(database.pool)).toEqual(stored);
  nextFile++;
  await program.must('importar', await writeOrderBook(files, 40, nextFile));
  const after = await program.check();
  expect(after).toMatchObject({ code: EXIT.ok, success: true, pedidos: report.pedidos + 5 });
}

async function noImportRuns(): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    "SELECT FROM pg_stat_activity WHERE application_name = 'ruptura importar'",
  );
  return rowCount === 0;
}

const MODES = [
  { name: 'adding', flags: [] },
  { name: 'replacing', flags: ['--substituir', '--sim-substituir'] },
] as const;
const STAGES = [
  { name: 'reading the file', statement: 'COPY' },
  { name: 'storing the rows', statement: 'WITH novas' },
] as const;
const CASES = MODES.flatMap((mode) => STAGES.map((stage) => ({ mode, stage })));

async function inTheMiddle(statement: string, flags: readonly string[]): Promise<[Command, number]> {
  const command = program.start('importar', large, ...flags);
  return [command, await backendIn(database.pool, 'ruptura importar', statement)];
}

describe('kill -9 of the importing process', () => {
  it.each(CASES)(
    'while $stage.name, $mode.name, leaves nothing of it',
    async ({ mode, stage }) => {
      const state = await remember();
      const [command] = await inTheMiddle(stage.statement, mode.flags);
      await command.kill();
      await expectUntouched(state);
    },
    60_000,
  );

  it('at any moment leaves all of it or nothing', async () => {
    const state = await remember();
    let stored = false;
    for (const delay of [300, 500, 700, 900, 1100]) {
      const command = program.start('importar', large);
      await sleep(delay);
      await command.kill();
      await eventually(async () => await noImportRuns());
      const found = (await storedState(database.pool))['carteira_principal'];
      stored = found !== state.stored['carteira_principal'];
      const report = await program.check();
      expect(report).toMatchObject({ code: EXIT.ok, success: true });
      expect(report.pedidos).toBe(state.report.pedidos + (stored ? LINES / 8 : 0));
      if (stored) break;
    }
    if (stored) await undo();
    await expectUntouched(await remember());
  }, 60_000);

  async function undo(): Promise<void> {
    await database.pool.query("DELETE FROM carteira_principal WHERE num_pedido LIKE 'N0-%'");
    await database.pool.query(
      "DELETE FROM ruptura.importacao WHERE arquivo LIKE '%carteira_principal-0.csv'",
    );
  }
});

describe('kill -9 of the process that undoes an import', () => {
  // Somebody else has a row of what the statement changes: however quick it is, it can be met.
  it.each([
    [
      'DELETE FROM public.carteira_principal AS t',
      "SELECT FROM carteira_principal WHERE num_pedido LIKE 'N0-%' LIMIT 1 FOR UPDATE",
    ],
    [
      'SELECT ruptura.esquecer_anteriores',
      'SELECT FROM ruptura.entrou WHERE gravacao = (SELECT max(gravacao) FROM ruptura.entrou) LIMIT 1 FOR UPDATE',
    ],
  ])(
    'during %s undoes nothing of it, and the next try undoes all of it',
    async (statement, hold) => {
      const { 'ruptura.importacao': _earlier, ...before } = await storedState(database.pool);
      const { out } = await program.must(
        'importar',
        large,
        '--substituir',
        '--sim-substituir',
        '--de-novo',
        '--json',
      );
      const number = String((JSON.parse(out) as { number: number }).number);
      const imported = await storedState(database.pool);
      const holder = await database.pool.connect();
      try {
        await holder.query('BEGIN');
        await holder.query(hold);
        const undoing = program.start('importar', '--desfazer', number);
        await backendIn(database.pool, 'ruptura importar', statement);
        await undoing.kill();
      } finally {
        await holder.query('ROLLBACK');
        holder.release();
      }
      await eventually(async () => await noImportRuns());
      expect(await storedState(database.pool)).toEqual(imported);
      await program.must('importar', '--desfazer', number);
      // The journal remembers that it was undone.
      const { 'ruptura.importacao': _journal, ...after } = await storedState(database.pool);
      expect(after).toEqual(before);
      expect(await program.check()).toMatchObject({ code: EXIT.ok, success: true });
    },
    120_000,
  );
});

describe('kill -9 in PostgreSQL during an import', () => {
  const victims = [
    { name: 'of the connection at work', pids: async (backend: number) => [backend] },
    {
      name: 'of the whole server',
      pids: async () => [serverPid(dataFolder)!, ...(await serverProcesses(database.pool))],
    },
  ];
  const cases = victims.flatMap((victim) => STAGES.map((stage) => ({ victim, stage })));

  it.each(cases)(
    '$victim.name while $stage.name: a clear error, nothing stored',
    async ({ victim, stage }) => {
      const state = await remember();
      const [command, backend] = await inTheMiddle(stage.statement, ['--substituir', '--sim-substituir']);
      for (const pid of await victim.pids(backend)) kill(pid);
      const { code, out, err } = await command.ended;
      expect({ code, out }).toEqual({ code: EXIT.database, out: '' });
      expect(err).toMatch(/✗ A conexão com .* caiu\. .* Tente de novo\./);
      expect(err).not.toMatch(/\bat .*\.js|Error:/);
      await eventually(async () => await answers());
      await expectUntouched(state);
    },
    60_000,
  );

  function kill(pid: number): void {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // A short-lived process of the server may be gone by now.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async function answers(): Promise<boolean> {
    return await database.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }
});
