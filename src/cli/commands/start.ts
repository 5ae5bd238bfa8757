import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Option } from 'commander';
import type { Engine } from '../../availability/engine.ts';
import { settingsWithoutEffect } from '../../contract/settings.ts';
import { demoBook } from '../../demo/book.ts';
import { loadDemo } from '../../demo/load.ts';
import { type LogFile, openLogFile } from '../../http/log-file.ts';
import type { RunningServer } from '../../http/start-server.ts';
import { describeAddress } from '../../postgres/database.ts';
import type { EmbeddedEvent } from '../../postgres/embedded/server.ts';
import { programVersion } from '../../processes/program-version.ts';
import { type Environment, resolveSettings } from '../../settings/process-settings.ts';
import { type CliContext, factLines } from '../context.ts';
import { announceFixedToday } from '../opened.ts';
import { addCommand, addExamples, type RegisterCommand, wholeNumber } from '../program.ts';

interface StartOptions {
  readonly port?: number;
  readonly host?: string;
}

/** The book offered on an empty database: the same every time. */
const DEMO = { orders: 2000, seed: 1 } as const;
const LOG_NAME = 'servidor.log';

/** `ruptura start`: the HTTP server, until Ctrl-C. */
export const registerStart: RegisterCommand = (program, context, finish) => {
  const { labels } = context;
  const port = new Option(`--port <${labels.say('placeholder_number')}>`, labels.say('start_option_port'));
  const command = addCommand(program, context, 'start', 'start_summary', '[--port n] [--host endereco]')
    .addOption(port.argParser(wholeNumber('--port', 1, 65_535)))
    .addOption(new Option('--host <host>', labels.say('start_option_host')))
    .action(async (options: StartOptions) => {
      await serve(context, environmentOf(context, options));
      finish(undefined);
    });
  addExamples(command, context, [['ruptura start --port 5001', 'start_example']]);
};

/** Options of the command line win over the environment. */
function environmentOf(context: CliContext, options: StartOptions): Environment {
  return {
    ...context.io.environment,
    ...(options.port === undefined ? {} : { PORT: String(options.port) }),
    ...(options.host === undefined ? {} : { HOST: options.host }),
  };
}

async function serve(context: CliContext, environment: Environment): Promise<void> {
  const { values } = resolveSettings(environment);
  await announceFixedToday(context);
  // The server is most of the program; other commands do not wait for it to be loaded.
  const { startServer } = await import('../../http/start-server.ts');
  let log: LogFile | null = null;
  const server = await startServer(values, {
    environment,
    openLog: (dataFolder) => {
      log = openLog(dataFolder ?? values.RUPTURA_DATA);
      return log.logger;
    },
    onDatabaseEvent: (event) => void tellEvent(context, event),
    onUnexpected: (request) =>
      void tell(context, context.colors.red(context.labels.say('start_unexpected', { request }))),
  });
  try {
    await attend(context, server, (log as LogFile | null)?.path ?? null);
  } finally {
    await tell(context, context.labels.say('start_stopping'));
    await server.close();
    await (log as LogFile | null)?.close();
  }
  await tell(context, context.labels.say('start_stopped'));
}

/** Shows what there is to know, offers a book where there is none, and waits for Ctrl-C. */
async function attend(context: CliContext, server: RunningServer, logPath: string | null): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    const { signal } = context.io;
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const ready = showReady(context, server, logPath);
  // A failure to show is a failure; waiting goes on only when all was shown.
  await Promise.race([stopped, ready]);
  await stopped;
  await ready.catch(() => undefined);
}

async function showReady(context: CliContext, server: RunningServer, logPath: string | null): Promise<void> {
  const { labels, output } = context;
  await tell(context, labels.say('start_listening', { url: context.colors.bold(server.url) }));
  const engine = await server.ruptura.fresh();
  await output.lines('', ...bannerLines(context, server, engine, logPath), '');
  if (isEmpty(engine)) await offerBook(context, server);
  await output.lines(context.colors.dim(labels.say('start_how_to_stop')));
  await output.flush();
}

