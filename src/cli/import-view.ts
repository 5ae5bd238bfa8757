import { basename } from 'node:path';
import { importNoticeSentence, rowReasonSentence, skipReasonSentence } from '../contract/row-reasons.ts';
import type { PluralKey } from '../i18n/translator.ts';
import type { DraftsReport, FileReport, ImportReport, RowError } from '../imports/report.ts';
import type { CliContext } from './context.ts';
import { differenceLines } from './import-difference-view.ts';
import type { Cell, TableColumn } from './table.ts';
import { printable, wrapText } from './text.ts';

/** What an import did, or a dry run would do. */
export async function printImport(
  context: CliContext,
  report: ImportReport,
  elapsed: number,
  limit: number,
): Promise<void> {
  const { labels, formats, output, colors } = context;
  const duration = formats.duration(elapsed);
  const key = report.dryRun ? 'import_dry_done' : 'import_done';
  const done = report.files.length === 0 ? labels.say('import_nothing_new') : labels.say(key, { duration });
  await output.lines(`${colors.green('✓')} ${done}`);
  if (report.files.length > 0) await output.lines('', ...fileTable(context, report.files));
  await output.lines(...differenceLines(context, report));
  for (const file of report.files) await output.lines(...fileNotes(context, file));
  if (report.dryRun) for (const file of report.files) await output.lines(...understanding(context, file));
  await output.lines(...rowErrorLines(context, report, limit), ...skippedLines(context, report));
  if (report.drafts !== null) await output.lines(...draftLines(context, report.drafts));
  if (report.number !== null && report.undoable) {
    const command = colors.cyan(`ruptura importar --desfazer ${report.number}`);
    await output.lines('', labels.say('import_undo_hint', { command }));
  }
}

/** Rows refused, the first ones with their place, in the form editors can jump to. Empty when there are none. */
export function rowErrorLines(context: CliContext, report: ImportReport, limit: number): string[] {
  if (report.rowErrors.length === 0) return [];
  const { labels, formats, colors } = context;
  const lines = report.rowErrors.slice(0, limit).flatMap((error) => rowErrorSentence(context, error));
  const left = report.rowErrors.length - Math.min(limit, report.rowErrors.length) + report.moreRowErrors;
  const more =
    left > 0
      ? [colors.dim(`  ${labels.count('import_more_errors', left, { n: formats.integer(left) })}`)]
      : [];
  return ['', context.heading(labels.say('import_row_errors')), ...lines, ...more];
}

function rowErrorSentence(context: CliContext, error: RowError): string[] {
  const sheet = error.sheet === null ? '' : `[${error.sheet}]`;
  const column = error.column === null ? '' : ` ${error.column}`;
  const value = error.value === '' ? '' : ` "${error.value}"`;
  const reason = rowReasonSentence(error.reason, error.params, context.language);
  const sentence = printable(`${basename(error.file)}${sheet}:${error.line}${column}${value}: ${reason}`);
  const room = (context.width ?? 10_000) - 6;
  return wrapText(sentence, room).map(
    (line, at) => `${at === 0 ? `  ${context.colors.red('-')} ` : '    '}${line}`,
  );
}

function fileTable(context: CliContext, files: readonly FileReport[]): string[] {
  const { labels, formats, colors } = context;
  const right = 'right' as const;
  const columns: TableColumn[] = [
    { title: labels.say('column_file'), least: 14 },
    { title: labels.say('column_table') },
    { title: labels.say('import_read'), align: right, sacrifice: 2 },
    { title: labels.say('import_inserted'), align: right },
    { title: labels.say('import_updated'), align: right, sacrifice: 3 },
    { title: labels.say('import_known'), align: right, sacrifice: 3 },
    { title: labels.say('import_rejected'), align: right },
  ];
  const count = (value: number): Cell =>
    value === 0 ? { text: '·', style: colors.dim } : formats.integer(value);
  const rows = files.map((file): Cell[] => [
    shortName(files, file),
    file.table,
    count(file.read),
    count(file.inserted),
    count(file.updated),
    count(file.known),
    file.rejected === 0 ? count(0) : { text: formats.integer(file.rejected), style: colors.red },
  ]);
  return context.table(columns, rows, 2);
}

