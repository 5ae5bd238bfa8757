/** Filters, groups and figures of the order book against a naive filter over all of its rows. */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/availability/engine.ts';
import { PROMISE_POLICIES } from '../../src/contract/codes.ts';
import {
  DAY_PRESETS,
  GROUP_SORTS,
  GROUPINGS,
  type Grouping,
  MISSING_PARTS,
  NOTE_CHOICES,
  ORDER_SORTS,
  type OrderSort,
  SNOOZE_CHOICES,
  VERDICT_TONES,
} from '../../src/contract/order-choices.ts';
import type { OrderFilterFields } from '../../src/contract/order-filter-wire.ts';
import type { OrderBookAnswer, OrderGroup, OrderRow } from '../../src/contract/order-wire.ts';
import { formatIsoDate, parseIsoDate } from '../../src/contract/units.ts';
import type { OrderAnswer, OrderItemAnswer } from '../../src/contract/wire.ts';
import { orderQuery } from '../../src/http/order-query.ts';
import { importFiles } from '../../src/imports/import-files.ts';
import { answerOrder, openOrderCodes } from '../../src/views/answers.ts';
import { BOOK_NAMES } from '../conformance/read-book.ts';
import { openTestServer, type TestServer, TODAY } from '../http/support.ts';
import { check, TIME_LIMIT } from '../oracle/seed.ts';
import { startOver } from '../support/start-over.ts';
import { isPutOff, type NaiveRow, passes } from './naive-filter.ts';

const NOW = new Date('2026-03-02T12:00:00Z');
let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

beforeEach(async () => {
  await startOver(test.database.pool);
});

afterAll(async () => {
  await test.close();
});

type Query = OrderFilterFields & { readonly [name: string]: string | string[] | undefined };

function page(engine: Engine, query: Query): OrderBookAnswer {
  return test.orderBook.page(engine, orderQuery({ limite: '1000', ...query } as never), NOW);
}

const day = fc.integer({ min: -6, max: 33 }).map((offset) => formatIsoDate(parseIsoDate(TODAY)! + offset));
const optionalDay = fc.option(day, { freq: 4 });
const order = fc.integer({ min: 0, max: 19 }).map((n) => `P${n}`);
const product = fc.constantFrom('A', 'B', 'C', 'D,1');
const customer = fc.constantFrom(null, 'Ana', 'Ána & Filhos, Ltda', 'São João');
const city = fc.constantFrom(null, 'Goiânia', 'Santos');
const state = fc.constantFrom(null, 'SP', ' sp ', 'RJ');
const seller = fc.constantFrom(null, 'Rui', 'Rúi, filho');
const lot = fc.constantFrom('L1', 'L2', 'L,3');
const owner = fc.constantFrom(null, 'Bia', 'BÍA', 'Leo');

const book = fc.record({
  carteira_principal: fc.array(
    fc.record({
      num_pedido: order,
      cod_produto: product,
      qtd_saldo_produto_pedido: fc.integer({ min: 0, max: 9 }),
      preco_produto_pedido: fc.integer({ min: 0, max: 50 }),
      expedicao: optionalDay,
      agendamento: optionalDay,
      cliente: customer,
      cidade: city,
      uf: state,
      vendedor: seller,
      ativo: fc.constant(true),
    }),
    { minLength: 5, maxLength: 50 },
  ),
  separacao: fc.array(
    fc.record({
      separacao_lote_id: lot,
      num_pedido: order,
      cod_produto: product,
      qtd_saldo: fc.integer({ min: 1, max: 4 }),
      expedicao: optionalDay,
    }),
    { maxLength: 10 },
  ),
  programacao_producao: fc.array(
    fc.record({
      cod_produto: product,
      data_programacao: day,
      qtd_programada: fc.integer({ min: 1, max: 30 }),
    }),
    { maxLength: 6 },
  ),
  movimentacao_estoque: fc.array(
    fc.record({
      cod_produto: product,
      data_movimentacao: fc.constant('2026-03-01'),
      qtd_movimentacao: fc.integer({ min: 1, max: 40 }),
      ativo: fc.constant(true),
    }),
    { maxLength: 5 },
  ),
  anotacao_pedido: fc.uniqueArray(
    fc.record({
      num_pedido: order,
      nota: fc.constantFrom(null, 'ligar', 'Á espera'),
      responsavel: owner,
      adiado_ate: optionalDay,
    }),
    { maxLength: 10, selector: (note) => note.num_pedido },
  ),
  politica: fc.constantFrom(...PROMISE_POLICIES),
});
type RandomBook = typeof book extends fc.Arbitrary<infer Value> ? Value : never;