function bannerLines(
  context: CliContext,
  server: RunningServer,
  engine: Engine,
  logPath: string | null,
): string[] {
  const { labels, formats, colors } = context;
  const { embedded, url } = server.ruptura.database;
  const { book } = engine;
  const place =
    embedded === null
      ? labels.say('start_external', { place: describeAddress(url) })
      : labels.say('start_embedded', { place: embedded.dataFolder, version: embedded.version });
  const day = `${formats.weekday(book.today)} ${formats.date(book.today)}`;
  const fixed = server.ruptura.fixedToday === null ? '' : ` ${colors.yellow(labels.say('start_fixed'))}`;
  const orders = book.orderOpen.subarray(0, book.orders.size).reduce((sum, open) => sum + open, 0);
  const sizes = [
    labels.count('start_orders', orders, { n: formats.integer(orders) }),
    labels.count('start_products', book.products.size, { n: formats.integer(book.products.size) }),
  ];
  return [
    colors.bold(`Ruptura ${programVersion()}`),
    ...factLines(context, [
      [labels.say('start_address'), colors.cyan(server.url)],
      [labels.say('start_reference'), `${server.url}/docs`],
      [labels.say('start_database'), place],
      [labels.say('start_today'), `${day}${fixed}`],
      [labels.say('start_book'), sizes.join(', ')],
      ...neighbourFacts(context, server),
      ...(logPath === null ? [] : [[labels.say('start_log'), logPath] as const]),
      [labels.say('start_access'), labels.say('start_open')],
      ...settingsWithoutEffect(context.io.environment).map(
        ({ name, reason }) => [name, colors.yellow(reason[context.language])] as const,
      ),
    ]),
  ];
}

/** A server beside others says what they have in common and what not. */
function neighbourFacts({ labels, formats }: CliContext, server: RunningServer): [string, string][] {
  const { others, isShared } = server.neighbours;
  if (others === 0 || isShared) return [];
  const n = formats.integer(others);
  return [[labels.say('start_neighbours'), labels.count('start_not_shared', others, { n })]];
}

function isEmpty({ book }: Engine): boolean {
  return book.products.size === 0 && book.orders.size === 0;
}

/** Asks on a terminal, tells otherwise. */
async function offerBook(context: CliContext, server: RunningServer): Promise<void> {
  const { labels, output, colors, io } = context;
  await output.lines(
    colors.yellow(labels.say('start_empty')),
    `  ${colors.cyan('bin/ruptura demo')}  ${labels.say('start_empty_demo')}`,
    `  ${colors.cyan(`bin/ruptura importar ${labels.say('placeholder_folder')}`)}  ${labels.say('start_empty_import')}`,
    '',
  );
  await output.flush();
  if (io.stdin?.isTTY !== true || io.stdout.isTTY !== true) return;
  if (await agrees(context, labels.say('start_ask_demo'))) await loadBook(context, server);
}

/** A question answered by yes or no; Ctrl-C and the end of the input are a no. */
async function agrees(context: CliContext, question: string): Promise<boolean> {
  const { stdin, stdout, signal } = context.io;
  if (stdin === undefined) return false;
  // Not as a terminal: Ctrl-C then stops the server instead of ending up in the line.
  const lines = createInterface({ input: stdin, output: stdout, terminal: false });
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const answer = await Promise.race([lines.question(`${question} `, { signal }), ended]);
    return /^\s*(s|sim|y|yes)\s*$/i.test(answer);
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}

async function loadBook(context: CliContext, { ruptura }: RunningServer): Promise<void> {
  const { labels, formats, output, colors, io } = context;
  const started = performance.now();
  const { today } = (await ruptura.fresh()).book;
  const client = await ruptura.database.connect();
  try {
    await loadDemo(client, demoBook({ ...DEMO, today }), { replace: false, signal: io.signal });
  } finally {
    await client.end();
  }
  const duration = formats.duration(performance.now() - started);
  const facts = { duration, seed: String(DEMO.seed), today: formats.date(today) };
  await output.lines(`${colors.green('✓')} ${labels.say('demo_done', facts)}`, '');
}

/** The log beside the data; where that folder cannot be written, one for this user among the temporary ones. */
function openLog(folder: string | null): LogFile {
  const own = folder ?? join(homedir(), '.ruptura');
  try {
    mkdirSync(own, { recursive: true, mode: 0o700 });
    return openLogFile(join(own, LOG_NAME));
  } catch {
    return openLogFile(join(tmpdir(), `ruptura-${process.getuid?.() ?? 'log'}`, LOG_NAME));
  }
}

async function tellEvent(context: CliContext, event: EmbeddedEvent): Promise<void> {
  const { labels, colors } = context;
  if (event.kind === 'lost') await tell(context, colors.yellow(labels.say('start_database_lost')));
  else if (event.kind === 'restored')
    await tell(context, colors.green(labels.say('start_database_restored')));
  else if (event.kind === 'failed') await tell(context, colors.red(labels.say('start_database_failed')));
  else {
    const reason = event.error.sentence(context.language);
    await tell(context, colors.red(labels.say('start_database_given_up', { reason })));
  }
}

/** One line with the time of day, for a person who watches. */
async function tell(context: CliContext, sentence: string): Promise<void> {
  const time = new Date().toTimeString().slice(0, 8);
  await context.output.lines(`${context.colors.dim(time)} ${sentence}`);
  await context.output.flush();
}
