import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CollectionOptions } from '../../collections/collection-handle.ts';
import { CommandNotice } from '../../collections/command-notice.ts';
import type { EndNotice } from '../../collections/end-notice.ts';
import { portalClient } from '../../collections/portal-client.ts';
import { portalPlaces } from '../../collections/portal-places.ts';
import { readCollection } from '../../collector/folder/collection-folder.ts';
import { PORTALS, portalAdapter, wayTaken } from '../../collector/portals/portals.ts';
import { PORTAL_WAIT_MS } from '../../collector/settings.ts';
import { COLLECTION_MODES, type CollectionMode } from '../../contract/collection-codes.ts';
import { COLLECTION_LIMITS } from '../../contract/collection-wire.ts';
import { RupturaError } from '../../contract/errors.ts';
import { speak } from '../../contract/language.ts';
import { parseIsoDate } from '../../contract/units.ts';
import { addWishOptions, type WishFlags, wishesOf } from '../collect-wishes.ts';
import { attendCollection } from '../collection-run.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type PortalFlags, portalBaseOf } from '../portal-flags.ts';
import {
  addCommand,
  addExamples,
  jsonOption,
  type Outcome,
  type RegisterCommand,
  wholeNumber,
} from '../program.ts';
import { registerSchedules, storeSchedule } from './coletar-agendas.ts';

interface CollectFlags extends PortalFlags, WishFlags {
  readonly agenda?: string;
  readonly workers: number;
  readonly downloads: number;
  readonly downloadsTotal: number;
  readonly saida: string;
  readonly modo: CollectionMode;
  /** Somebody named it. */
  readonly isModeAsked?: boolean;
  readonly headless?: true;
  readonly visivel?: true;
  readonly force?: true;
  readonly semRequisicoes?: true;
  readonly simular?: true;
  readonly tempoPedido: number;
  readonly coluna?: string;
  readonly aoTerminar?: string;
  readonly esperaMax: number;
  readonly porMinuto?: number;
  readonly novidades?: true;
  readonly desde?: Date;
  readonly tentarFalhas?: true;
  readonly retomar?: string;
  readonly nova?: true;
}

const CHANGES_NOTICES = {
  'by-pages': 'collect_changes_by_pages',
  'by-api-in-part': 'collect_changes_in_part',
} as const;

const SIGN_IN_MS = 15 * 60_000;

/** `ruptura coletar`: attachments of purchase orders into folders; `entrar` signs in at the portal first. */
export const registerCollect: RegisterCommand = (program, context, finish) => {
  const { labels } = context;
  const list = labels.say('placeholder_list');
  const command = addCommand(
    program,
    context,
    'coletar',
    'collect_summary',
    `<${list}|entrar|agendas> [--saida DIR]`,
  )
    .argument(`[${list}]`, labels.say('collect_argument'))
    .action(async (path: string | undefined) => {
      const isModeAsked = command.getOptionValueSource('modo') === 'cli';
      const flags: CollectFlags = { ...command.opts<CollectFlags>(), isModeAsked };
      const { agenda } = flags;
      if (agenda === undefined) finish(await collect(context, path ?? null, flags));
      else {
        await storeSchedule(context, path ?? null, { ...flags, agenda }, command);
        finish(undefined);
      }
    });
  addCollectOptions(command, context);
  addWishOptions(command, context);
  addPortalOptions(command, context).addOption(jsonOption(labels));
  registerSignIn(command, context, finish);
  registerSchedules(command, context, finish);
  addExamples(command, context, [
    ['ruptura coletar entrar --base-url https://empresa.coupahost.com', 'collect_example_sign_in'],
    ['ruptura coletar pedidos.xlsx --saida anexos', 'collect_example'],
    ['ruptura coletar pedidos.csv --simular', 'collect_example_simulate'],
    ['ruptura coletar pedidos.csv --tentar-falhas', 'collect_example_retry'],
    ['ruptura coletar pedidos.csv --workers 1 --downloads 1', 'collect_example_sequential'],
    ['ruptura coletar --novidades --saida anexos', 'collect_example_changes'],
    ['ruptura coletar pedidos.xlsx --agenda "seg-sex 06:00"', 'collect_example_schedule'],
    ['ruptura coletar pedidos.csv --estado sessao.json --modo http', 'collect_example_state'],
  ]);
};

