import type { Command } from 'commander';
import { RupturaError } from '../../contract/errors.ts';
import type { PlainKey } from '../../i18n/translator.ts';
import { type Database, openDatabase } from '../../postgres/database.ts';
import { findClusterFolder } from '../../postgres/embedded/data.ts';
import { migrate } from '../../postgres/migrate.ts';
import type { CliContext } from '../context.ts';
import { announceFixedToday } from '../opened.ts';
import { addCommand, jsonOption, type RegisterCommand } from '../program.ts';
import type { TableColumn } from '../table.ts';

interface ConfigLine {
  readonly nome: string;
  readonly valor: string | null;
  readonly unidade: string | null;
  readonly origem: 'default' | 'environment' | 'database';
  readonly significado: string;
}

type DatabaseLines =
  | { readonly kind: 'lines'; readonly lines: readonly ConfigLine[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreachable'; readonly reason: string };

const SOURCES: Record<ConfigLine['origem'], PlainKey> = {
  default: 'config_source_default',
  environment: 'config_source_environment',
  database: 'config_source_database',
};

const MEANINGS: Readonly<Record<string, PlainKey>> = {
  RUPTURA_TZ: 'config_meaning_RUPTURA_TZ',
  politica: 'config_meaning_politica',
  classificacao: 'config_meaning_classificacao',
};

/** `ruptura config`: every setting, its value and where that comes from. */
export const registerConfig: RegisterCommand = (program, context, finish) => {
  const command: Command = addCommand(program, context, 'config', 'config_summary', '[--json]');
  command.addOption(jsonOption(context.labels)).action(async (options: { json?: true }) => {
    const own = processLines(context);
    await announceFixedToday(context);
    const stored = await databaseLines(context);
    if (options.json === true) await printJson(context, own, stored);
    else await printTables(context, own, stored);
    finish(undefined);
  });
};

function processLines(context: CliContext): ConfigLine[] {
  return context.settings().report.map((line) => ({
    nome: line.name,
    valor: line.text,
    unidade: line.setting.unit,
    origem: line.source,
    significado: line.setting.meaning[context.language],
  }));
}

async function databaseLines(context: CliContext): Promise<DatabaseLines> {
  const { values } = context.settings();
  if (values.DATABASE_URL === null && (await findClusterFolder(values.RUPTURA_DATA)) === null) {
    return { kind: 'absent' };
  }
  try {
    const database = await openDatabase({
      databaseUrl: values.DATABASE_URL,
      dataFolder: values.RUPTURA_DATA,
      port: values.PG_PORT,
      applicationName: 'ruptura config',
    });
    return { kind: 'lines', lines: await readStored(context, database).finally(() => database.close()) };
  } catch (error) {
    if (!(error instanceof RupturaError)) throw error;
    return { kind: 'unreachable', reason: error.sentence(context.language) };
  }
}

async function readStored(context: CliContext, database: Database): Promise<ConfigLine[]> {
  await migrate(database.pool);
  const { rows } = await database.pool.query<{ chave: string; valor: string }>(
    'SELECT chave, valor FROM ruptura.configuracao ORDER BY chave',
  );
  return rows.map(({ chave, valor }) => {
    const key = MEANINGS[chave];
    const significado = key === undefined ? '' : context.labels.say(key);
    return {
      nome: chave,
      valor: valor === '' ? null : valor,
      unidade: null,
      origem: 'database',
      significado,
    };
  });
}

async function printJson(
  context: CliContext,
  own: readonly ConfigLine[],
  stored: DatabaseLines,
): Promise<void> {
  for (const line of [...own, ...(stored.kind === 'lines' ? stored.lines : [])])
    await context.output.json(line);
}

async function printTables(
  context: CliContext,
  own: readonly ConfigLine[],
  stored: DatabaseLines,
): Promise<void> {
  const { labels, output, notices, colors } = context;
  await output.lines(context.heading(labels.say('config_process')), ...settingTable(context, own));
  if (stored.kind === 'lines') {
    await output.lines(
      '',
      context.heading(labels.say('config_database')),
      ...settingTable(context, stored.lines),
    );
  } else if (stored.kind === 'absent') await output.lines('', colors.dim(labels.say('config_database_new')));
  else await output.lines('', colors.yellow(labels.say('config_database_off', { reason: stored.reason })));
  for (const name of context.settings().unknown) {
    await notices.lines(colors.yellow(labels.say('unknown_variable', { name })));
  }
}

function settingTable(context: CliContext, lines: readonly ConfigLine[]): string[] {
  const { labels, colors } = context;
  const units = lines.some((line) => line.unidade !== null);
  const columns: TableColumn[] = [
    { title: labels.say('column_setting') },
    { title: labels.say('column_setting_value'), least: 16 },
    ...(units ? [{ title: labels.say('column_unit') }] : []),
    { title: labels.say('column_source') },
    { title: labels.say('column_meaning'), least: 12 },
  ];
  const rows = lines.map((line) => [
    line.nome,
    line.valor === null ? { text: labels.say('none'), style: colors.dim } : line.valor,
    ...(units ? [line.unidade ?? ''] : []),
    { text: labels.say(SOURCES[line.origem]), style: line.origem === 'default' ? colors.dim : colors.green },
    line.significado,
  ]);
  return context.table(columns, rows, 2);
}