async function write({ politica, ...tables }: RandomBook): Promise<void> {
  const { pool } = test.database;
  await startOver(pool);
  for (const [table, rows] of Object.entries(tables)) {
    const written = rows.filter((row) => table !== 'anotacao_pedido' || saysAnything(row));
    const columns = Object.keys(written[0] ?? {}).join(', ');
    if (columns === '') continue;
    await pool.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
      [JSON.stringify(written)],
    );
  }
  await pool.query(`UPDATE ruptura.configuracao SET valor = $1 WHERE chave = 'politica'`, [politica]);
}

function saysAnything(row: object): boolean {
  const { nota, responsavel, adiado_ate } = row as RandomBook['anotacao_pedido'][number];
  return (nota ?? responsavel ?? adiado_ate) !== null;
}

function some<Choice>(choices: readonly Choice[], most = choices.length): fc.Arbitrary<string> {
  return fc.subarray([...choices], { minLength: 1, maxLength: most }).map((chosen) => chosen.join(','));
}

const names = (one: fc.Arbitrary<string | null>): fc.Arbitrary<string[]> =>
  fc.array(
    one.map((name) => name ?? 'ninguém'),
    { minLength: 1, maxLength: 2 },
  );

const filters: fc.Arbitrary<OrderFilterFields> = fc
  .record(
    {
      texto: fc.constantFrom('p1', 'sao', 'ANA rui', 'xyz', 'san'),
      cliente: fc.constantFrom('ana', 'joão', ' filhos '),
      cidade: fc.constantFrom('GOI', 'santos'),
      vendedor: fc.constantFrom('rui', 'filho'),
      cliente_igual: names(customer),
      cidade_igual: names(city),
      vendedor_igual: names(seller),
      responsavel: names(owner),
      uf: some(['sp', 'RJ']),
      lote: fc.constantFrom('L1', 'L1,L2', ['L,3', 'L1']),
      cod_produto: fc.constantFrom('A', 'A,B', ['D,1', 'C']),
      expedicao: fc.constantFrom(...DAY_PRESETS),
      expedicao_de: day,
      expedicao_ate: day,
      agendamento: fc.constantFrom(...DAY_PRESETS),
      agendamento_de: day,
      agendamento_ate: day,
      promessa: fc.constantFrom(...DAY_PRESETS),
      promessa_de: day,
      promessa_ate: day,
      criticidade: some(['CRITICA', 'ALTA', 'MEDIA', 'BAIXA', 'OK']),
      situacao: some(['NO_PRAZO', 'ATRASADO', 'SEM_DATA', 'FORA_DO_HORIZONTE']),
      veredito: some(VERDICT_TONES),
      pedido_ok: fc.constantFrom('0', '1'),
      pode_sair_hoje: fc.constantFrom('0', '1'),
      nota: fc.constantFrom(...NOTE_CHOICES),
      adiados: fc.constantFrom(...SNOOZE_CHOICES),
      sem: some(MISSING_PARTS, 2),
    },
    { requiredKeys: [] },
  )
  // All at once let nothing through: three at most, as people combine them.
  .chain((all) => fc.subarray(Object.entries(all), { maxLength: 3 }).map((few) => Object.fromEntries(few)));

/** All open orders, put off or not, with the products of their open lines. */
function allRows(engine: Engine, { carteira_principal }: RandomBook): NaiveRow[] {
  return page(engine, {}).pedidos.map((row) => {
    const lines = carteira_principal.filter(
      (line) => line.num_pedido === row.num_pedido && line.qtd_saldo_produto_pedido > 0,
    );
    return { row, products: [...new Set(lines.map((line) => line.cod_produto))] };
  });
}

