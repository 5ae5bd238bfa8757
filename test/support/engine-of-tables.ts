/** A whole book as an engine, without a database: the statements of the ledger, done in memory on plain rows. */
import { createEngine, type Engine } from '../../src/availability/engine.ts';
import { OPEN_DRAFT_STATUSES, OPEN_LOT_STATUSES } from '../../src/contract/codes.ts';
import { answerRules } from '../../src/contract/rules.ts';
import { createBook } from '../../src/ledger/book.ts';
import { applyParts, type FreshRows, staleParts } from '../../src/ledger/refresh.ts';
import type { BookTables, LotRow } from '../oracle/book-tables.ts';
import { parseExact } from '../oracle/exact.ts';
import { dayOf } from '../oracle/naive-pieces.ts';

type Row = readonly (string | null)[];

/**
 * @param today `yyyy-mm-dd`
 * @param settings those of the database that change answers
 */
export function engineOfTables(
  tables: BookTables,
  today: string,
  settings: Readonly<Record<string, string>> = {},
): Engine {
  const book = createBook(dayOf(today), answerRules(new Map(Object.entries(settings))));
  const rows = freshRows(tables);
  const parts = staleParts([]);
  for (const [product] of rows.stock) parts.stock.add(product!);
  for (const [product] of rows.receipts) parts.receipts.add(product!);
  applyParts(book, parts, rows);
  book.version = 1;
  return createEngine(book);
}

function freshRows(tables: BookTables): FreshRows {
  const lines = lineRows(tables);
  const allocations = allocationRows(tables);
  const drafts = draftRows(tables);
  const pairs = [...lines, ...allocations, ...drafts].map(([order, product]): readonly [string, string] => [
    product!,
    order!,
  ]);
  return {
    ...{ pairs, stock: stockRows(tables), receipts: receiptRows(tables) },
    ...{ lines, allocations, drafts, notes: new Map() },
  };
}

const thousandths = (text: string): bigint => parseExact(text, 3);
const day = (date: string | null): string | null => (date === null || date === '' ? null : `${dayOf(date)}`);
const isOneOf = (status: string | null, open: readonly string[]): boolean =>
  open.includes((status ?? '').trim().toUpperCase());

function lineRows({ carteira_principal }: BookTables): Row[] {
  return carteira_principal
    .filter((row) => row.ativo !== false && thousandths(row.qtd_saldo_produto_pedido) > 0n)
    .map((row) => [
      ...[row.num_pedido, row.cod_produto, `${row.id}`, `${thousandths(row.qtd_saldo_produto_pedido)}`],
      ...[`${parseExact(row.preco_produto_pedido ?? '0', 4)}`, day(row.expedicao), day(row.data_pedido)],
      ...[day(row.agendamento), row.nome_produto, row.cliente, row.cidade, row.uf, row.vendedor],
    ]);
}

function allocationRows({ separacao, pedido }: BookTables): Row[] {
  const lots = new Map<string, LotRow>(pedido.map((lot) => [lot.separacao_lote_id, lot]));
  return separacao
    .map((row) => ({ row, lot: lots.get(row.separacao_lote_id) }))
    .filter(
      ({ row, lot }) =>
        thousandths(row.qtd_saldo) > 0n && isOneOf(lot?.status ?? null, ['', ...OPEN_LOT_STATUSES]),
    )
    .map(({ row, lot }) => [
      ...[row.num_pedido, row.cod_produto, `${thousandths(row.qtd_saldo)}`],
      ...[day(row.expedicao) ?? day(lot?.expedicao ?? null), row.separacao_lote_id],
    ]);
}

function draftRows({ pre_separacao_item }: BookTables): Row[] {
  return pre_separacao_item
    .filter(
      (row) => thousandths(row.qtd_selecionada_usuario) > 0n && isOneOf(row.status, OPEN_DRAFT_STATUSES),
    )
    .map((row) => [
      ...[row.num_pedido, row.cod_produto, `${thousandths(row.qtd_selecionada_usuario)}`],
      ...[day(row.data_expedicao_editada), row.separacao_lote_id],
    ]);
}

function stockRows({ movimentacao_estoque }: BookTables): Row[] {
  const stock = new Map<string, bigint>();
  for (const { ativo, cod_produto, qtd_movimentacao } of movimentacao_estoque) {
    if (ativo === false) continue;
    stock.set(cod_produto, (stock.get(cod_produto) ?? 0n) + thousandths(qtd_movimentacao));
  }
  return Array.from(stock, ([product, quantity]) => [product, `${quantity}`]);
}

/** One of each product and day, in the order of the days. */
function receiptRows({ programacao_producao }: BookTables): Row[] {
  const sums = new Map<string, readonly [product: string, day: number, quantity: bigint]>();
  for (const { cod_produto, data_programacao, qtd_programada } of programacao_producao) {
    const quantity = thousandths(qtd_programada);
    if (quantity <= 0n) continue;
    const at = dayOf(data_programacao);
    const key = JSON.stringify([cod_produto, at]);
    sums.set(key, [cod_produto, at, (sums.get(key)?.[2] ?? 0n) + quantity]);
  }
  return [...sums.values()]
    .sort((a, b) => a[1] - b[1])
    .map(([product, at, quantity]) => [product, `${at}`, `${quantity}`]);
}
