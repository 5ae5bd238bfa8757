import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase, untilPrunable } from '../support/postgres.ts';
import { seeded, startLogOver } from './support.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 12 });
});
afterAll(async () => {
  await database.close();
});
beforeEach(async () => {
  await startLogOver(database.pool);
  await database.pool.query('UPDATE ruptura.mudanca_podada SET podadas = 0, xid_podado = NULL, geracao = 1');
});

type Queryable = pg.Pool | pg.ClientBase;

interface Look {
  snapshot: string;
  lots: string[];
  pruned: number;
  mark: string | null;
  generation: number;
}

/** What became visible since a snapshot, as a reader of the log asks for it: one statement, one snapshot. */
async function look(client: Queryable, since: string): Promise<Look> {
  const result = await client.query<Look>(
    `SELECT pg_current_snapshot()::text AS snapshot, p.podadas::int AS pruned, p.xid_podado::text AS mark,
      p.geracao::int AS generation,
      ARRAY(
        SELECT separacao_lote_id FROM ruptura.mudanca
        WHERE xid >= pg_snapshot_xmax($1::pg_snapshot)
          OR xid = ANY (ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot)))
        ORDER BY id
      ) AS lots
    FROM ruptura.mudanca_podada p`,
    [since],
  );
  return result.rows[0]!;
}

async function snapshot(client: Queryable): Promise<string> {
  const result = await client.query<{ s: string }>('SELECT pg_current_snapshot()::text AS s');
  return result.rows[0]!.s;
}

function mustReload(since: string, now: Look): boolean {
  return now.mark !== null && BigInt(now.mark) >= BigInt(since.split(':')[0]!);
}

const insertLot = (client: Queryable, lot: string): Promise<unknown> =>
  client.query('INSERT INTO pedido (separacao_lote_id) VALUES ($1)', [lot]);

