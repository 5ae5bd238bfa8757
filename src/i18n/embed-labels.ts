/**
 * What the embedded script says, apart from the catalogue: it travels to every page that embeds it. A key stands
 * once, not once a language, to save bytes. pt-BR first, English second. `{name}` is filled in.
 */
export const EMBED_LABELS = {
  waiting: ['Aguardando análise…', 'Waiting for analysis…'],
  sending: ['Enviando…', 'Sending…'],
  analysing: ['Analisando…', 'Analysing…'],
  error: ['Erro, tentar de novo', 'Error, try again'],
  details: ['Ver detalhes', 'See details'],
  short_items: ['Itens em falta: {short} de {all}', 'Items short: {short} of {all}'],

  box_title: ['Analisando Ruptura de Estoque', 'Analysing stock shortages'],
  box_plain: ['Processando {n} pedidos…', 'Processing {n} orders…'],
  box_worker: ['Processando {n} pedidos com 1 worker…', 'Processing {n} orders with 1 worker…'],
  box_workers: [
    'Processando {n} pedidos com {workers} workers…',
    'Processing {n} orders with {workers} workers…',
  ],
  box_single: ['Processando {n} pedidos, um a um…', 'Processing {n} orders, one by one…'],
  box_done: [
    '{ok} com estoque, {short} em ruptura, {errors} com erro',
    '{ok} in stock, {short} short, {errors} with errors',
  ],
  box_failed: [
    'A análise parou: o servidor não responde.',
    'The analysis stopped: the server does not answer.',
  ],
  workers_active: ['Workers Ativos ({n})', 'Active workers ({n})'],

  dialog_title: ['Pedido {order}', 'Order {order}'],
  dialog_close: ['Fechar', 'Close'],
  dialog_refreshing: ['Analisando de novo…', 'Analysing again…'],
  dialog_fresh: ['Analisado às {time}', 'Analysed at {time}'],
  dialog_stale: [
    'Não consegui analisar de novo ({reason}). Abaixo, a última resposta.',
    'Could not analyse again ({reason}). Below is the last answer.',
  ],
  dialog_available: ['Disponível', 'Available'],
  dialog_short_value: ['Valor em ruptura', 'Value short'],
  dialog_severity: ['Criticidade', 'Severity'],
  dialog_missing: ['O que falta', 'What is missing'],
  dialog_covered: ['Coberto pelo estoque', 'Covered by the stock'],
  never: ['sem data', 'no date'],
  column_product: ['Produto', 'Product'],
  column_quantity: ['Qtd.', 'Qty'],
  column_stock: ['Est.Hoje', 'Stock today'],
  column_lowest: ['Est.Min.D+7', 'Lowest D+7'],
  column_short: ['Falta', 'Short'],
  column_receipts: ['Próximas entradas', 'Next receipts'],
  column_leaves: ['Sai em', 'Ships on'],
  column_reason: ['Motivo', 'Reason'],
  column_held_by: ['Com quem está o estoque', 'Who holds the stock'],
  column_value: ['Valor', 'Value'],
  receipt: ['{quantity} em {date}', '{quantity} on {date}'],
  held: ['{order} ({quantity}, {source})', '{order} ({quantity}, {source})'],
  held_more: [
    'mais reservas: {n}; {quantity} unidades ao todo',
    'more reservations: {n}; {quantity} units in all',
  ],

  severity_CRITICA: ['crítica', 'critical'],
  severity_ALTA: ['alta', 'high'],
  severity_MEDIA: ['média', 'medium'],
  severity_BAIXA: ['baixa', 'low'],
  source_SEPARACAO: ['separação', 'allocation'],
  source_PRE_SEPARACAO: ['pré-separação', 'draft'],
  source_CARTEIRA: ['carteira', 'order book'],

  way_stream: ['resultados por stream', 'results by stream'],
  way_polling: [
    'stream recusado ou mudo: resultados por consulta a cada 2 s',
    'stream refused or silent: results by asking every 2 s',
  ],
  way_single: ['workers indisponíveis: pedidos analisados um a um', 'no workers: orders analysed one by one'],
  trouble_no_cell: [
    'nenhuma célula {cell} nas linhas {row}: confira data-celula no script',
    'no cell {cell} in the rows {row}: check data-celula on the script',
  ],
  trouble_selector: [
    'seletor inválido em data-{attribute}: {selector}',
    'invalid selector in data-{attribute}: {selector}',
  ],
  trouble_server: [
    'o servidor em {api} não atendeu ({reason})',
    'the server at {api} did not do it ({reason})',
  ],
} as const satisfies Readonly<Record<string, readonly [portuguese: string, english: string]>>;

export type EmbedLabel = keyof typeof EMBED_LABELS;
