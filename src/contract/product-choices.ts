/** What can be chosen of lists of products and receipts: sets of codes that pages need without their schemas. */

/** What lists of products can be sorted by; `urgencia`: status, then the earlier stockout, then the lower balance. */
export const PRODUCT_SORTS = [
  'urgencia',
  'cod_produto',
  'nome_produto',
  'estoque_atual',
  'menor_estoque_7d',
  'menor_estoque',
  'dia_ruptura',
  'pedidos_aguardando',
  'valor_aguardando',
  'proxima_entrada',
] as const;
export type ProductSort = (typeof PRODUCT_SORTS)[number];

/** Columns of lists of products, by the names they have in an address and in files. */
export const PRODUCT_COLUMNS = [
  'cod_produto',
  'nome_produto',
  'status_ruptura',
  'dia_ruptura',
  'estoque_atual',
  'menor_estoque_7d',
  'menor_estoque',
  'pedidos_aguardando',
  'valor_aguardando',
  'proxima_entrada',
  'qtd_proxima_entrada',
] as const;
export type ProductColumn = (typeof PRODUCT_COLUMNS)[number];

/** When a receipt comes: before today and did not, today, within the horizon, or after it. */
export const RECEIPT_TIMES = ['ATRASADA', 'HOJE', 'PREVISTA', 'ALEM_DO_HORIZONTE'] as const;
export type ReceiptTime = (typeof RECEIPT_TIMES)[number];

/** What lists of receipts can be sorted by; equals stand by day, those with most value first. */
export const RECEIPT_SORTS = [
  'data',
  'cod_produto',
  'nome_produto',
  'qtd',
  'pedidos_a_espera',
  'valor_a_espera',
  'falta_qtd',
] as const;
export type ReceiptSort = (typeof RECEIPT_SORTS)[number];
