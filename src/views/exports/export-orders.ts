import type { Engine } from '../../availability/engine.ts';
import { isOpenOrder, orderAnswer, orderFault } from '../../availability/order-answer.ts';
import { orderRow } from '../../availability/order-row.ts';
import { ORDER_COLUMNS, type OrderColumn } from '../../contract/order-choices.ts';
import type { OrderRow } from '../../contract/order-wire.ts';
import type { OrderAnswer, OrderItemAnswer } from '../../contract/wire.ts';
import type { ExportColumn, ExportRow } from '../../tabular/columns.ts';
import { noteAnswer } from '../orders/order-notes.ts';
import { type ExportList, field, type ListField, type ListWords, listTable } from './export-table.ts';

type Read = ListField<OrderRow>['read'];

/** A field that is empty where the order has sums beyond exact numbers. */
function judged(name: string, kind: ExportColumn['kind'], read: Read, isSummed = false): ListField<OrderRow> {
  return { name, kind, isSummed, read: (row, words) => (row.inexato === true ? null : read(row, words)) };
}

const VERDICT = judged('veredito', 'text', (row, words) => words.verdict(row));

/** The columns of the order book as files have them: one of the screen may be several. */
const ORDER_FIELDS: Readonly<Record<OrderColumn, readonly ListField<OrderRow>[]>> = {
  num_pedido: [field('num_pedido', 'text')],
  cliente: [field('cliente', 'text')],
  cidade: [field('cidade', 'text')],
  uf: [field('uf', 'text')],
  expedicao: [field('expedicao', 'date')],
  valor_total_pedido: [field('valor_total_pedido', 'money', true)],
  disponibilidade: [
    VERDICT,
    judged('percentual_disponibilidade', 'percent', (row) => row.percentual_disponibilidade),
  ],
  criticidade: [
    judged('criticidade', 'text', ({ criticidade }, words) =>
      criticidade === null ? null : words.code('severity', criticidade),
    ),
  ],
  promessa: [judged('promessa', 'date', ({ promessa }) => promessa.data)],
  situacao: [judged('situacao', 'text', ({ promessa }, words) => words.code('situation', promessa.situacao))],
  lotes: [{ name: 'lotes', kind: 'text', read: ({ lotes }) => lotes.join(', ') || null }],
  valor_com_ruptura: [judged('valor_com_ruptura', 'money', (row) => row.valor_com_ruptura, true)],
  itens: [
    judged('qtd_itens_ruptura', 'quantity', (row) => row.qtd_itens_ruptura, true),
    { name: 'total_itens', kind: 'quantity', isSummed: true, read: (row) => row.total_itens },
  ],
  vendedor: [field('vendedor', 'text')],
  data_pedido: [field('data_pedido', 'date')],
  agendamento: [field('agendamento', 'date')],
  responsavel: [{ name: 'responsavel', kind: 'text', read: ({ anotacao }) => anotacao?.responsavel ?? null }],
  nota: [{ name: 'nota', kind: 'text', read: ({ anotacao }) => anotacao?.nota ?? null }],
  adiado_ate: [{ name: 'adiado_ate', kind: 'date', read: ({ anotacao }) => anotacao?.adiado_ate ?? null }],
};

/** What no column of the screen shows; with all columns these come last. */
const FURTHER_FIELDS: readonly ListField<OrderRow>[] = [
  judged('pedido_ok', 'boolean', (row) => row.pedido_ok),
  judged('data_segura_total', 'date', (row) => row.data_segura_total),
  judged('mais_cedo', 'date', ({ promessa }) => promessa.mais_cedo),
  judged('espera_dias', 'number', ({ promessa }) => promessa.espera_dias),
  judged('atraso_dias', 'number', ({ promessa }) => promessa.atraso_dias),
];

/**
 * Rows of some orders, each made when it is taken; those that are not open any more by then are left out. The engine
 * may have gone on meanwhile, also to another book: what is held is answered from.
 */
