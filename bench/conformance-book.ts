import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { PromisePolicy, PromiseSituation, Severity } from '../src/contract/codes.ts';
import { PRICE_DECIMALS, parseIsoDate, parseScaled, QUANTITY_DECIMALS } from '../src/contract/units.ts';
import {
  type AnalysisAnswers,
  AnalysisCollector,
  NO_DAY,
  type PromiseAnswers,
  PromiseCollector,
} from './answers.ts';
import { BENCH_TODAY, type BenchBook, ColumnBuilder, UNDATED } from './book.ts';

type Row = Readonly<Record<string, string>>;

/** Gives every code it meets a position. */
class Codes {
  readonly list: string[] = [];
  readonly #positions = new Map<string, number>();

  at(code: string): number {
    const known = this.#positions.get(code);
    if (known !== undefined) return known;
    const position = this.list.push(code) - 1;
    this.#positions.set(code, position);
    return position;
  }
}

interface Reading {
  readonly products: Codes;
  readonly orders: Codes;
  readonly lots: Codes;
  readonly statuses: Codes;
  readonly table: (name: string) => Row[];
}

/** A conformance book (a folder of CSV files with `hoje` = 2026-03-02) in the form of a generated one. */
export function readConformanceBook(folder: string): BenchBook {
  const reading: Reading = {
    products: new Codes(),
    orders: new Codes(),
    lots: new Codes(),
    statuses: new Codes(),
    table: (name) => parse(readFileSync(`${folder}/${name}.csv`), { columns: true, bom: true }),
  };
  const columns = {
    movements: readMovements(reading),
    lines: readLines(reading),
    allocations: readAllocations(reading),
    headers: readHeaders(reading),
    drafts: readDrafts(reading),
    receipts: readReceipts(reading),
  };
  const { products, orders, lots, statuses } = reading;
  return {
    today: BENCH_TODAY,
    products: products.list,
    orders: orders.list,
    lots: lots.list,
    statuses: statuses.list,
    ...columns,
  };
}

const quantity = (text: string | undefined) => parseScaled(text ?? '', QUANTITY_DECIMALS) ?? 0;
const date = (text: string | undefined) => parseIsoDate(text ?? '') ?? UNDATED;
const active = (text: string | undefined) => (text === 'false' ? 0 : 1);

function readMovements({ table, products }: Reading) {
  const columns = new ColumnBuilder('product', 'quantity', 'date', 'active');
  for (const row of table('movimentacao_estoque')) {
    columns.add({
      product: products.at(row['cod_produto']!),
      quantity: quantity(row['qtd_movimentacao']),
      date: date(row['data_movimentacao']),
      active: active(row['ativo']),
    });
  }
  return columns.build();
}

function readLines({ table, products, orders }: Reading) {
  const columns = new ColumnBuilder('order', 'product', 'quantity', 'price', 'date', 'orderDate', 'active');
  for (const row of table('carteira_principal')) {
    columns.add({
      order: orders.at(row['num_pedido']!),
      product: products.at(row['cod_produto']!),
      quantity: quantity(row['qtd_saldo_produto_pedido']),
      price: parseScaled(row['preco_produto_pedido'] ?? '', PRICE_DECIMALS) ?? 0,
      date: date(row['expedicao']),
      orderDate: date(row['data_pedido']),
      active: active(row['ativo']),
    });
  }
  return columns.build();
}

function readAllocations({ table, products, orders, lots }: Reading) {
  const columns = new ColumnBuilder('lot', 'order', 'product', 'quantity', 'date');
  for (const row of table('separacao')) {
    columns.add({
      lot: lots.at(row['separacao_lote_id']!),
      order: orders.at(row['num_pedido']!),
      product: products.at(row['cod_produto']!),
      quantity: quantity(row['qtd_saldo']),
      date: date(row['expedicao']),
    });
  }
  return columns.build();
}

function readHeaders({ table, lots, statuses }: Reading) {
  const columns = new ColumnBuilder('lot', 'status', 'date');
  for (const row of table('pedido')) {
    columns.add({
      lot: lots.at(row['separacao_lote_id']!),
      status: statuses.at(row['status']!),
      date: date(row['expedicao']),
    });
  }
  return columns.build();
}

function readDrafts({ table, products, orders, statuses }: Reading) {
  const columns = new ColumnBuilder('order', 'product', 'quantity', 'date', 'status');
  for (const row of table('pre_separacao_item')) {
    columns.add({
      order: orders.at(row['num_pedido']!),
      product: products.at(row['cod_produto']!),
      quantity: quantity(row['qtd_selecionada_usuario']),
      date: date(row['data_expedicao_editada']),
      status: statuses.at(row['status']!),
    });
  }
  return columns.build();
}

function readReceipts({ table, products }: Reading) {
  const columns = new ColumnBuilder('product', 'date', 'quantity');
  for (const row of table('programacao_producao')) {
    columns.add({
      product: products.at(row['cod_produto']!),
      date: date(row['data_programacao']),
      quantity: quantity(row['qtd_programada']),
    });
  }
  return columns.build();
}

interface ExpectedPromise {
  readonly data: string | null;
  readonly situacao: PromiseSituation;
}

interface ExpectedOrder {
  readonly num_pedido: string;
  readonly pedido_ok: boolean;
  readonly percentual_disponibilidade: number;
  readonly data_segura_total: string | null;
  readonly criticidade: Severity | null;
  readonly itens: readonly {
    readonly cod_produto: string;
    readonly estoque_min_d7: number;
    readonly ruptura_qtd: number;
    readonly data_disponivel: string | null;
    readonly data_segura: string | null;
  }[];
  readonly promessa_por_item: ExpectedPromise;
  readonly promessa_completa: ExpectedPromise;
}

function expectedOrders(folder: string): ExpectedOrder[] {
  const text = readFileSync(`${folder}/esperado-pedidos.ndjson`, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ExpectedOrder);
}

function dayOf(text: string | null): number {
  return text === null ? NO_DAY : parseIsoDate(text)! - BENCH_TODAY;
}

const thousandths = (value: number) => Math.round(value * 1_000);

/** What the analysis of a conformance book must say. */
export function expectedAnalysis(folder: string, book: BenchBook): AnalysisAnswers {
  const collector = new AnalysisCollector();
  for (const expected of expectedOrders(folder)) {
    const order = book.orders.indexOf(expected.num_pedido);
    const percent = Math.round(expected.percentual_disponibilidade * 100);
    const total = dayOf(expected.data_segura_total);
    collector.addOrder(order, expected.pedido_ok, percent, total, expected.criticidade);
    for (const item of expected.itens) {
      const product = book.products.indexOf(item.cod_produto);
      const days = [dayOf(item.data_disponivel), dayOf(item.data_segura)] as const;
      collector.addItem(
        order,
        product,
        thousandths(item.estoque_min_d7),
        thousandths(item.ruptura_qtd),
        ...days,
      );
    }
  }
  return collector.finish();
}

/** What the promise of a conformance book must say under a policy. */
export function expectedPromise(folder: string, book: BenchBook, policy: PromisePolicy): PromiseAnswers {
  const collector = new PromiseCollector();
  for (const expected of expectedOrders(folder)) {
    const promise = policy === 'por_item' ? expected.promessa_por_item : expected.promessa_completa;
    collector.add(book.orders.indexOf(expected.num_pedido), dayOf(promise.data), promise.situacao);
  }
  return collector.finish();
}