async function withClients<T>(count: number, work: (clients: pg.Client[]) => Promise<T>): Promise<T> {
  const clients = await Promise.all(Array.from({ length: count }, () => database.connect()));
  try {
    return await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

describe('a reader that compares snapshots', () => {
  test('sees a change committed late that "greater than the last id" would miss', async () => {
    await withClients(2, async ([slow, quick]) => {
      const start = await snapshot(database.pool);
      await slow!.query('BEGIN');
      await insertLot(slow!, 'LENTO');
      await insertLot(quick!, 'RAPIDO');
      const first = await look(database.pool, start);
      expect(first.lots).toEqual(['RAPIDO']);
      const last = await database.pool.query('SELECT max(id) AS id FROM ruptura.mudanca');
      await slow!.query('COMMIT');
      const second = await look(database.pool, first.snapshot);
      expect(second.lots).toEqual(['LENTO']);
      const byId = await database.pool.query('SELECT FROM ruptura.mudanca WHERE id > $1', [last.rows[0].id]);
      expect(byId.rowCount).toBe(0);
      expect((await look(database.pool, second.snapshot)).lots).toEqual([]);
    });
  });

  test('misses nothing and sees nothing twice while writers commit out of order', async () => {
    const random = seeded(SEED);
    const delays = Array.from({ length: 6 }, () => Array.from({ length: 25 }, () => random()));
    const start = await snapshot(database.pool);
    const seen: string[] = [];
    let last = start;
    let writing = true;
    const reading = (async () => {
      for (let more = true; more; ) {
        // One look after the last commit ends the reading.
        more = writing;
        const now = await look(database.pool, last);
        seen.push(...now.lots);
        last = now.snapshot;
      }
    })();
    await Promise.all(delays.map((pauses, writer) => writeLots(writer, pauses)));
    writing = false;
    await reading;
    const stored = await database.pool.query('SELECT separacao_lote_id AS lot FROM pedido');
    expect(seen.sort(), `SEED=${SEED}`).toEqual(stored.rows.map((row) => row.lot).sort());
  });

  async function writeLots(writer: number, pauses: readonly number[]): Promise<void> {
    const client = await database.connect();
    for (const [turn, pause] of pauses.entries()) {
      await client.query('BEGIN');
      await insertLot(client, `L${writer}-${turn}`);
      await new Promise((resolve) => setTimeout(resolve, pause * 8));
      await client.query(pause < 0.15 ? 'ROLLBACK' : 'COMMIT');
    }
    await client.end();
  }
});

const prune = async (client: Queryable = database.pool): Promise<number> => {
  const result = await client.query(`SELECT ruptura.podar_mudancas('0 seconds') AS n`);
  return Number(result.rows[0].n);
};

/** Rows pruned so far + rows visible now: the version of the state. */
async function version(): Promise<number> {
  const result = await database.pool.query<{ v: number }>(
    'SELECT (podadas + (SELECT count(*) FROM ruptura.mudanca))::int AS v FROM ruptura.mudanca_podada',
  );
  return result.rows[0]!.v;
}

describe('pruning', () => {
  test('removes old rows, keeps young ones and leaves the version as it was', async () => {
    await insertLot(database.pool, 'L1');
    await database.pool.query(`UPDATE ruptura.mudanca SET em = em - interval '2 hours'`);
    await insertLot(database.pool, 'L2');
    expect(await version()).toBe(2);
    await untilPrunable(database.pool);
    const result = await database.pool.query(`SELECT ruptura.podar_mudancas('1 hour') AS n`);
    expect(Number(result.rows[0].n)).toBe(1);
    const left = await database.pool.query('SELECT separacao_lote_id AS lot FROM ruptura.mudanca');
    expect(left.rows).toEqual([{ lot: 'L2' }]);
    expect(await version()).toBe(2);
  });

  test('tells a reader that may have missed rows to reload, and only such a reader', async () => {
    const lagging = await snapshot(database.pool);
    await insertLot(database.pool, 'L1');
    // Its snapshot begins behind the row: one that began before would reload for nothing, and lose nothing.
    await untilPrunable(database.pool);
    const upToDate = await snapshot(database.pool);
    expect(await prune()).toBe(1);
    expect(mustReload(lagging, await look(database.pool, lagging))).toBe(true);
    expect(mustReload(upToDate, await look(database.pool, upToDate))).toBe(false);
    expect(await prune()).toBe(0);
  });

  test('tells a reader that saw the highest pruned transaction but not a lower one', async () => {
    await withClients(1, async ([slow]) => {
      await slow!.query('BEGIN');
      await insertLot(slow!, 'LENTO');
      await insertLot(database.pool, 'RAPIDO');
      const between = await snapshot(database.pool);
      await slow!.query('COMMIT');
      await untilPrunable(database.pool);
      expect(await prune()).toBe(2);
      const now = await look(database.pool, between);
      const sawMark = await database.pool.query(
        'SELECT pg_visible_in_snapshot($1::xid8, $2::pg_snapshot) AS saw',
        [now.mark, between],
      );
      expect(sawMark.rows[0].saw).toBe(true);
      expect(mustReload(between, now)).toBe(true);
    });
  });

  test('does not make a reader that has just loaded reload while an old transaction is open', async () => {
    await withClients(1, async ([old]) => {
      await old!.query('BEGIN');
      await insertLot(old!, 'ANTIGO');
      await insertLot(database.pool, 'L1');
      // Younger than the open transaction: kept, however old the row.
      expect(await prune()).toBe(0);
      const loaded = await snapshot(database.pool);
      expect(mustReload(loaded, await look(database.pool, loaded))).toBe(false);
      await old!.query('COMMIT');
    });
    await untilPrunable(database.pool);
    expect(await prune()).toBe(2);
  });

  test('a second prune at the same time does nothing instead of waiting', async () => {
    await insertLot(database.pool, 'L1');
    await withClients(1, async ([first]) => {
      await first!.query('BEGIN');
      await untilPrunable(first!);
      expect(await prune(first!)).toBe(1);
      expect(await prune()).toBe(0);
      await first!.query('ROLLBACK');
    });
    await untilPrunable(database.pool);
    expect(await prune()).toBe(1);
  });
});

const sanitise = async (): Promise<number> => {
  const result = await database.pool.query('SELECT ruptura.sanear_mudancas() AS n');
  return Number(result.rows[0].n);
};

describe('a log from another cluster', () => {
  const future = `(pg_snapshot_xmax(pg_current_snapshot())::text::numeric + 1000000)::text::xid8`;

  test('is emptied, its readers are told, and the version still rises', async () => {
    await insertLot(database.pool, 'L1');
    await database.pool.query(`INSERT INTO ruptura.mudanca (tabela, xid) VALUES ('pedido', ${future})`);
    const before = await version();
    expect(await sanitise()).toBe(2);
    const now = await look(database.pool, await snapshot(database.pool));
    expect(now).toMatchObject({ generation: 2, mark: null, lots: [] });
    expect(await version()).toBe(before);
    expect(await sanitise()).toBe(0);
  });

  test('is recognised by its prune mark alone', async () => {
    await database.pool.query(`UPDATE ruptura.mudanca_podada SET xid_podado = ${future}`);
    await sanitise();
    expect(await look(database.pool, await snapshot(database.pool))).toMatchObject({
      generation: 2,
      mark: null,
    });
  });

  test('is not mistaken for one of this cluster while an old transaction is open', async () => {
    await withClients(1, async ([old]) => {
      await old!.query('BEGIN');
      await insertLot(old!, 'ANTIGO');
      await insertLot(database.pool, 'L1');
      await insertLot(database.pool, 'L2');
      expect(await sanitise()).toBe(0);
      await old!.query('COMMIT');
    });
    expect(await look(database.pool, await snapshot(database.pool))).toMatchObject({ generation: 1 });
  });

  test('is not mistaken for one of this cluster while others write', async () => {
    let writing = true;
    const writers = Promise.all(
      [0, 1, 2, 3].map(async (writer) => {
        for (let turn = 0; writing; turn++) await insertLot(database.pool, `L${writer}-${turn}`);
      }),
    );
    for (let turn = 0; turn < 50; turn++) expect(await sanitise()).toBe(0);
    writing = false;
    await writers;
    expect(await look(database.pool, await snapshot(database.pool))).toMatchObject({ generation: 1 });
  });

  test('may be sanitised inside a transaction that has written', async () => {
    await withClients(1, async ([client]) => {
      await client!.query('BEGIN');
      await insertLot(client!, 'L1');
      const result = await client!.query('SELECT ruptura.sanear_mudancas() AS n');
      expect(Number(result.rows[0].n)).toBe(0);
      await client!.query('COMMIT');
    });
  });
});
