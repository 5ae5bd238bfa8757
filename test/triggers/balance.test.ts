import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { seeded, startLogOver, wrongBalances } from './support.ts';

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
});

const INSERT = 'INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, ativo)';

async function balance(product: string): Promise<unknown> {
  const result = await database.pool.query(
    'SELECT estoque, versao FROM estoque_atual WHERE cod_produto = $1',
    [product],
  );
  return result.rows[0];
}

/** One step of a random history of movements. */
type Step =
  | { kind: 'insert' | 'copy'; rows: { product: number; quantity: number; active: boolean }[] }
  | { kind: 'move'; from: number; to: number }
  | { kind: 'rescale'; product: number; factor: number }
  | { kind: 'toggle' | 'delete'; product: number; remainder: number }
  | { kind: 'upsert'; key: number; product: number; quantity: number }
  | { kind: 'fold'; limit: number }
  | { kind: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'back' | 'truncate' };

const product = fc.integer({ min: 1, max: 5 });
const quantity = fc.integer({ min: -50_000, max: 50_000 }).filter((value) => value !== 0);
const rows = fc.array(fc.record({ product, quantity, active: fc.boolean() }), { maxLength: 6 });
const remainder = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('insert', 'copy'), rows }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), from: product, to: product }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rescale'),
      product,
      factor: fc.constantFrom(-2, 1, 3),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('toggle', 'delete'), product, remainder }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('upsert'),
      key: fc.integer({ min: 1, max: 3 }),
      product,
      quantity,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fold'), limit: fc.constantFrom(1, 3, 100_000) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('begin', 'commit', 'rollback', 'savepoint', 'back', 'truncate'),
    }),
  },
);

test('after any history of statements and folds the balance is the sum of the active movements', async () => {
  const writer = await database.connect();
  const folder = await database.connect();
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        await startLogOver(writer);
        await runHistory(writer, folder, steps);
        expect(await wrongBalances(writer)).toEqual([]);
      }),
      { seed: SEED, numRuns: 60, endOnFailure: true },
    );
  } finally {
    await writer.end();
    await folder.end();
  }
}, 120_000);

/** Runs the steps in one session; a fold comes from another one, and from this one where it would have to wait. */
async function runHistory(writer: pg.Client, folder: pg.Client, steps: readonly Step[]): Promise<void> {
  const state = { open: false, savepoint: false, truncated: false };
  for (const current of steps) await runStep(writer, folder, state, current);
  if (state.open) await writer.query('COMMIT');
}

interface TransactionState {
  open: boolean;
  savepoint: boolean;
  /** Truncated in the open transaction: another session would wait for its end. */
  truncated: boolean;
}

async function runStep(
  writer: pg.Client,
  folder: pg.Client,
  state: TransactionState,
  current: Step,
): Promise<void> {
  if (current.kind === 'fold') {
    const session = state.truncated ? writer : folder;
    await session.query('SELECT ruptura.dobrar_estoque($1)', [current.limit]);
  } else if (current.kind === 'copy') {
    await copy(writer, current.rows);
  } else if (isTransactionStep(current)) {
    await transactionStep(writer, state, current.kind);
  } else {
    if (current.kind === 'truncate') state.truncated = state.open;
    await writer.query(statementOf(current));
  }
}

type TransactionKind = 'begin' | 'commit' | 'rollback' | 'savepoint' | 'back';

function isTransactionStep(current: Step): current is Step & { kind: TransactionKind } {
  return ['begin', 'commit', 'rollback', 'savepoint', 'back'].includes(current.kind);
}

async function transactionStep(
  writer: pg.Client,
  state: TransactionState,
  kind: TransactionKind,
): Promise<void> {
  if (kind === 'begin' && !state.open) {
    await writer.query('BEGIN');
    state.open = true;
  } else if ((kind === 'commit' || kind === 'rollback') && state.open) {
    await writer.query(kind);
    Object.assign(state, { open: false, savepoint: false, truncated: false });
  } else if (kind === 'savepoint' && state.open) {
    await writer.query('SAVEPOINT s');
    state.savepoint = true;
  } else if (kind === 'back' && state.savepoint) {
    await writer.query('ROLLBACK TO SAVEPOINT s');
  }
}

