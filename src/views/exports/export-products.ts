import type { Pool } from 'pg';
import type { Engine } from '../../availability/engine.ts';
import { PRODUCT_COLUMNS, type ProductColumn } from '../../contract/product-choices.ts';
import type { ReceiptRow, Stockout } from '../../contract/stock-wire.ts';
import type { ProductList, ProductQuery } from '../products/product-list.ts';
import type { ReceiptList, ReceiptQuery } from '../products/receipt-list.ts';
import { toldReceipts } from '../products/receipts.ts';
import { toldBalances, toldProducts } from '../products/stockouts.ts';
import { coded, type ExportList, field, type ListField, type ListWords, listTable } from './export-table.ts';

/** More rows than a sheet of Excel holds. */
const WHOLE_LIST = { limit: 1_048_575, cursor: null, position: 0 } as const;
type Paging = keyof typeof WHOLE_LIST;

const PRODUCT_FIELDS: Readonly<Record<ProductColumn, ListField<Stockout>>> = {
  cod_produto: field('cod_produto', 'text'),
  nome_produto: field('nome_produto', 'text'),
  status_ruptura: coded('status_ruptura', 'status'),
  dia_ruptura: field('dia_ruptura', 'date'),
  estoque_atual: field('estoque_atual', 'quantity'),
  menor_estoque_7d: field('menor_estoque_7d', 'quantity'),
  menor_estoque: field('menor_estoque', 'quantity'),
  pedidos_aguardando: field('pedidos_aguardando', 'quantity'),
  valor_aguardando: field('valor_aguardando', 'money', true),
  proxima_entrada: field('proxima_entrada', 'date'),
  qtd_proxima_entrada: field('qtd_proxima_entrada', 'quantity'),
};

/**
 * Products with what waits for them.
 * @param columns of the screen, in its order; where there are none, all that is told of a product
 */
export function exportStockouts(
  engine: Engine,
  list: ProductList,
  query: Omit<ProductQuery, Paging>,
  columns: readonly ProductColumn[],
  words: ListWords,
): ExportList {
  const produtos = toldProducts(engine, list.page(engine, { ...query, ...WHOLE_LIST }).rows);
  const fields = (columns.length === 0 ? PRODUCT_COLUMNS : columns).map((column) => PRODUCT_FIELDS[column]);
  return listTable('rupturas', fields, produtos, words);
}

/** Products × D0..D28, a column a day. */
export function exportHeatMap(
  engine: Engine,
  list: ProductList,
  query: Omit<ProductQuery, Paging>,
  words: ListWords,
): ExportList {
  const { dias, produtos } = toldBalances(engine, list.page(engine, { ...query, ...WHOLE_LIST }).rows);
  const fields: readonly ListField<(typeof produtos)[number]>[] = [
    field('cod_produto', 'text'),
    field('nome_produto', 'text'),
    coded('status_ruptura', 'status'),
    field('dia_ruptura', 'date'),
    field('estoque_atual', 'quantity'),
    field('menor_estoque_7d', 'quantity'),
    field('pedidos_aguardando', 'quantity'),
    field('valor_aguardando', 'money', true),
    field('saidas_total', 'quantity'),
    ...dias.map(
      (day, at): ListField<(typeof produtos)[number]> => ({
        name: day,
        kind: 'quantity',
        read: ({ saldos }) => saldos[at]!,
      }),
    ),
  ];
  return listTable('mapa', fields, produtos, words);
}

const RECEIPT_FIELDS: readonly ListField<ReceiptRow>[] = [
  field('data', 'date'),
  coded('quando', 'receipt'),
  field('cod_produto', 'text'),
  field('nome_produto', 'text'),
  field('qtd', 'quantity'),
  { name: 'documentos', kind: 'text', read: documentsText },
  field('pedidos_a_espera', 'quantity'),
  field('valor_a_espera', 'money'),
  field('qtd_atendida', 'quantity'),
  field('pedidos_parados', 'quantity'),
  field('valor_parado', 'money'),
  field('suficiente', 'boolean'),
  field('pedidos_sem_saldo', 'quantity'),
  field('falta_qtd', 'quantity'),
];

function documentsText(
  { documentos, documentos_omitidos: more }: ReceiptRow,
  words: ListWords,
): string | null {
  const named = documentos.flatMap(({ documento }) => documento ?? []);
  const shown = more === 0 ? named : [...named, words.more(more)];
  return shown.join(', ') || null;
}

/** What comes, with who waits for it. What late ones would free does not add up, so values are not summed. */
export async function exportReceipts(
  pool: Pool,
  engine: Engine,
  list: ReceiptList,
  query: Omit<ReceiptQuery, Paging>,
  words: ListWords,
): Promise<ExportList> {
  const entradas = await toldReceipts(pool, list.page(engine, { ...query, ...WHOLE_LIST }).rows);
  return listTable('entradas', RECEIPT_FIELDS, entradas, words);
}