/** What the figures of a group are, of some rows. */
function figures(rows: readonly NaiveRow[]): Omit<OrderGroup, 'chave' | 'nome' | 'filtro'> {
  const sum = (of: (one: NaiveRow) => number, some = rows) => some.reduce((all, one) => all + of(one), 0);
  const today = rows.filter(({ row }) => row.promessa.data === TODAY);
  return {
    pedidos: rows.length,
    valor_total: sum(({ row }) => row.valor_total_pedido),
    valor_com_ruptura: sum(({ row }) => row.valor_com_ruptura),
    podem_sair_hoje: { pedidos: today.length, valor: sum(({ row }) => row.valor_total_pedido, today) },
  };
}

function keysOf({ row, products }: NaiveRow, by: Grouping, query: OrderFilterFields): (string | null)[] {
  const listed = (value: string | string[] | undefined) =>
    value === undefined ? null : typeof value === 'string' ? value.split(',') : value;
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
  switch (by) {
    case 'cliente':
      return [row.cliente];
    case 'vendedor':
      return [row.vendedor];
    case 'uf':
      return [row.uf === null ? null : plain(row.uf).trim()];
    case 'expedicao':
      return [row.expedicao];
    case 'promessa':
      return [row.promessa.data];
    case 'responsavel':
      return [row.anotacao?.responsavel ? plain(row.anotacao.responsavel) : null];
    case 'produto':
      return products.filter((code) => listed(query.cod_produto)?.includes(code) ?? true);
    case 'lote':
      return row.lotes.length === 0
        ? [null]
        : row.lotes.filter((code) => listed(query.lote)?.includes(code) ?? true);
  }
}

describe('any filter of any book', () => {
  it(
    'lists, sums and spreads over the days what a naive one lets through',
    async () => {
      const property = fc.asyncProperty(
        book,
        fc.array(filters, { minLength: 20, maxLength: 30 }),
        async (random, queries) => {
          await write(random);
          const engine = await test.ruptura.fresh();
          const all = allRows(engine, random);
          for (const query of queries) {
            const matching = all.filter((one) => passes(one, query, TODAY));
            const hides = query.adiados === 'ocultar';
            const rows = matching.filter(({ row }) => !hides || !isPutOff(row, TODAY));
            const answer = page(engine, query);
            expect(answer.pedidos, JSON.stringify(query)).toEqual(rows.map(({ row }) => row));
            expect(answer.total).toBe(rows.length);
            expect(answer.adiados).toBe(matching.filter(({ row }) => isPutOff(row, TODAY)).length);
            expect(answer.adiados_ocultos).toBe(matching.length - rows.length);
            expect(answer.totais).toMatchObject({
              ...figures(matching),
              podem_sair_hoje: figures(matching).podem_sair_hoje,
            });
            const {
              promessa: _,
              promessa_de: _de,
              promessa_ate: _ate,
              pode_sair_hoje: _hoje,
              ...others
            } = query;
            const anyDay = all.filter((one) => passes(one, others, TODAY));
            expect(answer.promessas_por_dia).toEqual(
              Array.from({ length: 14 }, (_day, offset) => {
                const data = formatIsoDate(parseIsoDate(TODAY)! + offset);
                const { pedidos, valor_total } = figures(
                  anyDay.filter(({ row }) => row.promessa.data === data),
                );
                return { data, pedidos, valor: valor_total };
              }),
            );
          }
        },
      );
      await check(property, 30);
    },
    TIME_LIMIT,
  );

  it(
    'gathers into groups whose figures are those of the filter that opens them',
    async () => {
      const asked = fc.record({
        query: fc.oneof(filters, fc.record({ sem: some(MISSING_PARTS, 1) })),
        by: fc.constantFrom(...GROUPINGS),
        sort: fc.constantFrom(...GROUP_SORTS),
      });
      const property = fc.asyncProperty(
        book,
        fc.array(asked, { minLength: 16, maxLength: 24 }),
        async (random, questions) => {
          await write(random);
          const engine = await test.ruptura.fresh();
          const all = allRows(engine, random);
          for (const { query, by, sort } of questions) {
            const matching = all.filter((one) => passes(one, query, TODAY));
            const grouped = page(engine, { ...query, agrupar: by, ordenar_grupos: sort });
            expect(grouped.pedidos).toEqual([]);
            const { itens, total, sobrepostos } = grouped.grupos!;
            const keys = new Set(matching.flatMap((one) => keysOf(one, by, query)));
            expect(itens).toHaveLength(keys.size);
            expect([total, sobrepostos]).toEqual([keys.size, by === 'produto' || by === 'lote']);
            for (const { chave, nome: _, filtro, ...sums } of itens) {
              const key = by === 'responsavel' && chave !== null ? plainOwner(chave) : chave;
              expect(sums).toEqual(figures(matching.filter((one) => keysOf(one, by, query).includes(key))));
              const opened = page(engine, { ...query, ...filtro });
              expect(opened.totais, JSON.stringify({ query, filtro })).toMatchObject(sums);
            }
          }
        },
      );
      await check(property, 30);
    },
    TIME_LIMIT,
  );
});

