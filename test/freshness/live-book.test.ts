/** The book in memory never lags behind what was committed before the question, whoever writes and however. */
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, EngineKeeper } from '../../src/availability/engine.ts';
import { parseIsoDate } from '../../src/contract/units.ts';
import { LiveBook } from '../../src/ledger/live-book.ts';
import { digestOf } from '../../src/verification/digest.ts';
import { verify } from '../../src/verification/verify.ts';
import { answerOrder, answerProjection, answerPromise } from '../../src/views/answers.ts';
import { SEED } from '../oracle/seed.ts';
import { createTestDatabase, type TestDatabase, untilPrunable } from '../support/postgres.ts';
import { startOver } from '../support/start-over.ts';

const TODAY = parseIsoDate('2026-03-02')!;
const NOW = new Date('2026-03-02T12:00:00Z');

let database: TestDatabase;
let book: LiveBook;
let keeper: EngineKeeper;
let clients: pg.Client[];

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 12 });
});

afterAll(async () => await database.close());

beforeEach(async () => {
  await startOver(database.pool);
  keeper = new EngineKeeper();
  book = new LiveBook(() => database.connect(), TODAY, keeper);
  clients = [];
});

afterEach(async () => {
  await book.close();
  await Promise.all(clients.map((client) => client.end()));
});

async function fresh(): Promise<Engine> {
  await book.fresh();
  return keeper.engine;
}

async function client(): Promise<pg.Client> {
  const opened = await database.connect();
  clients.push(opened);
  return opened;
}

async function stockOf(code: string): Promise<number> {
  return answerProjection(await fresh(), code, null, NOW).estoque_atual;
}

function move(runner: pg.Pool | pg.Client, code: string, quantity: number): Promise<unknown> {
  return runner.query(
    "INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ($1, '2026-03-01', $2)",
    [code, quantity],
  );
}

function line(
  order: string,
  code: string,
  quantity: number,
  date: string | null = '2026-03-02',
): Promise<unknown> {
  return database.pool.query(
    'INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao) VALUES ($1, $2, $3, $4)',
    [order, code, quantity, date],
  );
}

async function expectNoDrift(): Promise<void> {
  const live = digestOf(await fresh());
  const checked = await verify(
    () => database.connect(),
    TODAY,
    async () => live,
  );
  expect(checked.balanceDrift).toEqual([]);
  expect(checked.stockDrift).toEqual([]);
  expect(checked.digest).toEqual(live);
}

describe('notes of orders', () => {
  it('are those of the tables after every write, and read alone', async () => {
    await line('P1', 'A', 1);
    await fresh();
    const late = await client();
    await late.query('BEGIN');
    await late.query("INSERT INTO anotacao_pedido (num_pedido, nota) VALUES ('P1', 'tarde')");
    await database.pool.query("INSERT INTO anotacao_pedido (num_pedido, responsavel) VALUES ('P0', 'Ana')");
    expect([...(await fresh()).book.notes.keys()]).toEqual(['P0']);
    await late.query('COMMIT');
    expect((await fresh()).book.notes.get('P1')).toMatchObject({ nota: 'tarde', responsavel: null });
    await expectNoDrift();
    await late.query("BEGIN; UPDATE anotacao_pedido SET nota = 'nunca'; ROLLBACK");
    await database.pool.query("UPDATE anotacao_pedido SET num_pedido = 'P2' WHERE num_pedido = 'P0'");
    expect([...(await fresh()).book.notes.keys()].sort()).toEqual(['P1', 'P2']);
    await expectNoDrift();
    await database.pool.query('TRUNCATE anotacao_pedido');
    expect((await fresh()).book.notes.size).toBe(0);
    await expectNoDrift();
    expect(book.counts.loads).toBe(1);
  });

  it('are part of what a server is compared with', async () => {
    await database.pool.query("INSERT INTO anotacao_pedido (num_pedido, nota) VALUES ('P1', 'x')");
    const engine = await fresh();
    const before = digestOf(engine).sha256;
    engine.book.notes.delete('P1');
    expect(digestOf(engine).sha256).not.toBe(before);
  });
});