function* rowsOf(engine: Engine, orders: Iterable<number>): Generator<OrderRow & { readonly order: number }> {
  for (const order of orders) {
    if (!isOpenOrder(engine.book, order)) continue;
    const known = { ...orderRow(engine, order), order };
    const note = engine.book.notes.get(known.num_pedido);
    const row = note === undefined ? known : { ...known, anotacao: noteAnswer(engine, note) };
    yield orderFault(engine.book, order) === null ? row : { ...row, inexato: true };
  }
}

/**
 * Some orders of the book.
 * @param columns of the screen, in its order; where there are none, all that is told of an order; of them paper has fewer
 */
export function exportOrders(
  engine: Engine,
  orders: readonly number[] | Int32Array,
  columns: readonly OrderColumn[],
  words: ListWords,
  onto: 'file' | 'paper',
): ExportList {
  const shown = (columns.length === 0 ? ORDER_COLUMNS : columns).flatMap((column) =>
    // On paper nobody calculates: the verdict says the share.
    onto === 'paper' && column === 'disponibilidade' ? VERDICT : ORDER_FIELDS[column],
  );
  const fields = columns.length === 0 && onto === 'file' ? [...shown, ...FURTHER_FIELDS] : shown;
  return { ...listTable('carteira', fields, rowsOf(engine, orders), words), size: orders.length };
}

interface ItemRow extends OrderItemAnswer {
  readonly order: OrderRow;
  /** The item and its order as they are answered. */
  readonly item: OrderItemAnswer;
  readonly answer: OrderAnswer;
}

const ITEM_FIELDS: readonly ListField<ItemRow>[] = [
  { name: 'num_pedido', kind: 'text', read: ({ order }) => order.num_pedido },
  { name: 'cliente', kind: 'text', read: ({ order }) => order.cliente },
  { name: 'cidade', kind: 'text', read: ({ order }) => order.cidade },
  { name: 'uf', kind: 'text', read: ({ order }) => order.uf },
  { name: 'vendedor', kind: 'text', read: ({ order }) => order.vendedor },
  { name: 'expedicao', kind: 'date', read: ({ order }) => order.expedicao },
  field('cod_produto', 'text'),
  field('nome_produto', 'text'),
  field('qtd_saldo', 'quantity', true),
  field('ruptura_qtd', 'quantity', true),
  field('valor_total', 'money', true),
  field('estoque_atual', 'quantity'),
  field('promessa', 'date'),
  { name: 'motivo', kind: 'text', read: ({ item, answer }, words) => words.itemReason(item, answer) },
  field('data_producao', 'date'),
  field('qtd_producao', 'quantity'),
  { name: 'ocupado_por', kind: 'text', read: holdersText },
  { name: 'lotes', kind: 'text', read: ({ order }) => order.lotes.join(', ') || null },
];

/** Who holds the stock of an item in shortage: `PED1 (3); PED2 (1); …`. */
function holdersText(item: ItemRow, words: ListWords): ExportRow[number] {
  const listed = item.ocupado_por.map(({ num_pedido, qtd }) => `${num_pedido} (${words.quantity(qtd)})`);
  if (item.motivo === null || listed.length === 0) return null;
  return [...listed, ...(item.ocupado_restantes > 0 ? [words.more(item.ocupado_restantes)] : [])].join('; ');
}

/**
 * Some orders of the book, a row for each product of each: what is missing, until when, who holds it.
 * @param only names of the fields shown; without it all are
 */
export function exportItems(
  engine: Engine,
  orders: Iterable<number>,
  words: ListWords,
  only: readonly string[] | null = null,
): ExportList {
  const fields = only === null ? ITEM_FIELDS : ITEM_FIELDS.filter(({ name }) => only.includes(name));
  return listTable('itens', fields, itemsOf(engine, orders), words);
}

function* itemsOf(engine: Engine, orders: Iterable<number>): Generator<ItemRow> {
  const { policy } = engine.book.rules;
  for (const { order: number, ...order } of rowsOf(engine, orders)) {
    if (order.inexato === true) continue;
    const answer = orderAnswer(engine, number, policy, '');
    for (const item of [...answer.itens, ...answer.itens_disponiveis]) yield { ...item, order, item, answer };
  }
}
