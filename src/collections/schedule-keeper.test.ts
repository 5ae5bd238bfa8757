import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { RupturaError } from '../contract/errors.ts';
import { Leases } from '../tasks/leases.ts';
import type { CollectionArchive, CollectionRequest } from './archive.ts';
import type { KeptCollection } from './kept-collection.ts';
import { ScheduleKeeper } from './schedule-keeper.ts';
import { ScheduleStore, type StoredSchedule } from './schedule-store.ts';

const REQUEST: CollectionRequest = {
  ...{ portal: 'coupa', base: 'https://p', mode: 'auto', requisitions: true, simulate: false },
  ...{ force: false, column: null, workers: 2, downloads: 4, perMinute: null },
};
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let database: TestDatabase;
let folder: string;
let list: string;
let store: ScheduleStore;
let problems: unknown[];
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 4 });
  folder = await mkdtemp(join(tmpdir(), 'ruptura-agenda-'));
  list = join(folder, 'pedidos.csv');
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await database.pool.query('TRUNCATE ruptura.agenda_coleta RESTART IDENTITY');
  await writeFile(list, 'PO_NUMBER\n15262984\n');
  store = new ScheduleStore(database.pool);
  problems = [];
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  expect(problems).toEqual([]);
});

/** What an archive does of it, as far as a keeper sees: collections that run until they are ended here. */
class Archive {
  readonly begun: string[] = [];
  readonly #leases: Leases;
  readonly #ends = new Map<string, () => Promise<void>>();
  refusal: RupturaError | null = null;

  constructor(leases: Leases) {
    this.#leases = leases;
  }

  create: CollectionArchive['create'] = async (upload, request) => {
    upload.body.destroy();
    if (this.refusal !== null) throw this.refusal;
    const id = `c${this.begun.length + 1}-${Math.random()}`;
    const lease = await this.#leases.take('coleta', id);
    this.begun.push(`${upload.name} ${request.mode}`);
    let state = 'running';
    const done = new Promise<void>((resolve) => {
      this.#ends.set(id, async () => {
        await lease?.release();
        state = 'completed';
        resolve();
      });
    });
    const line = () => ({ total: 3, com_sucesso: 2, com_falha: 1 });
    const kept = { facts: { id }, done, line, error: null };
    return Object.defineProperty(kept, 'state', { get: () => state }) as unknown as KeptCollection;
  };

  async end(): Promise<void> {
    for (const end of this.#ends.values()) await end();
  }
}

interface Server {
  readonly keeper: ScheduleKeeper;
  readonly archive: Archive;
  now: number;
}

/** A server of many on the database, by a clock of the test. */
function serverAt(now: number): Server {
  const onProblem = (error: unknown): void => void problems.push(error);
  const leases = new Leases(database.pool, { onProblem });
  const archive = new Archive(leases);
  const server = { now, archive } as { -readonly [Key in keyof Server]: Server[Key] };
  server.keeper = new ScheduleKeeper({
    store,
    leases,
    collections: archive,
    onProblem,
    now: () => server.now,
  });
  ends.push(async () => {
    await server.keeper.close();
    await archive.end();
    await server.keeper.settled();
    await leases.close();
  });
  return server;
}

async function added(text = 'todos 06:00,14:00', path = list): Promise<StoredSchedule> {
  return await store.add({ list: path, text, request: REQUEST, language: 'pt-BR' });
}

/** The first instant of 06:00 in São Paulo after now, some days on. */
function sixOClock(days = 2): number {
  const day = Math.floor(Date.now() / (24 * HOUR)) + days;
  return day * 24 * HOUR + 9 * HOUR;
}

async function last() {
  const [schedule] = await store.all();
  return schedule?.last ?? null;
}