function statementOf(current: Step): string {
  switch (current.kind) {
    case 'insert': {
      if (current.rows.length === 0) return `${INSERT} SELECT '', now(), 1, true WHERE false`;
      const values = current.rows.map(
        (row) => `('P${row.product}', '2026-03-02', ${row.quantity / 1000}, ${row.active})`,
      );
      return `${INSERT} VALUES ${values.join(', ')}`;
    }
    case 'move':
      return `UPDATE movimentacao_estoque SET cod_produto = 'P${current.to}' WHERE cod_produto = 'P${current.from}'`;
    case 'rescale':
      return `UPDATE movimentacao_estoque SET qtd_movimentacao = qtd_movimentacao * ${current.factor}
        WHERE cod_produto = 'P${current.product}' AND abs(qtd_movimentacao) < 1000000`;
    case 'toggle':
      return `UPDATE movimentacao_estoque SET ativo = NOT ativo
        WHERE cod_produto = 'P${current.product}' AND id % 3 = ${current.remainder}`;
    case 'delete':
      return `DELETE FROM movimentacao_estoque
        WHERE cod_produto = 'P${current.product}' AND id % 3 = ${current.remainder}`;
    case 'upsert':
      return `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, chave_externa)
        VALUES ('P${current.product}', '2026-03-02', ${current.quantity / 1000}, 'K${current.key}')
        ON CONFLICT (chave_externa) DO UPDATE
        SET cod_produto = excluded.cod_produto, qtd_movimentacao = excluded.qtd_movimentacao`;
    case 'truncate':
      return 'TRUNCATE movimentacao_estoque';
    default:
      throw new Error(`no statement for ${current.kind}`);
  }
}

async function copy(
  writer: pg.Client,
  rowsToCopy: { product: number; quantity: number; active: boolean }[],
): Promise<void> {
  const target = writer.query(
    copyFrom(
      'COPY movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, ativo) FROM STDIN',
    ),
  );
  const lines = rowsToCopy.map(
    (row) => `P${row.product}\t2026-03-02\t${row.quantity / 1000}\t${row.active}\n`,
  );
  await pipeline([Buffer.from(lines.join(''))], target);
}

