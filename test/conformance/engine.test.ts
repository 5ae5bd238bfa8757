/** The product itself on the conformance books: files imported, book loaded from the database, answers compared. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, EngineKeeper } from '../../src/availability/engine.ts';
import { formatIsoDate, parseIsoDate } from '../../src/contract/units.ts';
import type { OrderAnswer, OrderItemAnswer } from '../../src/contract/wire.ts';
import { importFiles } from '../../src/imports/import-files.ts';
import { LiveBook } from '../../src/ledger/live-book.ts';
import { verify } from '../../src/verification/verify.ts';
import { answerOrder, answerProjection, answerPromise, openOrderCodes } from '../../src/views/answers.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { BOOK_DATE, BOOK_NAMES, readCases, readExpected } from './read-book.ts';

const TODAY = parseIsoDate(BOOK_DATE)!;
const NOW = new Date('2026-03-02T12:00:00Z');

interface ExpectedItem {
  readonly cod_produto: string;
  readonly em_ruptura: boolean;
}

interface ExpectedOrder {
  readonly num_pedido: string;
  readonly itens: readonly ExpectedItem[];
}

async function openEngine(database: TestDatabase): Promise<{ engine: Engine; close: () => Promise<void> }> {
  const keeper = new EngineKeeper();
  const book = new LiveBook(() => database.connect(), TODAY, keeper);
  await book.fresh();
  return { engine: keeper.engine, close: () => book.close() };
}

function byCode<T extends { readonly cod_produto: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.cod_produto < b.cod_produto ? -1 : 1));
}

function itemRecord(item: OrderItemAnswer, em_ruptura: boolean): ExpectedItem & Partial<OrderItemAnswer> {
  const { cod_produto, qtd_saldo, estoque_min_d7, ruptura_qtd, data_disponivel, data_segura } = item;
  return { cod_produto, qtd_saldo, estoque_min_d7, em_ruptura, ruptura_qtd, data_disponivel, data_segura };
}

function orderRecord(engine: Engine, answer: OrderAnswer): unknown {
  const promise = (policy: 'por_item' | 'completa'): unknown => {
    const one = answerOrder(engine, answer.num_pedido, policy, NOW);
    const { data, situacao, mais_cedo, espera_dias, atraso_dias } = one.promessa;
    expect(answerPromise(engine, answer.num_pedido, policy)).toEqual(one.promessa);
    expect([one.data_disponibilidade_total, one.resumo.data_disponibilidade_total]).toEqual([data, data]);
    const items = [...one.itens, ...one.itens_disponiveis];
    const itens = Object.fromEntries(items.map(({ cod_produto, promessa }) => [cod_produto, promessa]));
    return { data, situacao, itens, mais_cedo, espera_dias, atraso_dias };
  };
  return {
    num_pedido: answer.num_pedido,
    pedido_ok: answer.pedido_ok,
    percentual_disponibilidade: answer.percentual_disponibilidade,
    data_segura_total: answer.data_segura_total,
    criticidade: answer.resumo.criticidade,
    itens: byCode([
      ...answer.itens.map((item) => itemRecord(item, true)),
      ...answer.itens_disponiveis.map((item) => itemRecord(item, false)),
    ]),
    promessa_por_item: promise('por_item'),
    promessa_completa: promise('completa'),
  };
}

describe.each(BOOK_NAMES)('the engine on %s, imported from its files', (name) => {
  let database: TestDatabase;
  let engine: Engine;
  let close: () => Promise<void>;

  beforeAll(async () => {
    database = await createTestDatabase();
    const folder = fileURLToPath(new URL(`books/${name}`, import.meta.url));
    await importFiles(database.pool, {
      paths: [folder],
      mode: null,
      ignoreInvalid: false,
      again: false,
      dryRun: false,
      today: TODAY,
    });
    ({ engine, close } = await openEngine(database));
  });

  afterAll(async () => {
    await close();
    await database.close();
  });

  it('projects every product as expected', () => {
    const expected = readExpected<{ cod_produto: string }>(name, 'projecao');
    expect(expected.length).toBeGreaterThan(0);
    for (const record of expected) {
      const answer = answerProjection(engine, record.cod_produto, null, NOW);
      const { cod_produto, estoque_atual, menor_estoque_7d, dia_ruptura, status_ruptura } = answer;
      const estoque_final = answer.projecao.map((day) => day.estoque_final);
      expect({
        cod_produto,
        estoque_atual,
        estoque_final,
        menor_estoque_7d,
        dia_ruptura,
        status_ruptura,
      }).toEqual(record);
    }
  });

  it('analyses and promises every order as expected, under both policies', () => {
    const expected = readExpected<ExpectedOrder>(name, 'pedidos');
    expect(openOrderCodes(engine)).toHaveLength(expected.length);
    for (const record of expected) {
      const answer = answerOrder(engine, record.num_pedido, 'por_item', NOW);
      expect(orderRecord(engine, answer)).toEqual({ ...record, itens: byCode(record.itens) });
    }
  });

  it('shows no drift against the base tables', async () => {
    const result = await verify(() => database.connect(), TODAY, null);
    expect(result.stockDrift).toEqual([]);
    expect(result.balanceDrift).toEqual([]);
  });
});

interface Case {
  readonly id: string;
  readonly tipo: 'projecao' | 'promessa';
  readonly origem: string;
  readonly horizonte: number;
  readonly politica: 'por_item' | 'completa';
  readonly estoque: number;
  readonly movimentos: readonly (readonly [day: number, quantity: number])[];
  readonly itens: Readonly<Record<string, { stock: number; receipts: readonly [number, number][] }>>;
  readonly pedidos: readonly {
    readonly num_pedido: string;
    readonly ordem: number;
    readonly linhas: readonly { cod_produto: string; qtd: number; dia: number }[];
  }[];
  readonly esperado: { readonly estoque_final?: number[]; readonly atp?: number[] } & Readonly<
    Record<string, unknown>
  >;
}

/** The engine's horizon ends at D28: a case that runs longer is moved so many days earlier, dues and receipts alike. */
function shiftOf(one: Case): number {
  const days = one.pedidos.flatMap((order) => order.linhas.map((line) => line.dia));
  return one.horizonte <= 28 ? 0 : Math.min(...days);
}