/** Name without its folder where no other file has the same, and the sheet of a workbook. */
function shortName(files: readonly FileReport[], { file, sheet }: FileReport): string {
  const name = basename(file);
  const shared = files.some((other) => other.file !== file && basename(other.file) === name);
  return `${shared ? file : name}${sheet === null ? '' : ` [${sheet}]`}`;
}

/** Doubts about a file, and where its rejected rows went. */
function fileNotes(context: CliContext, file: FileReport): string[] {
  const { labels, colors } = context;
  const notes = file.notices.map(({ notice, params }) =>
    labels.say('import_skipped_line', {
      file: file.file,
      reason: importNoticeSentence(notice, params, context.language),
    }),
  );
  if (file.rejectFile !== null) notes.push(labels.say('import_reject_file', { file: file.rejectFile }));
  const room = (context.width ?? 10_000) - 4;
  return notes.flatMap((note) =>
    wrapText(printable(note), room).map((line, at) => `  ${at === 0 ? colors.yellow('!') : ' '} ${line}`),
  );
}

/** How a file was understood: which heading fills which column and how it is written, and the first rows. */
function understanding(context: CliContext, file: FileReport): string[] {
  const { labels } = context;
  const mapping = context.table(
    [
      { title: labels.say('import_heading'), least: 10 },
      { title: labels.say('import_column') },
      { title: labels.say('import_read_as'), least: 10, sacrifice: 1 },
    ],
    file.columns.map((column) => [column.heading, column.column, readAs(context, column)]),
    2,
  );
  const format = [
    file.format,
    file.encoding,
    file.delimiter === null ? null : JSON.stringify(file.delimiter),
  ];
  const title = `${file.file} → ${file.table} (${format.filter((part) => part !== null).join(', ')})`;
  return ['', context.heading(printable(title)), ...mapping, ...previewLines(context, file)];
}

function readAs(context: CliContext, column: FileReport['columns'][number]): string {
  const { labels } = context;
  const decimal = { comma: labels.say('import_decimal_comma'), point: labels.say('import_decimal_point') };
  return [...(column.decimal === null ? [] : [decimal[column.decimal]]), ...column.dateStyles].join(', ');
}

function previewLines(context: CliContext, file: FileReport): string[] {
  if (file.preview.length === 0) return [];
  const names = file.columns.map((column) => column.column);
  const columns = names.map(
    (name, at): TableColumn => (at < 2 ? { title: name } : { title: name, least: 6, sacrifice: at }),
  );
  const rows = file.preview.slice(0, 5).map((row) => names.map((name): Cell => row[name] ?? ''));
  return ['', context.heading(context.labels.say('import_preview')), ...context.table(columns, rows, 2)];
}

function skippedLines(context: CliContext, report: ImportReport): string[] {
  if (report.skipped.length === 0) return [];
  const { labels, colors } = context;
  const lines = report.skipped.map((skipped) => {
    const reason = skipReasonSentence(skipped.reason, context.language);
    return `  ${colors.dim(labels.say('import_skipped_line', { file: printable(skipped.file), reason }))}`;
  });
  return ['', context.heading(labels.say('import_skipped')), ...lines];
}

function draftLines(context: CliContext, drafts: DraftsReport): string[] {
  const { labels, formats, colors } = context;
  const counted = (key: PluralKey, n: number, style: (text: string) => string): string[] =>
    n === 0 ? [] : [`  ${style(labels.count(key, n, { n: formats.integer(n) } as never))}`];
  const lines = [
    ...counted('import_drafts_reapplied', drafts.reapplied, (text) => text),
    ...counted('import_drafts_gone', drafts.notApplicable, colors.yellow),
    ...counted('import_drafts_exceeding', drafts.exceeding, colors.yellow),
  ];
  const named = [...drafts.notApplicableDrafts, ...drafts.exceedingDrafts].slice(0, 10);
  const listed = named.map((draft) =>
    colors.dim(
      `    ${printable(draft.num_pedido)}  ${printable(draft.cod_produto)}  ${draft.qtd_selecionada_usuario}`,
    ),
  );
  return lines.length === 0 ? [] : ['', ...lines, ...listed];
}