describe('commits out of order', () => {
  it('shows a transaction that began first and commits last', async () => {
    const early = await client();
    await early.query('BEGIN');
    await move(early, 'A', 1);
    await move(database.pool, 'A', 10);
    expect(await stockOf('A')).toBe(10);
    await early.query('COMMIT');
    expect(await stockOf('A')).toBe(11);
    expect(book.counts.loads).toBe(1);
  });

  it('never shows what was rolled back, to a savepoint either', async () => {
    const writer = await client();
    await fresh();
    await writer.query('BEGIN');
    await move(writer, 'A', 1);
    await writer.query('SAVEPOINT part');
    await move(writer, 'A', 100);
    await writer.query('ROLLBACK TO SAVEPOINT part');
    await writer.query('COMMIT');
    await writer.query('BEGIN');
    await move(writer, 'A', 1000);
    expect(await stockOf('A')).toBe(1);
    await writer.query('ROLLBACK');
    expect(await stockOf('A')).toBe(1);
  });

  it('takes in an allocation and its lot header written by two transactions at once', async () => {
    await move(database.pool, 'A', 100);
    await database.pool.query("INSERT INTO pedido VALUES ('L', 'ABERTO', '2026-03-03')");
    await fresh();
    const header = await client();
    await header.query('BEGIN');
    await header.query("UPDATE pedido SET status = 'FATURADO' WHERE separacao_lote_id = 'L'");
    // Written and committed while the header's change is under way: that change cannot have seen this row.
    await database.pool.query(
      "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo) VALUES ('L', 'P1', 'A', 30)",
    );
    const before = answerProjection(await fresh(), 'A', null, NOW);
    expect(before.projecao[1]!.estoque_final).toBe(70);
    await header.query('COMMIT');
    const after = answerProjection(await fresh(), 'A', null, NOW);
    expect(after.projecao[1]!.estoque_final).toBe(100);
  });

  it(`gives no stale answer in 10,000 while eight clients write and a reader asks (seed ${SEED})`, async () => {
    let random = SEED >>> 0;
    const next = (below: number): number => {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      return random % below;
    };
    const products = ['A', 'B', 'C', 'D', 'E'];
    const acknowledged = new Map(products.map((code) => [code, 0]));
    let writing = true;
    const writers = Array.from({ length: 8 }, async () => {
      const writer = await client();
      while (writing) {
        const codes = Array.from({ length: 1 + next(3) }, () => products[next(products.length)]!);
        const commits = next(5) > 0;
        await writer.query('BEGIN');
        for (const code of codes) await move(writer, code, 1);
        await writer.query(commits ? 'COMMIT' : 'ROLLBACK');
        if (commits) for (const code of codes) acknowledged.set(code, acknowledged.get(code)! + 1);
      }
    });
    let stale = 0;
    for (let asked = 0; asked < 10_000; asked += 50) {
      const known = new Map(acknowledged);
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const engine = await fresh();
          for (const [code, least] of known) {
            const product = engine.book.products.find(code);
            const stock = product < 0 ? 0 : engine.book.stock[product]!;
            if (stock < least * 1000) stale++;
          }
        }),
      );
    }
    writing = false;
    await Promise.all(writers);
    expect(stale).toBe(0);
    for (const [code, total] of acknowledged) expect(await stockOf(code)).toBe(total);
    await expectNoDrift();
  }, 60_000);
});