const SEVERITY_ORDER = ['CRITICA', 'ALTA', 'MEDIA', 'BAIXA', null];
const SITUATION_ORDER = ['SEM_DATA', 'ATRASADO', 'FORA_DO_HORIZONTE', 'NO_PRAZO'];

/** What a row is sorted by; null comes last. */
const SORT_KEYS: Readonly<Record<OrderSort, (row: OrderRow) => string | number | null>> = {
  num_pedido: () => 0,
  cliente: (row) => plainName(row.cliente),
  cidade: (row) => plainName(row.cidade),
  uf: (row) => plainName(row.uf?.trim()),
  vendedor: (row) => plainName(row.vendedor),
  expedicao: (row) => row.expedicao,
  agendamento: (row) => row.agendamento,
  data_pedido: (row) => row.data_pedido,
  total_itens: (row) => row.total_itens,
  qtd_itens_ruptura: (row) => row.qtd_itens_ruptura,
  valor_total_pedido: (row) => row.valor_total_pedido,
  valor_com_ruptura: (row) => row.valor_com_ruptura,
  percentual_disponibilidade: (row) => row.percentual_disponibilidade,
  criticidade: (row) => SEVERITY_ORDER.indexOf(row.criticidade),
  veredito: (row) => VERDICT_TONES.indexOf(row.veredito.tom),
  promessa: (row) => row.promessa.data,
  data_segura_total: (row) => row.data_segura_total,
  espera_dias: (row) => row.promessa.espera_dias,
  atraso_dias: (row) => row.promessa.atraso_dias,
  situacao: (row) => SITUATION_ORDER.indexOf(row.promessa.situacao),
  lotes: (row) => row.lotes[0] ?? null,
  responsavel: (row) => plainName(row.anotacao?.responsavel),
  nota: (row) => plainName(row.anotacao?.nota),
  adiado_ate: (row) => row.anotacao?.adiado_ate ?? null,
};

function plainName(name: string | null | undefined): string | null {
  return name === null || name === undefined ? null : plainOwner(name);
}

function inOrder(sort: OrderSort, a: OrderRow, b: OrderRow): number {
  const [left, right] = [SORT_KEYS[sort](a), SORT_KEYS[sort](b)];
  if (left === null || right === null) {
    if (left !== right) return left === null ? 1 : -1;
  } else if (left !== right) return left < right ? -1 : 1;
  return a.num_pedido < b.num_pedido ? -1 : 1;
}

it(
  'any book is sorted by every column, what is missing last, equal ones by their numbers',
  async () => {
    const property = fc.asyncProperty(book, async (random) => {
      await write(random);
      const engine = await test.ruptura.fresh();
      const rows = page(engine, {}).pedidos;
      for (const sort of ORDER_SORTS) {
        const expected = rows.toSorted((a, b) => inOrder(sort, a, b)).map((row) => row.num_pedido);
        const codes = (query: Query) => page(engine, query).pedidos.map((row) => row.num_pedido);
        expect([sort, codes({ ordenar: sort })]).toEqual([sort, expected]);
        expect([sort, codes({ ordenar: sort, sentido: 'desc' })]).toEqual([sort, expected.toReversed()]);
      }
    });
    await check(property, 15);
  },
  TIME_LIMIT,
);