function addCollectOptions(command: Command, { labels }: CliContext): void {
  const number = (
    flag: string,
    key: Parameters<typeof labels.say>[0],
    most: number,
    usual: number,
    least = 1,
  ): Option =>
    new Option(`${flag} <${labels.say('placeholder_number')}>`, labels.say(key as 'collect_option_workers'))
      .argParser(wholeNumber(flag, least, most))
      .default(usual);
  const folder = labels.say('placeholder_folder');
  command
    .addOption(number('--workers', 'collect_option_workers', 16, 2))
    .addOption(number('--downloads', 'collect_option_downloads', 16, 4))
    .addOption(number('--downloads-total', 'collect_option_total', 64, 16))
    .addOption(new Option(`--saida <${folder}>`, labels.say('collect_option_output')).default('coleta'))
    .addOption(
      new Option(`--modo <${labels.say('placeholder_mode')}>`, labels.say('collect_option_mode'))
        .argParser(parseMode)
        .default('auto'),
    )
    .option('--headless', labels.say('collect_option_headless'))
    .option('--visivel', labels.say('collect_option_visible'))
    .option('--force', labels.say('collect_option_force'))
    .option('--sem-requisicoes', labels.say('collect_option_requisitions'))
    .option('--simular', labels.say('collect_option_simulate'))
    .option('--novidades', labels.say('collect_option_changes'))
    .addOption(
      new Option(`--desde <${labels.say('placeholder_day')}>`, labels.say('collect_option_since')).argParser(
        parseSince,
      ),
    )
    .addOption(number('--tempo-pedido', 'collect_option_timeout', 1440, 30))
    .option(`--coluna <${labels.say('placeholder_heading')}>`, labels.say('collect_option_column'))
    .addOption(
      new Option(
        `--por-minuto <${labels.say('placeholder_number')}>`,
        labels.say('collect_option_pace'),
      ).argParser(wholeNumber('--por-minuto', 1, COLLECTION_LIMITS.per_minute)),
    )
    .addOption(number('--espera-max', 'collect_option_wait', 10_080, PORTAL_WAIT_MS / 60_000, 0))
    .option(`--ao-terminar <${labels.say('placeholder_command')}>`, labels.say('collect_option_notice'))
    .option(`--agenda <${labels.say('placeholder_schedule')}>`, labels.say('collect_option_schedule'))
    .option(`--retomar <${labels.say('placeholder_code')}>`, labels.say('collect_option_resume'))
    .option('--tentar-falhas', labels.say('collect_option_retry'))
    .option('--nova', labels.say('collect_option_new'));
}

function addPortalOptions(command: Command, { labels }: CliContext): Command {
  const address = labels.say('placeholder_address');
  const file = labels.say('placeholder_file');
  const portals = PORTALS.join(', ');
  return command
    .option(`--base-url <${address}>`, labels.say('collect_option_base'))
    .addOption(
      new Option('--portal <portal>', labels.say('collect_option_portal', { portals })).default('coupa'),
    )
    .option(`--estado <${file}>`, labels.say('collect_option_state'));
}

function registerSignIn(parent: Command, context: CliContext, finish: Parameters<RegisterCommand>[2]): void {
  const usage = '[--base-url URL] [--estado FILE]';
  const command = addCommand(parent, context, 'entrar', 'collect_sign_in_summary', usage).action(async () => {
    // Options that both have are taken by the parent, wherever they stand.
    await enter(context, command.optsWithGlobals<PortalFlags>());
    finish(undefined);
  });
}

/** Midnight of a day, here. */
function parseSince(text: string): Date {
  const day = parseIsoDate(text.trim());
  const [year = 0, month = 1, date = 1] = text.trim().split('-').map(Number);
  if (day !== null) return new Date(year, month - 1, date);
  throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', {
    opcao: '--desde',
    valor: text,
    esperado: '2026-11-30',
  });
}

function parseMode(text: string): CollectionMode {
  const mode = COLLECTION_MODES.find((one) => one === text.trim().toLowerCase());
  if (mode !== undefined) return mode;
  const esperado = COLLECTION_MODES.join(' | ');
  throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', { opcao: '--modo', valor: text, esperado });
}

