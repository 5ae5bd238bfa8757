import { type Command, Option } from 'commander';
import { RupturaError } from '../../contract/errors.ts';
import { IMPORT_MODES, type ImportMode } from '../../contract/import-modes.ts';
import { INPUT_TABLES, type InputTableName } from '../../contract/tables.ts';
import { importFiles } from '../../imports/import-files.ts';
import type { ImportOptions, ImportReport } from '../../imports/report.ts';
import type { Database } from '../../postgres/database.ts';
import type { ExportFormat } from '../../tabular/columns.ts';
import type { CliContext } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { parseFormat } from '../export-format.ts';
import { differenceLines } from '../import-difference-view.ts';
import { forgetStoredMap, printMaps, saveTemplate } from '../import-helpers.ts';
import { printHistory, undoStored } from '../import-history.ts';
import { printImport, rowErrorLines } from '../import-view.ts';
import { withDatabase } from '../opened.ts';
import {
  addCommand,
  addExamples,
  jsonOption,
  type Outcome,
  type RegisterCommand,
  wholeNumber,
} from '../program.ts';
import { startProgress } from '../progress.ts';

/** Options that ask for something else than an import. */
const OTHERS = ['desfazer', 'historico', 'mapas', 'esquecerMapa', 'modelo'] as const;

interface ImportFlags {
  readonly substituir?: true;
  readonly atualizar?: true;
  readonly acrescentar?: true;
  readonly simSubstituir?: true;
  readonly deNovo?: true;
  readonly ignorarInvalidas?: true;
  readonly rejeitadas?: string;
  readonly simular?: true;
  readonly tabela?: InputTableName;
  readonly limite: number;
  readonly desfazer?: number;
  readonly simDesfazer?: true;
  readonly historico?: true;
  readonly mapas?: true;
  readonly esquecerMapa?: number;
  readonly modelo?: InputTableName;
  readonly formato: ExportFormat;
  readonly json?: true;
}

/** `ruptura importar`: files in, all or nothing. */
export const registerImport: RegisterCommand = (program, context, finish) => {
  const { labels } = context;
  const folder = labels.say('placeholder_folder');
  const table = `--tabela <${labels.say('placeholder_table')}>`;
  const limit = `--limite <${labels.say('placeholder_number')}>`;
  const command = addCommand(
    program,
    context,
    'importar',
    'import_summary',
    '<DIR|FILE…> [--atualizar|--substituir] [--simular]',
  )
    .argument('[caminho...]', labels.say('import_argument'))
    .option('--substituir', labels.say('import_option_replace'))
    .option('--atualizar', labels.say('import_option_update'))
    .option('--acrescentar', labels.say('import_option_add'))
    .option('--sim-substituir', labels.say('import_option_confirm_loss'))
    .option('--de-novo', labels.say('import_option_again'))
    .option('--ignorar-invalidas', labels.say('import_option_ignore'))
    .option(`--rejeitadas <${folder}>`, labels.say('import_option_rejects'))
    .option('--simular', labels.say('import_option_dry'))
    .addOption(
      new Option(table, labels.say('import_option_table')).argParser((text) => parseTable(text, '--tabela')),
    )
    .addOption(
      new Option(limit, labels.say('import_option_limit'))
        .argParser(wholeNumber('--limite', 0, 1000))
        .default(20),
    )
    .addOption(jsonOption(labels))
    .action(async (paths: string[], flags: ImportFlags) => {
      const task = taskOf(context, paths, flags);
      if (task === null) await saveTemplate(context, flags.modelo!, flags.formato);
      finish(task === null ? undefined : await withDatabase(context, 'importar', task));
    });
  addOtherOptions(command, context);
  addExamples(command, context, [
    ['ruptura importar /dados/erp --substituir', 'import_example'],
    ['ruptura importar carteira.xlsx --simular', 'import_example_dry'],
    ['ruptura importar --desfazer 12', 'import_example_undo'],
  ]);
};

/** Options that ask for something else than an import. */
function addOtherOptions(command: Command, { labels }: CliContext): void {
  command
    .addOption(
      new Option('--desfazer <N>', labels.say('import_option_undo')).argParser(
        wholeNumber('--desfazer', 1, 999_999_999_999),
      ),
    )
    .option('--sim-desfazer', labels.say('import_option_confirm_undo'))
    .option('--historico', labels.say('import_option_history'))
    .option('--mapas', labels.say('import_option_maps'))
    .addOption(
      new Option('--esquecer-mapa <N>', labels.say('import_option_forget_map')).argParser(
        wholeNumber('--esquecer-mapa', 1, 999_999_999_999),
      ),
    )
    .addOption(
      new Option(
        `--modelo <${labels.say('placeholder_table')}>`,
        labels.say('import_option_template'),
      ).argParser((text) => parseTable(text, '--modelo')),
    )
    .addOption(
      new Option(
        `--formato <${labels.say('placeholder_dialect')}>`,
        labels.say('import_option_template_format'),
      )
        .argParser(parseFormat)
        .default('xlsx'),
    );
}

type Task = (database: Database) => Promise<Outcome>;

/**
 * What the command line asks for: an import, or something about those there were; null of a template, which needs no
 * database.
 * @throws RupturaError ARGUMENTO_AUSENTE, ARGUMENTO_SOBRANDO, OPCOES_INCOMPATIVEIS
 */
