import { Option } from 'commander';
import { INPUT_TABLES, type InputTableName } from '../../contract/tables.ts';
import type { EpochDay } from '../../contract/units.ts';
import { parseIsoDate } from '../../contract/units.ts';
import { demoBook } from '../../demo/book.ts';
import { type DemoLoadReport, loadDemo } from '../../demo/load.ts';
import type { Database } from '../../postgres/database.ts';
import type { CliContext } from '../context.ts';
import { withDatabase } from '../opened.ts';
import { addCommand, addExamples, jsonOption, type RegisterCommand, wholeNumber } from '../program.ts';
import { startProgress } from '../progress.ts';

interface DemoOptions {
  readonly pedidos: number;
  readonly produtos?: number;
  readonly semente: number;
  readonly substituir?: true;
  readonly json?: true;
}

/** Roughly how many rows of each table an order brings, for the length of the progress bar. */
const ROWS_AN_ORDER = 5.5;

/** `ruptura demo`: loads a generated book. */
export const registerDemo: RegisterCommand = (program, context, finish) => {
  const { labels } = context;
  const n = labels.say('placeholder_number');
  const count = (flag: string, key: 'demo_option_orders' | 'demo_option_products', most: number): Option =>
    new Option(`${flag} <${n}>`, labels.say(key)).argParser(wholeNumber(flag, 1, most));
  const command = addCommand(program, context, 'demo', 'demo_summary', `[--pedidos ${n}] [--semente ${n}]`)
    .addOption(count('--pedidos', 'demo_option_orders', 5_000_000).default(2000))
    .addOption(count('--produtos', 'demo_option_products', 1_000_000))
    .addOption(
      new Option(`--semente <${n}>`, labels.say('demo_option_seed'))
        .argParser(wholeNumber('--semente', 0, 2_147_483_647))
        .default(1),
    )
    .option('--substituir', labels.say('demo_option_replace'))
    .addOption(jsonOption(labels))
    .action(async (options: DemoOptions) => {
      await withDatabase(context, 'demo', (database) => load(context, database, options));
      finish(undefined);
    });
  addExamples(command, context, [['ruptura demo --pedidos 2000 --semente 1', 'demo_example']]);
};

async function load(context: CliContext, database: Database, options: DemoOptions): Promise<void> {
  const started = performance.now();
  const today = context.settings().values.RUPTURA_HOJE ?? (await businessDate(database));
  const rows = Math.round(options.pedidos * ROWS_AN_ORDER);
  const progress = startProgress(context.io.stderr, context.labels.say('demo_progress'), rows);
  const client = await database.connect();
  try {
    const book = demoBook({
      orders: options.pedidos,
      seed: options.semente,
      today,
      ...(options.produtos === undefined ? {} : { products: options.produtos }),
    });
    const done = new Map<InputTableName, number>();
    const report = await loadDemo(client, book, {
      replace: options.substituir === true,
      signal: context.io.signal,
      onProgress: (table, count) => {
        done.set(table, count);
        progress.update(
          [...done.values()].reduce((sum, one) => sum + one, 0),
          table,
        );
      },
    });
    progress.stop();
    await printReport(context, report, options, today, performance.now() - started);
  } finally {
    progress.stop();
    await client.end();
  }
}

async function businessDate(database: Database): Promise<EpochDay> {
  const { rows } = await database.pool.query<{ hoje: string }>('SELECT ruptura.hoje()::text AS hoje');
  return parseIsoDate(rows[0]!.hoje)!;
}

async function printReport(
  context: CliContext,
  report: DemoLoadReport,
  options: DemoOptions,
  today: EpochDay,
  elapsed: number,
): Promise<void> {
  const { labels, formats, output, colors } = context;
  if (options.json === true) {
    await output.json({ semente: options.semente, linhas: report });
    return;
  }
  const columns = [
    { title: labels.say('column_table') },
    { title: labels.say('column_rows'), align: 'right' as const },
  ];
  const rows = INPUT_TABLES.map(({ name }) => [name, formats.integer(report[name])]);
  const facts = {
    duration: formats.duration(elapsed),
    seed: String(options.semente),
    today: formats.date(today),
  };
  await output.lines(
    `${colors.green('✓')} ${labels.say('demo_done', facts)}`,
    '',
    ...context.table(columns, rows, 2),
    '',
    labels.say('demo_next', { command: colors.cyan('ruptura analisar --todos') }),
  );
}