describe('the engine on the cases of other systems', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  async function store(sql: string, values: readonly unknown[]): Promise<void> {
    await database.pool.query(sql, [...values]);
  }

  async function storeProduct(
    code: string,
    stock: number,
    receipts: readonly (readonly number[])[],
  ): Promise<void> {
    if (stock !== 0) {
      await store(
        'INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ($1, $2, $3)',
        [code, formatIsoDate(TODAY - 1), stock],
      );
    }
    for (const [day, quantity] of receipts) {
      await store(
        'INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada) VALUES ($1, $2, $3)',
        [code, formatIsoDate(TODAY + day!), quantity],
      );
    }
  }

  async function storeLine(
    order: string,
    rank: number,
    code: string,
    day: number,
    quantity: number,
  ): Promise<void> {
    await store(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao, data_pedido)
       VALUES ($1, $2, $3, $4, $5)`,
      [order, code, quantity, formatIsoDate(TODAY + day), formatIsoDate(TODAY - 1000 + rank)],
    );
  }

  async function withEngine<T>(run: (engine: Engine) => T): Promise<T> {
    const { engine, close } = await openEngine(database);
    try {
      return run(engine);
    } finally {
      await close();
    }
  }

  const cases = readCases<Case>();

  it.each(cases.filter((one) => one.tipo === 'projecao'))('$id $origem', async (one) => {
    const out = one.movimentos.filter(([, quantity]) => quantity < 0);
    await storeProduct(
      one.id,
      one.estoque,
      one.movimentos.filter(([, quantity]) => quantity > 0),
    );
    for (const [day, quantity] of out) await storeLine(`${one.id}-${day}`, 0, one.id, day, -quantity);
    const answer = await withEngine((engine) => answerProjection(engine, one.id, null, NOW));
    const days = answer.projecao.slice(0, one.horizonte + 1);
    expect(days.map((day) => day.estoque_final)).toEqual(one.esperado.estoque_final);
    const { atp } = one.esperado;
    // ATP looks to D28; after the case's last day nothing moves, so it is the case's own.
    if (atp !== undefined) expect(days.map((day) => day.atp)).toEqual(atp);
  });

  it.each(cases.filter((one) => one.tipo === 'promessa'))('$id $origem', async (one) => {
    const shift = shiftOf(one);
    // The cases come ranked; the order's date carries that rank and is put before the default keys.
    await store("UPDATE ruptura.configuracao SET valor = 'data_pedido' WHERE chave = 'classificacao'", []);
    for (const [code, { stock, receipts }] of Object.entries(one.itens)) {
      const moved = receipts.map(([day, quantity]) => [day - shift, quantity]);
      await storeProduct(one.id + code, stock, moved);
    }
    for (const order of one.pedidos) {
      for (const line of order.linhas) {
        const code = one.id + line.cod_produto;
        await storeLine(`${one.id}/${order.num_pedido}`, order.ordem, code, line.dia - shift, line.qtd);
      }
    }
    const promised = await withEngine((engine) =>
      one.pedidos.map((order) => answerPromise(engine, `${one.id}/${order.num_pedido}`, one.politica).data),
    );
    const expected = one.pedidos.map((order) => {
      const days = order.linhas.map(
        (_, line) => one.esperado[`${order.num_pedido}.${line}`] as number | null,
      );
      return days.includes(null) ? null : formatIsoDate(TODAY + Math.max(...(days as number[])) - shift);
    });
    expect(promised).toEqual(expected);
  });
});
