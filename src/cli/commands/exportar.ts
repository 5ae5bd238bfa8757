import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Option } from 'commander';
import { RupturaError } from '../../contract/errors.ts';
import { INPUT_TABLES, type InputTableName } from '../../contract/tables.ts';
import { discardFile } from '../../files/discard-file.ts';
import { type ExportedFile, exportEverything, exportTable } from '../../imports/export-tables.ts';
import { BACKUP_TABLES } from '../../imports/header.ts';
import type { Database } from '../../postgres/database.ts';
import type { ExportFormat } from '../../tabular/columns.ts';
import { exportExtension } from '../../tabular/write-rows.ts';
import type { CliContext } from '../context.ts';
import { parseFormat } from '../export-format.ts';
import { withDatabase } from '../opened.ts';
import { OutputClosed } from '../output.ts';
import { addCommand, addExamples, jsonOption, type RegisterCommand } from '../program.ts';
import { startProgress } from '../progress.ts';
import { printable } from '../text.ts';

interface ExportFlags {
  readonly tudo?: true;
  readonly saida?: string;
  readonly formato: ExportFormat;
  readonly json?: true;
}

const STANDARD_OUTPUT = '-';

/** `ruptura exportar`: tables out, or everything as a backup. */
export const registerExport: RegisterCommand = (program, context, finish) => {
  const { labels } = context;
  const format = `--formato <${labels.say('placeholder_dialect')}>`;
  const command = addCommand(
    program,
    context,
    'exportar',
    'export_summary',
    '[tabela…] [--tudo] [--saida pasta]',
  )
    .argument('[tabela...]', labels.say('export_argument'))
    .option('--tudo', labels.say('export_option_everything'))
    .option(`--saida <${labels.say('placeholder_folder')}>`, labels.say('export_option_folder'))
    .addOption(
      new Option(format, labels.say('export_option_format')).argParser(parseFormat).default('csv-br'),
    )
    .addOption(jsonOption(labels))
    .action(async (names: string[], flags: ExportFlags) => {
      const task = flags.tudo === true ? backupTask(names, flags) : tablesTask(names, flags);
      await withDatabase(context, 'exportar', (database) => task(context, database));
      finish(undefined);
    });
  addExamples(command, context, [
    ['ruptura exportar --tudo --saida copia', 'export_example_everything'],
    ['ruptura exportar carteira_principal --formato xlsx', 'export_example_table'],
  ]);
};

type Task = (context: CliContext, database: Database) => Promise<void>;

function backupTask(names: readonly string[], flags: ExportFlags): Task {
  const folders = [...names, ...(flags.saida === undefined ? [] : [flags.saida])];
  if (folders.length > 1) throw new RupturaError('ARGUMENTO_SOBRANDO', { ajuda: 'ruptura exportar --help' });
  const folder = folders[0] ?? `ruptura-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}`;
  return async (context, database) => {
    const started = performance.now();
    const progress = startProgress(
      context.io.stderr,
      context.labels.say('export_progress'),
      INPUT_TABLES.length + BACKUP_TABLES.length,
    );
    let done = 0;
    const files = await exportEverything(database.pool, folder, {
      signal: context.io.signal,
      onTable: ({ table }) => {
        done += 1;
        progress.update(done, table);
      },
    }).finally(() => progress.stop());
    await printFiles(context, files, performance.now() - started, flags.json === true);
    if (flags.json === true) return;
    const command = context.colors.cyan(`ruptura importar ${printable(folder)} --substituir`);
    await context.output.lines('', context.labels.say('export_restore', { command }));
  };
}

function tablesTask(names: readonly string[], flags: ExportFlags): Task {
  const tables = [...new Set(names)].map(tableNamed);
  const [first] = tables;
  if (first === undefined) {
    const argumento = INPUT_TABLES.map(({ name }) => name).join(' | ');
    throw new RupturaError('ARGUMENTO_AUSENTE', { argumento, ajuda: 'ruptura exportar --help' });
  }
  if (flags.saida !== STANDARD_OUTPUT)
    return (context, database) => writeTables(context, database, tables, flags);
  if (tables.length > 1) throw new RupturaError('ARGUMENTO_SOBRANDO', { ajuda: 'ruptura exportar --help' });
  return async (context, database) => {
    await exportTable(database.pool, first, flags.formato, borrowed(context.io.stdout));
  };
}

function tableNamed(text: string): InputTableName {
  const table = INPUT_TABLES.find(({ name }) => name === text.trim().toLowerCase());
  if (table !== undefined) return table.name;
  const esperado = INPUT_TABLES.map(({ name }) => name).join(' | ');
  throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', { opcao: 'tabela', valor: text, esperado });
}

/** A file gets its name only when it is whole. */
async function writeTables(
  context: CliContext,
  database: Database,
  tables: readonly InputTableName[],
  flags: ExportFlags,
): Promise<void> {
  const started = performance.now();
  const folder = flags.saida ?? '.';
  const files: ExportedFile[] = [];
  for (const table of tables) {
    context.io.signal.throwIfAborted();
    const path = join(folder, table + exportExtension(flags.formato));
    const temporary = `${path}.tmp`;
    let file: WriteStream | null = null;
    try {
      await mkdir(folder, { recursive: true });
      file = createWriteStream(temporary);
      const rows = await exportTable(database.pool, table, flags.formato, file);
      await rename(temporary, path);
      files.push({ table, path, rows });
    } catch (error) {
      if (file !== null) await discardFile(file).catch(() => undefined);
      throw fileError(error, path);
    }
  }
  await printFiles(context, files, performance.now() - started, flags.json === true);
}

function fileError(error: unknown, path: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined || code === undefined) return error;
  return new RupturaError('EXPORTACAO_SEM_ACESSO', { caminho: path, motivo: code }, { cause: error });
}

/** A stream that may be ended without ending the one behind it. */
function borrowed(stream: NodeJS.WritableStream): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      stream.write(chunk, (error?: NodeJS.ErrnoException | null) =>
        done(error?.code === 'EPIPE' ? new OutputClosed() : error),
      );
    },
  });
}

async function printFiles(
  context: CliContext,
  files: readonly ExportedFile[],
  elapsed: number,
  json: boolean,
): Promise<void> {
  const { labels, formats, output, colors } = context;
  if (json) {
    for (const { table, path, rows } of files)
      await output.json({ tabela: table, arquivo: path, linhas: rows });
    return;
  }
  const n = formats.integer(files.length);
  const done = labels.count('export_done', files.length, { n, duration: formats.duration(elapsed) });
  const columns = [
    { title: labels.say('column_file'), least: 20 },
    { title: labels.say('column_rows'), align: 'right' as const },
  ];
  const rows = files.map((file) => [file.path, formats.integer(file.rows)]);
  await output.lines(`${colors.green('✓')} ${done}`, '', ...context.table(columns, rows, 2));
}