describe('questions together', () => {
  it('answers many with one look, each including what was committed before it', async () => {
    await fresh();
    const looksBefore = book.counts.looks;
    await move(database.pool, 'A', 5);
    const engines = await Promise.all(Array.from({ length: 200 }, () => fresh()));
    expect(engines.every((engine) => engine.book.stock[engine.book.products.find('A')] === 5000)).toBe(true);
    expect(book.counts.looks - looksBefore).toBeLessThanOrEqual(2);
  });

  it('reads the same state twice with the same version, and another process reads that version too', async () => {
    await move(database.pool, 'A', 5);
    await line('P1', 'A', 2);
    const first = (await fresh()).book.version;
    await line('P2', 'A', 2);
    const second = (await fresh()).book.version;
    const again = (await fresh()).book.version;
    const other = new EngineKeeper();
    const otherBook = new LiveBook(() => database.connect(), TODAY, other);
    await otherBook.fresh();
    await otherBook.close();
    expect(second).toBeGreaterThan(first);
    expect(again).toBe(second);
    expect(other.engine.book.version).toBe(second);
  });
});

describe('what makes the marks insufficient', () => {
  it('survives TRUNCATE and reload inside one long transaction', async () => {
    await line('P1', 'A', 5);
    await move(database.pool, 'A', 10);
    await fresh();
    const nightly = await client();
    await nightly.query('BEGIN');
    await nightly.query('TRUNCATE carteira_principal');
    await nightly.query(
      "INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao) VALUES ('P9', 'A', 4, '2026-03-02')",
    );
    // Stock is read beside the locked table meanwhile.
    await move(database.pool, 'A', 1);
    expect(await stockOf('A')).toBe(11);
    await nightly.query('COMMIT');
    const engine = await fresh();
    expect(() => answerOrder(engine, 'P1', 'por_item', NOW)).toThrow('P1');
    expect(answerOrder(engine, 'P9', 'por_item', NOW).pedido_ok).toBe(true);
    await expectNoDrift();
  });

  it('never deadlocks with somebody who truncates several tables in any order', async () => {
    await fresh();
    const nightly = await client();
    for (const order of [
      'separacao, carteira_principal, pedido',
      'pedido, pre_separacao_item, carteira_principal',
    ]) {
      for (let round = 0; round < 5; round++) {
        await line(`P${round}`, 'A', 1);
        const asked = Promise.all([fresh(), fresh()]);
        await nightly.query(`TRUNCATE ${order}`);
        await line(`Q${round}`, 'A', 1);
        await asked;
      }
    }
    await expectNoDrift();
  });

  it('reloads when marks were pruned that its last look may not have seen', async () => {
    await fresh();
    await move(database.pool, 'A', 3);
    await untilPrunable(database.pool);
    const { rows } = await database.pool.query("SELECT ruptura.podar_mudancas('0 seconds') AS podadas");
    expect(Number(rows[0].podadas)).toBeGreaterThan(0);
    expect(await stockOf('A')).toBe(3);
    expect(book.counts.loads).toBe(2);
    await move(database.pool, 'A', 1);
    expect(await stockOf('A')).toBe(4);
    expect(book.counts.loads).toBe(2);
  });

  it('goes on after its connection is killed, with a write in between', async () => {
    await fresh();
    await move(database.pool, 'A', 3);
    await database.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await expect.poll(() => stockOf('A').catch(() => null), { timeout: 10_000 }).toBe(3);
  });

  it('takes a bulk statement that marks products, and one that marks a whole table', async () => {
    await fresh();
    await database.pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
       SELECT 'P' || i, 'A' || i % 50, 1, '2026-03-04' FROM generate_series(1, 3000) i`,
    );
    // In the same look, marked by itself as well as with its product.
    await line('P1', 'A1', 5);
    await expectNoDrift();
    expect(book.counts.loads).toBe(1);
    await database.pool.query(
      `INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada)
       SELECT 'B' || i, '2026-03-04', 1 FROM generate_series(1, 20500) i`,
    );
    await expectNoDrift();
    expect(book.counts.loads).toBe(2);
  });
});

describe('what changes answers without touching a quantity', () => {
  it('promises anew when an order date of another product moves an order up', async () => {
    await move(database.pool, 'A', 5);
    await line('P1', 'A', 5);
    await line('P2', 'A', 5);
    await line('P2', 'B', 1);
    await database.pool.query("UPDATE carteira_principal SET data_pedido = '2026-01-10'");
    expect(answerPromise(await fresh(), 'P1', 'por_item').no_prazo).toBe(true);
    // The date stands on the line of product B alone, and ranks the order's piece of product A too.
    await database.pool.query(
      "UPDATE carteira_principal SET data_pedido = '2026-01-01' WHERE num_pedido = 'P2' AND cod_produto = 'B'",
    );
    expect(answerPromise(await fresh(), 'P1', 'por_item').data).toBeNull();
    await expectNoDrift();
    expect(book.counts.loads).toBe(1);
  });

  it('follows the ranking and the policy set in the database', async () => {
    await move(database.pool, 'A', 5);
    await line('P1', 'A', 5, '2026-03-02');
    await line('P2', 'A', 5, '2026-03-03');
    await database.pool.query(
      "UPDATE carteira_principal SET preco_produto_pedido = 10 WHERE num_pedido = 'P2'",
    );
    expect(answerPromise(await fresh(), 'P2', 'por_item').data).toBeNull();
    await database.pool.query(
      "UPDATE ruptura.configuracao SET valor = 'valor' WHERE chave = 'classificacao'",
    );
    expect(answerPromise(await fresh(), 'P2', 'por_item').data).toBe('2026-03-03');
    // Worth more than P2 now, by a price alone.
    await database.pool.query(
      "UPDATE carteira_principal SET preco_produto_pedido = 11 WHERE num_pedido = 'P1'",
    );
    expect(answerPromise(await fresh(), 'P2', 'por_item').data).toBeNull();
    await expectNoDrift();
  });

  it('ranks an order that arrives among others by the bytes of its number', async () => {
    await move(database.pool, 'A', 5);
    await line('B', 'A', 5);
    expect(answerPromise(await fresh(), 'B', 'por_item').data).toBe('2026-03-02');
    await line('A', 'A', 5);
    expect(answerPromise(await fresh(), 'B', 'por_item').data).toBeNull();
    await database.pool.query("DELETE FROM carteira_principal WHERE num_pedido = 'A'");
    await line('C', 'A', 5);
    expect(answerPromise(await fresh(), 'B', 'por_item').data).toBe('2026-03-02');
    await expectNoDrift();
  });

  it('rolls the day when the business date changes, without loading', async () => {
    const rolling = new EngineKeeper();
    const live = new LiveBook(() => database.connect(), null, rolling);
    await move(database.pool, 'A', 5);
    await database.pool.query(
      "UPDATE ruptura.configuracao SET valor = 'Etc/GMT+12' WHERE chave = 'RUPTURA_TZ'",
    );
    await live.fresh();
    const before = rolling.engine.book.today;
    await database.pool.query(
      "UPDATE ruptura.configuracao SET valor = 'Pacific/Kiritimati' WHERE chave = 'RUPTURA_TZ'",
    );
    await live.fresh();
    await live.close();
    // 26 hours apart: at least one calendar day at any moment.
    expect(rolling.engine.book.today).toBeGreaterThan(before);
  });
});

describe('quantities of every size', () => {
  it('stays exact when a book outgrows 32-bit thousandths while it lives', async () => {
    await move(database.pool, 'A', 1.001);
    await line('P1', 'A', 1);
    expect((await fresh()).book.wide).toBe(false);
    await database.pool.query(
      "INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ('A', '2026-03-01', 123456789012.345)",
    );
    const engine = await fresh();
    expect(engine.book.wide).toBe(true);
    expect(answerProjection(engine, 'A', null, NOW).projecao[0]!.estoque_final).toBe(123456789012.346);
    await expectNoDrift();
  });
});
