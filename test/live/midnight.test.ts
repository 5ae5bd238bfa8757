/** Midnight in the time zone of the setting, with a clock that really runs over it, watched, unwatched and cut off. */
import type pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addLine, ask, move, openTestServer, type TestServer } from '../http/support.ts';
import { readStream, resultsOf, startRun, streamPath } from '../runs/support.ts';
import { follow, type LiveClient, type LiveEvent, listen } from './support.ts';

const ZONE = 'America/Noronha';
/** Where it is an hour earlier. */
const WEST = 'America/Sao_Paulo';
/** Seconds to midnight while a test makes ready, and then. */
const HOUR = 3600;
const SOON = 0.3;
let test: TestServer;
let address: string;
let writer: pg.Client;
let clients: LiveClient[];

beforeEach(async () => {
  test = await openTestServer({ today: null });
  address = await listen(test.server);
  writer = await test.database.connect();
  clients = [];
  // The database's clock, moved on: only what follows from it is replaced.
  await writer.query("CREATE TABLE ruptura.relogio AS SELECT interval '0' AS adiantado");
  await writer.query(`CREATE OR REPLACE FUNCTION ruptura.hoje() RETURNS date LANGUAGE sql STABLE RETURN
    ((now() + (SELECT adiantado FROM ruptura.relogio)) AT TIME ZONE
      (SELECT valor FROM ruptura.configuracao WHERE chave = 'RUPTURA_TZ'))::date`);
  await setZone(ZONE);
  await move(writer, 'A', '10');
});

afterEach(async () => {
  for (const client of clients) client.close();
  await writer.end();
  await test.close();
});

async function setZone(zone: string): Promise<void> {
  await writer.query("UPDATE ruptura.configuracao SET valor = $1 WHERE chave = 'RUPTURA_TZ'", [zone]);
}

/** Moves the clock so that midnight of the zone comes in so many seconds. The dates before and after it. */
async function midnightIn(seconds: number): Promise<{ readonly before: string; readonly after: string }> {
  const { rows } = await writer.query<{ before: string; after: string }>(
    `WITH aqui AS (SELECT now() AT TIME ZONE $1 AS hora)
     UPDATE ruptura.relogio SET adiantado =
       date_trunc('day', hora) + interval '1 day' - make_interval(secs => $2) - hora FROM aqui
     RETURNING hora::date::text AS before, (hora::date + 1)::text AS after`,
    [ZONE, seconds],
  );
  return rows[0]!;
}

/** Waits until the database says that it is a day. */
async function untilToday(day: string): Promise<void> {
  const today = async (): Promise<string> =>
    (await writer.query<{ hoje: string }>('SELECT ruptura.hoje()::text AS hoje')).rows[0]!.hoje;
  await expect.poll(today, { interval: 20 }).toBe(day);
}

async function watch(query: string, headers: Record<string, string> = {}): Promise<LiveClient> {
  const client = await follow(`${address}/api/ao-vivo?${query}`, headers);
  clients.push(client);
  return client;
}

function isDay(day: string) {
  return (events: readonly LiveEvent[]): boolean => events.at(-1)!.hoje === day;
}

function lastPromise(client: LiveClient): string {
  return (client.answersOf('P1', 0).at(-1)!['promessa'] as { data: string }).data;
}

it('comes by itself when it comes in the zone of the setting, and goes again with the zone', async () => {
  const { before, after } = await midnightIn(HOUR);
  await addLine(writer, { order: 'P1', product: 'A', quantity: '5', date: before });
  const list = await watch('pedidos=P1&produtos=A');
  const all = await watch('todos=1');
  expect([list.events[0]!.hoje, all.events[0]!.hoje, lastPromise(list)]).toEqual([before, before, before]);
  const midnight = performance.now() + SOON * 1000;
  await midnightIn(SOON);
  for (const client of [list, all]) {
    await client.until(isDay(after), 'next day');
    // Told after midnight, not before: the setting decides, not the clock of this machine.
    expect(client.times[client.events.findIndex((event) => event.hoje === after)]).toBeGreaterThan(
      midnight - 50,
    );
  }
  await list.until(() => lastPromise(list) === after, 'promise of the next day');
  expect(list.events.at(-1)!.produtos).toMatchObject([{ projecao: { 0: { data: after } } }]);
  expect(all.events.at(-1)!.tudo).toBe(true);
  await setZone(WEST);
  for (const client of [list, all]) await client.until(isDay(before), 'the day it still is in the west');
  await list.until(() => lastPromise(list) === before, 'promise of that day');
});

it('is not missed by clients that were away, nor when the database was', async () => {
  const { before, after } = await midnightIn(HOUR);
  await addLine(writer, { order: 'P1', product: 'A', quantity: '5', date: before });
  const list = await watch('pedidos=P1');
  const all = await watch('todos=1');
  const staying = await watch('pedidos=P1');
  expect(list.events[0]!.hoje).toBe(before);
  list.close();
  all.close();
  await writer.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await midnightIn(SOON);
  await untilToday(after);
  const listAgain = await watch('pedidos=P1', { 'last-event-id': list.lastId });
  const allAgain = await watch('todos=1', { 'last-event-id': all.lastId });
  expect([listAgain.events[0]!.hoje, lastPromise(listAgain)]).toEqual([after, after]);
  expect([allAgain.events[0]!.hoje, allAgain.events[0]!.tudo]).toEqual([after, true]);
  await staying.until(() => lastPromise(staying) === after, 'promise of the next day');
  expect(staying.ended).toBe(false);
});

it('changes what a run of the day before replays', async () => {
  const { before, after } = await midnightIn(HOUR);
  await addLine(writer, { order: 'P1', product: 'A', quantity: '5', date: before });
  const path = streamPath(await startRun(address, { pedidos: ['P1'] }));
  expect(resultsOf(await readStream(address, path))).toMatchObject([{ promessa: { data: before } }]);
  await midnightIn(SOON);
  await untilToday(after);
  const now = await ask(test.server, '/api/ruptura/worker/resultado/P1');
  const late = resultsOf(await readStream(address, path));
  expect(late).toMatchObject([{ promessa: { data: after } }]);
  // Asked for alone it comes with its sentences.
  const { explicacao: _told, ...answer } = now.body;
  expect(late).toEqual([{ ...answer, calculado_em: late[0]!['calculado_em'] }]);
});