function taskOf(context: CliContext, paths: readonly string[], flags: ImportFlags): Task | null {
  const asked = OTHERS.filter((option) => flags[option] !== undefined);
  const ajuda = 'ruptura importar --help';
  if (asked.length > 1) {
    throw new RupturaError('OPCOES_INCOMPATIVEIS', { opcoes: asked.map((one) => `--${one}`).join(', ') });
  }
  if (asked.length === 0) {
    if (paths.length === 0) throw new RupturaError('ARGUMENTO_AUSENTE', { argumento: 'caminho', ajuda });
    return (database) => runImport(context, database, paths, flags);
  }
  if (paths.length > 0) throw new RupturaError('ARGUMENTO_SOBRANDO', { ajuda });
  return flags.modelo === undefined ? (database) => quietly(otherTask(context, database, flags)) : null;
}

/** What is asked for beside importing. */
async function otherTask(context: CliContext, database: Database, flags: ImportFlags): Promise<void> {
  const isJson = flags.json === true;
  const { desfazer: number, esquecerMapa: map } = flags;
  if (flags.historico === true) return await printHistory(context, database, isJson);
  if (flags.mapas === true) return await printMaps(context, database, isJson);
  if (map !== undefined) return await forgetStoredMap(context, database, map);
  if (number === undefined) return;
  const isDryRun = flags.simular === true;
  const isConfirmed = flags.simDesfazer === true;
  await undoStored(context, database, { number, isDryRun, isConfirmed, isJson });
}

async function quietly(work: Promise<void>): Promise<Outcome> {
  await work;
  return undefined;
}

function parseTable(text: string, opcao: string): InputTableName {
  const table = INPUT_TABLES.find(({ name }) => name === text.trim().toLowerCase());
  if (table !== undefined) return table.name;
  const esperado = INPUT_TABLES.map(({ name }) => name).join(' | ');
  throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', { opcao, valor: text, esperado });
}

async function runImport(
  context: CliContext,
  database: Database,
  paths: readonly string[],
  flags: ImportFlags,
): Promise<Outcome> {
  const started = performance.now();
  const progress = startProgress(context.io.stderr, context.labels.say('import_progress'), 1);
  const files = new Map<string, { read: number; total: number }>();
  const options: ImportOptions = {
    ...importOptions(context, paths, flags),
    onProgress: ({ file, bytesRead, bytesTotal, rows }) => {
      files.set(file, { read: bytesRead, total: bytesTotal });
      const sum = (part: 'read' | 'total'): number =>
        [...files.values()].reduce((all, one) => all + one[part], 0);
      progress.update(sum('read'), `${file} ${context.formats.integer(rows)}`, sum('total'));
    },
  };
  const report = await importFiles(database.pool, options)
    .finally(() => progress.stop())
    .catch(async (error: unknown) => {
      await printRefusal(context, error, flags);
      throw error;
    });
  if (flags.json === true) await context.output.json(report);
  else await printImport(context, report, performance.now() - started, flags.limite);
  return await foreseenEnd(context, report, flags);
}

/** A dry run ends as the import itself would. */
async function foreseenEnd(context: CliContext, report: ImportReport, flags: ImportFlags): Promise<Outcome> {
  if (report.refusal === null) return undefined;
  const refusal = new RupturaError(report.refusal.code, report.refusal.params);
  if (flags.json !== true) {
    const reason = refusal.sentence(context.language);
    await context.output.lines('', context.labels.say('import_would_refuse', { reason }));
  }
  return exitCodeOf(refusal);
}

/** @throws RupturaError OPCOES_INCOMPATIVEIS of two modes */
function modeOf(flags: ImportFlags): ImportMode | null {
  const said = IMPORT_MODES.filter((mode) => flags[mode] === true);
  if (said.length > 1) {
    throw new RupturaError('OPCOES_INCOMPATIVEIS', { opcoes: said.map((mode) => `--${mode}`).join(', ') });
  }
  return said[0] ?? null;
}

function importOptions(context: CliContext, paths: readonly string[], flags: ImportFlags): ImportOptions {
  const today = context.settings().values.RUPTURA_HOJE;
  return {
    paths,
    mode: modeOf(flags),
    lossConfirmed: flags.simSubstituir === true,
    ignoreInvalid: flags.ignorarInvalidas === true,
    again: flags.deNovo === true,
    dryRun: flags.simular === true,
    language: context.language,
    signal: context.io.signal,
    ...(flags.rejeitadas === undefined ? {} : { rejectFolder: flags.rejeitadas }),
    ...(flags.tabela === undefined ? {} : { table: flags.tabela }),
    ...(today === null ? {} : { today }),
  };
}

const TELLING: readonly string[] = [
  'IMPORTACAO_RECUSADA',
  'IMPORTACAO_MODO_NAO_DITO',
  'IMPORTACAO_PERDE_MUITO',
];

/** Rows in error and what would change are listed before the sentence that refuses them. */
async function printRefusal(context: CliContext, error: unknown, flags: ImportFlags): Promise<void> {
  if (!(error instanceof RupturaError) || flags.json === true || !TELLING.includes(error.code)) return;
  const report = error.details as ImportReport;
  const lines = [...differenceLines(context, report), ...rowErrorLines(context, report, flags.limite)];
  await context.notices.lines(...lines, '');
}