describe('a collection that is scheduled', () => {
  it('begins when it is due, once, and it is written how it ended', async () => {
    await added();
    const due = sixOClock();
    // What was due before it was looked at for the first time is made up for.
    const server = serverAt(due - HOUR);
    await server.keeper.lookNow();
    await server.archive.end();
    await server.keeper.settled();
    expect(server.archive.begun).toEqual(['pedidos.csv auto']);
    server.now = due;
    await server.keeper.lookNow();
    await server.keeper.lookNow();
    expect(server.archive.begun).toHaveLength(2);
    expect(await last()).toMatchObject({ due: new Date(due), late: 0, state: 'running' });
    await server.archive.end();
    await server.keeper.settled();
    expect(await last()).toMatchObject({ state: 'completed', counts: { total: 3, succeeded: 2, failed: 1 } });
    server.now = due + HOUR;
    await server.keeper.lookNow();
    expect(server.archive.begun).toHaveLength(2);
  });

  it('begins on one of many servers', async () => {
    await added();
    const servers = Array.from({ length: 4 }, () => serverAt(sixOClock()));
    await Promise.all(servers.flatMap(({ keeper }) => [keeper.lookNow(), keeper.lookNow()]));
    for (const { keeper } of servers) await keeper.lookNow();
    expect(servers.flatMap(({ archive }) => archive.begun)).toHaveLength(1);
  });

  it('is not begun again while that of the time before still runs, on whichever server', async () => {
    await added();
    const due = sixOClock();
    const first = serverAt(due);
    await first.keeper.lookNow();
    const other = serverAt(due + 8 * HOUR);
    await other.keeper.lookNow();
    expect(other.archive.begun).toEqual([]);
    expect(await last()).toMatchObject({ due: new Date(due + 8 * HOUR), state: 'overlapped' });
    await first.archive.end();
    await first.keeper.settled();
    // The end of the one before is not that of the time that was left out.
    expect((await last())?.state).toBe('overlapped');
    other.now = due + 24 * HOUR;
    await other.keeper.lookNow();
    expect(other.archive.begun).toHaveLength(1);
  });

  it('that was missed is made up for within a day, once and saying so; later it is left out', async () => {
    await added('seg 06:00');
    const monday = sixOClock(14) - ((new Date(sixOClock(14)).getUTCDay() + 6) % 7) * 24 * HOUR;
    const server = serverAt(monday + 23 * HOUR);
    await server.keeper.lookNow();
    expect(await last()).toMatchObject({ due: new Date(monday), late: 23 * 3600, state: 'running' });
    await server.archive.end();
    server.now = monday + (7 * 24 + 25) * HOUR;
    await server.keeper.lookNow();
    expect(await last()).toMatchObject({ state: 'missed', collection: null, counts: null });
    expect(server.archive.begun).toHaveLength(1);
  });

  it('waits while too many run, and for some minutes for its list, which another server may have', async () => {
    await added();
    const server = serverAt(sixOClock());
    server.archive.refusal = new RupturaError('COLETAS_DEMAIS', { limite: 2 });
    await server.keeper.lookNow();
    expect((await last())?.state).toBe('starting');
    server.archive.refusal = null;
    await server.keeper.lookNow();
    expect((await last())?.state).toBe('running');
    await server.archive.end();
    await server.keeper.settled();

    await rm(list);
    server.now = sixOClock() + 8 * HOUR;
    await server.keeper.lookNow();
    expect((await last())?.state).toBe('completed');
    server.now += 6 * MINUTE;
    await server.keeper.lookNow();
    expect(await last()).toMatchObject({ state: 'refused', error: { code: 'ARQUIVO_NAO_ENCONTRADO' } });
    await server.keeper.lookNow();
    expect(server.archive.begun).toHaveLength(1);
  });

  it('of a server that was killed meanwhile is interrupted, and begun again where it had not begun', async () => {
    const { id } = await added();
    const due = new Date(sixOClock());
    expect(await store.claim(id, due, 'starting', 0)).toBe(true);
    const server = serverAt(due.getTime() + MINUTE);
    await server.keeper.lookNow();
    expect(server.archive.begun).toHaveLength(1);
    await database.pool.query(`UPDATE ruptura.agenda_coleta SET coleta_id = 'of-a-dead-server'`);
    expect((await last())?.state).toBe('interrupted');
  });

  it('cannot be claimed twice, and is gone when it is removed', async () => {
    const { id } = await added();
    const due = new Date(sixOClock());
    expect(await store.claim(id, due, 'missed', 0)).toBe(true);
    expect(await store.claim(id, due, 'missed', 0)).toBe(false);
    await store.remove(id);
    await expect(store.remove(id)).rejects.toMatchObject({ code: 'AGENDA_DESCONHECIDA' });
    expect(await store.all()).toEqual([]);
  });
});
