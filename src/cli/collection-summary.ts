import type { CollectionSummary, CollectionTally } from '../contract/collection.ts';
import { causeText } from '../i18n/collection-causes.ts';
import { type CliContext, factLines } from './context.ts';
import type { Cell, TableColumn } from './table.ts';

/** The end of a collection for a person: per worker and in all, failures by cause, where the result is. */
export function summaryLines(context: CliContext, summary: CollectionSummary): string[] {
  const { labels, formats, colors } = context;
  const state = labels.say(`collect_state_${summary.estado}`);
  const paint = summary.estado === 'completed' ? colors.green : colors.red;
  const facts: (readonly [string, string])[] = [
    [labels.say('collect_took'), formats.duration(summary.duracao * 1000)],
    [labels.say('collect_statuses'), statusText(context, summary)],
    ...(summary.total.sem_anexos === 0
      ? []
      : [[labels.say('collect_summary_none'), formats.integer(summary.total.sem_anexos)] as const]),
    ...(summary.restantes === 0
      ? []
      : [[labels.say('collect_left_over'), formats.integer(summary.restantes)] as const]),
    ...(summary.arquivos_com_observacao === 0
      ? []
      : [[labels.say('collect_remarked'), formats.integer(summary.arquivos_com_observacao)] as const]),
    [labels.say('collect_result'), summary.arquivo_resultado],
    [labels.say('collect_workbook'), summary.planilha_resultado ?? ''],
  ];
  const rejected = summary.linhas_recusadas;
  return [
    `${colors.bold(labels.say('collect_title', { id: summary.coleta_id }))} · ${paint(state)}`,
    '',
    ...workerTable(context, summary),
    ...failureTable(context, summary),
    '',
    ...factLines(
      context,
      facts.filter(([, text]) => text !== ''),
    ),
    ...(rejected === 0
      ? []
      : [
          '',
          ...context.remark(labels.count('collect_rejected', rejected, { n: formats.integer(rejected) }), 2),
        ]),
  ];
}

function statusText({ formats }: CliContext, { por_status }: CollectionSummary): string {
  return por_status.map(({ status, pedidos }) => `${status} ${formats.integer(pedidos)}`).join(', ');
}

function workerTable(context: CliContext, { workers, total }: CollectionSummary): string[] {
  const { labels } = context;
  if (total.pedidos === 0) return [];
  const columns: TableColumn[] = [
    { title: labels.say('collect_column_worker'), align: 'right' },
    { title: labels.say('collect_column_orders'), align: 'right' },
    { title: labels.say('collect_column_succeeded'), align: 'right', sacrifice: 2 },
    { title: labels.say('collect_column_failed'), align: 'right' },
    { title: labels.say('collect_column_per_order'), align: 'right' },
    { title: labels.say('collect_column_files'), align: 'right' },
    { title: labels.say('collect_column_bytes'), align: 'right', sacrifice: 1 },
  ];
  const rows = workers.map((worker) => tallyCells(context, String(worker.worker_id), worker));
  const all = tallyCells(context, labels.say('collect_summary_all'), total);
  return [
    context.heading(labels.say('collect_summary_heading')),
    ...context.table(columns, [...rows, all], 2),
  ];
}

function tallyCells({ formats, colors }: CliContext, name: string, tally: CollectionTally): Cell[] {
  const { segundos_por_pedido: seconds, com_falha: failed } = tally;
  return [
    name,
    formats.integer(tally.pedidos),
    formats.integer(tally.com_sucesso),
    { text: formats.integer(failed), style: failed > 0 ? colors.red : colors.dim },
    seconds === null ? '' : formats.duration(seconds * 1000),
    formats.integer(tally.arquivos),
    formats.bytes(tally.bytes),
  ];
}

function failureTable(context: CliContext, { falhas }: CollectionSummary): string[] {
  const { labels, formats } = context;
  if (falhas.length === 0) return [];
  const columns: TableColumn[] = [
    { title: labels.say('collect_column_cause') },
    { title: labels.say('collect_column_orders'), align: 'right' },
    { title: labels.say('collect_column_files'), align: 'right' },
  ];
  const rows = falhas.map(({ causa, pedidos, arquivos }) => [
    causeText(causa, context.language),
    formats.integer(pedidos),
    formats.integer(arquivos),
  ]);
  return ['', context.heading(labels.say('collect_failures_heading')), ...context.table(columns, rows, 2)];
}