function plainOwner(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
}

/** Value of each item, in 10^-7 R$, by order and product: its lines multiplied and added up exactly. */
async function itemValues(): Promise<Map<string, bigint>> {
  const { rows } = await test.database.pool.query<{ num_pedido: string; cod_produto: string; valor: string }>(
    `SELECT num_pedido, cod_produto,
            trunc(sum(qtd_saldo_produto_pedido * coalesce(preco_produto_pedido, 0)) * 10000000)::text AS valor
     FROM carteira_principal WHERE ativo AND qtd_saldo_produto_pedido > 0 GROUP BY 1, 2`,
  );
  return new Map(rows.map((row) => [`${row.num_pedido} ${row.cod_produto}`, BigInt(row.valor)]));
}

interface ItemOf {
  readonly answer: OrderAnswer;
  readonly item: OrderItemAnswer;
}

describe.each(BOOK_NAMES)('on %s', (name) => {
  it.each(PROMISE_POLICIES)('tiles and days are counts over all answers, under %s', async (policy) => {
    const folder = fileURLToPath(new URL(`../conformance/books/${name}`, import.meta.url));
    const options = {
      paths: [folder],
      dryRun: false,
      mode: 'substituir' as const,
      ignoreInvalid: false,
      again: true,
      lossConfirmed: true,
    };
    const { pool } = test.database;
    await importFiles(pool, options);
    await pool.query(`UPDATE ruptura.configuracao SET valor = $1 WHERE chave = 'politica'`, [policy]);
    const values = await itemValues();
    const engine = await test.ruptura.fresh();
    const { totais, promessas_por_dia } = page(engine, { limite: '0' });
    const answers = openOrderCodes(engine).map((code) => answerOrder(engine, code, policy, NOW));
    const items: ItemOf[] = answers.flatMap((answer) =>
      [...answer.itens, ...answer.itens_disponiveis].map((item) => ({ answer, item })),
    );
    const value = (is: (one: ItemOf) => boolean): number => {
      const codes = items.filter(is).map(({ answer, item }) => `${answer.num_pedido} ${item.cod_produto}`);
      const sum = codes.reduce((all, code) => all + values.get(code)!, 0n);
      return Number((sum + 50_000n) / 100_000n) / 100;
    };
    const count = (is: (answer: OrderAnswer) => boolean): number => answers.filter(is).length;
    const isToday = ({ promessa }: OrderAnswer): boolean => promessa.data === TODAY;
    const stands =
      (situacao: string) =>
      ({ promessa }: OrderAnswer): boolean =>
        promessa.situacao === situacao;
    expect(totais).toMatchObject({
      pedidos: answers.length,
      pedidos_ok: count((answer) => answer.pedido_ok),
      valor_total: value(() => true),
      valor_com_ruptura: value(({ answer, item }) => answer.itens.includes(item)),
      podem_sair_hoje: {
        pedidos: count(isToday),
        valor: value(({ answer }) => isToday(answer)),
        valor_de_itens: value(({ answer, item }) => !isToday(answer) && item.promessa === TODAY),
      },
      avaliaveis: answers.length - count(stands('FORA_DO_HORIZONTE')),
      no_prazo: count(stands('NO_PRAZO')),
      valor_por_situacao: {
        ATRASADO: value(({ answer }) => stands('ATRASADO')(answer)),
        SEM_DATA: value(({ answer }) => stands('SEM_DATA')(answer)),
      },
    });
    for (const { data, pedidos, valor } of promessas_por_dia) {
      const isThen = ({ promessa }: OrderAnswer): boolean => promessa.data === data;
      expect([pedidos, valor]).toEqual([count(isThen), value(({ answer }) => isThen(answer))]);
    }
    expect(promessas_por_dia.map(({ data }) => data)).toEqual(
      Array.from({ length: 14 }, (_day, offset) => formatIsoDate(parseIsoDate(TODAY)! + offset)),
    );
  });
});