async function collect(context: CliContext, list: string | null, flags: CollectFlags) {
  const { retomar: wanted = null } = flags;
  if (list === null && wanted === null && flags.tentarFalhas !== true && flags.novidades !== true) {
    const argumento = context.labels.say('placeholder_list');
    throw new RupturaError('ARGUMENTO_AUSENTE', { argumento, ajuda: 'ruptura coletar --help' });
  }
  portalAdapter(flags.portal);
  requireSense(list, flags);
  const notice = flags.aoTerminar === undefined ? null : new CommandNotice(flags.aoTerminar);
  const outputFolder = resolve(flags.saida);
  const failed = await failuresOf(outputFolder, list, flags);
  const resume = failed?.id ?? wanted;
  const former = resume === null ? null : await readCollection(outputFolder, resume);
  const base = former?.begun.base ?? portalBaseOf(context, flags);
  if (base === null) throw new RupturaError('COLETA_SEM_ENDERECO');
  const client = portalClient(context.settings().values, base, true);
  const asked = { portal: flags.portal, mode: flags.modo };
  const way = resume === null ? wayTaken(asked, client !== null) : asked;
  const places = await placesOf(context, flags, base);
  const { labels, notices } = context;
  const options: CollectionOptions = {
    ...{ outputFolder, resume },
    list: failed === null ? list : null,
    from: {
      ...way,
      base,
      requisitions: flags.semRequisicoes !== true,
      simulate: flags.simular === true,
      wishes: wishesOf(flags),
    },
    client,
    work: {
      ...places,
      downloads: flags.downloads,
      perMinute: flags.porMinuto ?? null,
      headless: flags.visivel !== true,
      purchaseTimeoutMs: flags.tempoPedido * 60_000,
    },
    ...{ carried: [], clock: null },
    otherMode: flags.isModeAsked === true ? flags.modo : null,
    isNew: flags.nova === true,
    force: flags.force === true,
    column: flags.coluna ?? null,
    again: failed?.again ?? [],
    workers: flags.workers,
    totalDownloads: flags.downloadsTotal,
    bytesPerSecond: flags.banda ?? null,
    portalWaitMs: flags.esperaMax * 60_000,
    language: context.language,
    mayShowWindow: flags.visivel === true,
    onWindow: () => void notices.lines(labels.say('collect_window_open')).then(() => notices.flush()),
  };
  // Other commands do not wait for the collector to be loaded.
  speak(context.language);
  const { startCollection } = await import('../../collections/start-collection.ts');
  if (flags.novidades === true && resume === null)
    return await collectChanges(context, options, flags, notice);
  return await attendCollection(context, await startCollection(options), notice);
}

/** @throws RupturaError where options were given that would have no effect */
function requireSense(list: string | null, { desde, novidades }: CollectFlags): void {
  if (desde === undefined) return;
  if (novidades !== true)
    throw new RupturaError('ARGUMENTO_AUSENTE', {
      argumento: '--novidades',
      ajuda: 'ruptura coletar --help',
    });
  if (list !== null) throw new RupturaError('OPCOES_INCOMPATIVEIS', { opcoes: `--desde, ${list}` });
}

/** Collects what changed, and says by which way that is known. */
async function collectChanges(
  context: CliContext,
  options: CollectionOptions,
  { desde }: CollectFlags,
  notice: EndNotice | null,
): Promise<Outcome> {
  const { startChanges } = await import('../../collections/start-changes.ts');
  const { handle, known } = await startChanges(options, desde ?? null, context.io.signal);
  const { labels, notices, output } = context;
  if (known !== 'by-api') await notices.lines(labels.say(CHANGES_NOTICES[known]));
  const unchanged = handle?.before ?? 0;
  if (unchanged > 0)
    await notices.lines(
      labels.count('collect_changes_unchanged', unchanged, { n: context.formats.integer(unchanged) }),
    );
  await notices.flush();
  if (handle !== null) return await attendCollection(context, handle, notice);
  if (context.machine) await output.json({ evento: 'sem_novidades', base: options.from.base });
  else await output.lines(labels.say('collect_no_changes', { base: options.from.base }));
  await output.flush();
  return EXIT.ok;
}

/** What failed before, where that is to be tried once more; null where it is not. */
async function failuresOf(outputFolder: string, list: string | null, flags: CollectFlags) {
  if (flags.tentarFalhas !== true) return null;
  const { failedBefore } = await import('../../collections/failed-before.ts');
  return await failedBefore(outputFolder, { resume: flags.retomar ?? null, list });
}

async function placesOf(context: CliContext, { estado }: PortalFlags, base: string) {
  const places = await portalPlaces(context.settings().values.RUPTURA_DATA, base);
  return estado === undefined ? places : { ...places, statePath: resolve(estado) };
}

async function enter(context: CliContext, flags: PortalFlags): Promise<void> {
  const adapter = portalAdapter(flags.portal);
  const base = portalBaseOf(context, flags);
  if (base === null) throw new RupturaError('COLETA_SEM_ENDERECO');
  const { labels, output } = context;
  const { statePath, profileFolder } = await placesOf(context, flags, base);
  const say = async (sentence: string): Promise<void> => {
    await output.lines(sentence);
    await output.flush();
  };
  const { signIn } = await import('../../collector/session/sign-in.ts');
  const wanted = { adapter, base, statePath, profileFolder, isVisible: true, waitMs: SIGN_IN_MS };
  const onOpened = (): void => void say(labels.say('collect_sign_in_open', { base }));
  const state = await signIn({ ...wanted, onOpened }, context.io.signal);
  if (state !== 'valid') throw new RupturaError('COLETA_NINGUEM_ENTROU', { base });
  await say(`${context.colors.green('✓')} ${labels.say('collect_sign_in_done', { file: statePath })}`);
}
