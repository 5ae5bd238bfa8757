import type pg from 'pg';
import { OPEN_DRAFT_STATUSES, OPEN_LOT_STATUSES } from '../src/contract/codes.ts';
import { PRICE_DECIMALS, parseScaled, QUANTITY_DECIMALS } from '../src/contract/units.ts';
import { UNDATED } from './book.ts';
import {
  analyseOrder,
  type Item,
  type OrderAnswer,
  type Piece,
  project,
  type Receipt,
} from './peer-objects.ts';
import { ALLOCATION, DRAFT, piecesOf, REMAINDER, type Requirement } from './workload.ts';

/*
 * The peer "per-order queries": what an application on an ORM does when it is asked about one order after another. It
 * loads the order's lines, and for each product its stock, lines, allocations, drafts and receipts, through indexes and
 * prepared statements; nothing is kept from one order to the next.
 */

type Row = (string | null)[];

const DAY = (column: string) => `(${column} - date '1970-01-01')::text`;

const STATEMENTS = {
  orderLines: `SELECT cod_produto, qtd_saldo_produto_pedido::text, preco_produto_pedido::text FROM carteira_principal
    WHERE num_pedido = $1 AND ativo AND qtd_saldo_produto_pedido > 0 ORDER BY id`,
  stock: 'SELECT estoque::text FROM estoque_atual WHERE cod_produto = $1',
  productLines: `SELECT num_pedido, qtd_saldo_produto_pedido::text, ${DAY('expedicao')} FROM carteira_principal
    WHERE cod_produto = $1 AND ativo AND qtd_saldo_produto_pedido > 0`,
  allocations: `SELECT s.num_pedido, s.qtd_saldo::text, ${DAY('coalesce(s.expedicao, p.expedicao)')}
    FROM separacao s LEFT JOIN pedido p USING (separacao_lote_id)
    WHERE s.cod_produto = $1 AND s.qtd_saldo > 0
      AND coalesce(upper(btrim(p.status)), '') IN ('', ${quoted(OPEN_LOT_STATUSES)})`,
  drafts: `SELECT num_pedido, qtd_selecionada_usuario::text, ${DAY('data_expedicao_editada')} FROM pre_separacao_item
    WHERE cod_produto = $1 AND qtd_selecionada_usuario > 0
      AND upper(btrim(status)) IN (${quoted(OPEN_DRAFT_STATUSES)})`,
  receipts: `SELECT ${DAY('data_programacao')}, qtd_programada::text FROM programacao_producao WHERE cod_produto = $1`,
} as const;

function quoted(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}

export interface QueryBook {
  readonly client: pg.ClientBase;
  readonly today: number;
}

async function select(book: QueryBook, name: keyof typeof STATEMENTS, value: string): Promise<Row[]> {
  const query = { name: `bench_${name}`, text: STATEMENTS[name], values: [value], rowMode: 'array' as const };
  return (await book.client.query<Row>(query)).rows;
}

const scaled = (text: string | null) => parseScaled(text ?? '0', QUANTITY_DECIMALS)!;
const dateOf = (text: string | null) => (text === null ? UNDATED : Number(text));

/** Section 4 for one order, from the tables (timed); null when it has no open line. */
export async function analyseByQueries(book: QueryBook, num_pedido: string): Promise<OrderAnswer | null> {
  const items = new Map<string, Item>();
  for (const [code, quantity, price] of await select(book, 'orderLines', num_pedido)) {
    const cod_produto = code!;
    const item = items.get(cod_produto) ?? { cod_produto, qtd_saldo: 0, valor: 0, pieces: [] };
    item.qtd_saldo += scaled(quantity!);
    item.valor += scaled(quantity!) * parseScaled(price ?? '0', PRICE_DECIMALS)!;
    items.set(cod_produto, item);
  }
  if (items.size === 0) return null;
  const projections = new Map<string, number[]>();
  for (const item of items.values()) {
    const byOrder = await piecesByOrder(book, item.cod_produto);
    item.pieces = byOrder.get(num_pedido) ?? [];
    const stock = scaled((await select(book, 'stock', item.cod_produto))[0]?.[0] ?? null);
    const receipts = await comingReceipts(book, item.cod_produto);
    projections.set(item.cod_produto, project(stock, [...byOrder.values()].flat(), receipts));
  }
  return analyseOrder({ num_pedido, itens: [...items.values()] }, projections);
}

async function piecesByOrder(book: QueryBook, product: string): Promise<Map<string, Piece[]>> {
  const rows = new Map<string, Requirement[]>();
  const sources = [
    [ALLOCATION, 'allocations'],
    [DRAFT, 'drafts'],
    [REMAINDER, 'productLines'],
  ] as const;
  for (const [kind, statement] of sources) {
    for (const [order, quantity, date] of await select(book, statement, product)) {
      const list = rows.get(order!) ?? [];
      list.push({ kind, quantity: scaled(quantity!), date: dateOf(date!), price: 0 });
      rows.set(order!, list);
    }
  }
  const toPiece = ({ date, quantity }: Requirement): Piece => ({
    day: date === UNDATED ? UNDATED : Math.max(0, date - book.today),
    quantity,
  });
  return new Map([...rows].map(([order, list]) => [order, piecesOf(list).map(toPiece)]));
}

async function comingReceipts(book: QueryBook, product: string): Promise<Receipt[]> {
  const rows = await select(book, 'receipts', product);
  return rows
    .map(([date, quantity]) => ({ day: Number(date) - book.today, quantity: scaled(quantity!) }))
    .filter(({ day }) => day >= 0 && day <= 28);
}