// A deadlock would reject one of the writers' statements.
test('eight writers on the same 50 products in random order never deadlock, folds or not', async () => {
  const random = seeded(SEED);
  const orders = Array.from({ length: 8 }, () =>
    Array.from({ length: 12 }, () =>
      Array.from({ length: 6 }, () => ({ product: Math.floor(random() * 50), pick: random() })),
    ),
  );
  let writing = true;
  const folding = (async () => {
    let folded = 0;
    while (writing) {
      const result = await database.pool.query('SELECT ruptura.dobrar_estoque() AS n');
      folded += Number(result.rows[0].n);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return folded;
  })();
  await Promise.all(orders.map((transactions) => writeAll(transactions)));
  writing = false;
  expect(await folding, `SEED=${SEED}`).toBeGreaterThan(0);
  expect(await wrongBalances(database.pool), `SEED=${SEED}`).toEqual([]);
}, 60_000);

/** Transactions of several statements each; rows of its own are also changed and deleted. */
async function writeAll(transactions: readonly { product: number; pick: number }[][]): Promise<void> {
  const client = await database.connect();
  try {
    for (const statements of transactions) {
      await client.query('BEGIN');
      for (const { product: code, pick } of statements) {
        const inserted = await client.query(`${INSERT} VALUES ($1, '2026-03-02', $2, true) RETURNING id`, [
          `P${code}`,
          Math.round(pick * 1000) + 1,
        ]);
        const { id } = inserted.rows[0];
        if (pick < 0.2) await client.query('DELETE FROM movimentacao_estoque WHERE id = $1', [id]);
        else if (pick < 0.4) {
          await client.query('UPDATE movimentacao_estoque SET cod_produto = $2 WHERE id = $1', [
            id,
            `P${49 - code}`,
          ]);
        }
      }
      await client.query(statements[0]!.pick < 0.1 ? 'ROLLBACK' : 'COMMIT');
    }
  } finally {
    await client.end();
  }
}

describe('estoque_atual', () => {
  test('reads the same before and after a fold', async () => {
    await database.pool.query(
      `${INSERT} VALUES ('A', '2026-03-02', 5.125, true), ('B', '2026-03-02', 1, true)`,
    );
    await database.pool.query(`${INSERT} VALUES ('A', '2026-03-02', -7, true)`);
    const before = await database.pool.query('SELECT * FROM estoque_atual ORDER BY cod_produto');
    expect(before.rows.map((row) => [row.cod_produto, row.estoque, Number(row.versao)])).toEqual([
      ['A', '-1.875', 2],
      ['B', '1.000', 1],
    ]);
    const folded = await database.pool.query('SELECT ruptura.dobrar_estoque() AS n');
    expect(Number(folded.rows[0].n)).toBe(3);
    const after = await database.pool.query('SELECT * FROM estoque_atual ORDER BY cod_produto');
    expect(after.rows).toEqual(before.rows);
    expect((await database.pool.query('SELECT FROM ruptura.estoque_delta')).rowCount).toBe(0);
  });

  test('keeps a product whose movements are gone, at 0', async () => {
    await database.pool.query(`${INSERT} VALUES ('A', '2026-03-02', 5, true)`);
    await database.pool.query('DELETE FROM movimentacao_estoque');
    expect(await balance('A')).toMatchObject({ estoque: '0.000' });
    await database.pool.query('SELECT ruptura.dobrar_estoque()');
    expect(await balance('A')).toMatchObject({ estoque: '0.000' });
  });

  test('forgets everything with a TRUNCATE, folded and not, also under an old snapshot', async () => {
    const old = await database.connect();
    try {
      await old.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
      await old.query('SELECT count(*) FROM pedido');
      await database.pool.query(`${INSERT} VALUES ('A', '2026-03-02', 5, true)`);
      await database.pool.query('SELECT ruptura.dobrar_estoque()');
      await database.pool.query(`${INSERT} VALUES ('B', '2026-03-02', 5, true)`);
      await old.query('TRUNCATE movimentacao_estoque; COMMIT');
    } finally {
      await old.end();
    }
    expect((await database.pool.query('SELECT FROM estoque_atual')).rowCount).toBe(0);
  });

  test('a TRUNCATE taken back leaves the balance as it was', async () => {
    await database.pool.query(`${INSERT} VALUES ('A', '2026-03-02', 5, true)`);
    await database.pool.query('BEGIN; TRUNCATE movimentacao_estoque; ROLLBACK');
    expect(await balance('A')).toMatchObject({ estoque: '5.000' });
  });

  test('one product is found by index however many deltas are not folded', async () => {
    await database.pool.query(
      `INSERT INTO ruptura.estoque_delta (cod_produto, qtd)
        SELECT 'P' || i % 20000, 1 FROM generate_series(1, 100000) i;
      INSERT INTO ruptura.estoque_dobrado SELECT 'P' || i, 1, now(), 1 FROM generate_series(1, 20000) i;
      ANALYZE ruptura.estoque_delta, ruptura.estoque_dobrado`,
    );
    for (const filter of ["cod_produto = 'P77'", "cod_produto = ANY ('{P77,P78}')"]) {
      const plan = await database.pool.query(`EXPLAIN SELECT * FROM estoque_atual WHERE ${filter}`);
      const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(text).toContain('idx_estoque_atual_produto');
      expect(text).toContain('estoque_delta_produto');
      expect(text).not.toContain('Seq Scan');
    }
  });

  test('a second fold at the same time does nothing instead of waiting', async () => {
    await database.pool.query(`${INSERT} VALUES ('A', '2026-03-02', 5, true)`);
    const first = await database.connect();
    try {
      await first.query('BEGIN');
      await first.query('SELECT ruptura.dobrar_estoque()');
      const second = await database.pool.query('SELECT ruptura.dobrar_estoque() AS n');
      expect(Number(second.rows[0].n)).toBe(0);
      expect(await balance('A')).toMatchObject({ estoque: '5.000' });
      await first.query('COMMIT');
    } finally {
      await first.end();
    }
    expect(await balance('A')).toMatchObject({ estoque: '5.000' });
  });
});
