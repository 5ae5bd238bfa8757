import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CollectionRequest } from '../../collections/archive.ts';
import { scheduleAnswer } from '../../collections/schedule-answer.ts';
import { ScheduleStore } from '../../collections/schedule-store.ts';
import { parseSchedule, scheduleText } from '../../collections/schedule-text.ts';
import { readList } from '../../collector/list/list-reader.ts';
import { portalAdapter } from '../../collector/portals/portals.ts';
import type { CollectionMode } from '../../contract/collection-codes.ts';
import type { CollectionSchedule } from '../../contract/collection-wire.ts';
import { RupturaError } from '../../contract/errors.ts';
import { parseIsoDate } from '../../contract/units.ts';
import type { CliContext } from '../context.ts';
import { withDatabase } from '../opened.ts';
import { type PortalFlags, portalBaseOf } from '../portal-flags.ts';
import { addCommand, type RegisterCommand, wholeNumber } from '../program.ts';
import type { Cell, TableColumn } from '../table.ts';

/** What of a command line a schedule keeps. */
export interface ScheduleFlags extends PortalFlags {
  readonly agenda?: string;
  readonly workers: number;
  readonly downloads: number;
  readonly modo: CollectionMode;
  readonly force?: true;
  readonly simular?: true;
  readonly semRequisicoes?: true;
  readonly coluna?: string;
  readonly porMinuto?: number;
}

/** Options that mean something for a collection that a server begins by itself. */
const KEPT_OPTIONS: readonly string[] = [
  ...['--agenda', '--workers', '--downloads', '--modo', '--force', '--simular', '--sem-requisicoes'],
  ...['--coluna', '--por-minuto', '--base-url', '--portal', '--json', '--lang', '--headless'],
];

/**
 * `ruptura coletar LISTA --agenda`: keeps the collection to be begun by whichever server runs then.
 * @throws RupturaError AGENDA_INVALIDA, OPCOES_INCOMPATIVEIS, those of the list
 */
export async function storeSchedule(
  context: CliContext,
  list: string | null,
  flags: ScheduleFlags & { readonly agenda: string },
  command: Command,
): Promise<void> {
  refuseOthers(command);
  if (list === null) {
    const argumento = context.labels.say('placeholder_list');
    throw new RupturaError('ARGUMENTO_AUSENTE', { argumento, ajuda: 'ruptura coletar --help' });
  }
  const text = scheduleText(parseSchedule(flags.agenda));
  portalAdapter(flags.portal);
  const base = portalBaseOf(context, flags);
  if (base === null) throw new RupturaError('COLETA_SEM_ENDERECO');
  const request = requestOf(flags, base);
  const path = resolve(list);
  // It is read anew each time; one that is wrong now is told now.
  const { purchases } = await readList(path, request);
  const stored = await withDatabase(context, 'coletar', async ({ pool }) => {
    const store = new ScheduleStore(pool);
    const schedule = await store.add({ list: path, text, request, language: context.language });
    return scheduleAnswer(schedule, await store.timeZone(), Date.now(), context.language);
  });
  if (context.machine) return await context.output.json({ evento: 'agenda', ...stored });
  const { labels, formats, colors, output } = context;
  const facts = {
    id: String(stored.agenda_id),
    schedule: stored.agenda,
    zone: stored.fuso,
    file: stored.arquivo,
  };
  const now = labels.count('collect_orders', purchases.length, { n: formats.integer(purchases.length) });
  await output.lines(
    `${colors.green('✓')} ${labels.say('collect_schedule_stored', { ...facts, purchases: now })}`,
    `  ${labels.say('collect_schedule_next', { next: shownInstant(context, stored.proxima) })}`,
  );
}

function requestOf(flags: ScheduleFlags, base: string): CollectionRequest {
  return {
    ...{ portal: flags.portal, base, mode: flags.modo },
    requisitions: flags.semRequisicoes !== true,
    simulate: flags.simular === true,
    force: flags.force === true,
    column: flags.coluna ?? null,
    ...{ workers: flags.workers, downloads: flags.downloads, perMinute: flags.porMinuto ?? null },
  };
}

/** Options of the collection of a person at a terminal are not dropped silently. */
function refuseOthers(command: Command): void {
  const given = command.options.filter(
    (option) => command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  const others = given.map(({ long }) => long ?? '').filter((long) => !KEPT_OPTIONS.includes(long));
  if (others.length > 0)
    throw new RupturaError('OPCOES_INCOMPATIVEIS', { opcoes: ['--agenda', ...others].join(', ') });
}

/** `ruptura coletar agendas`: the schedules there are; with `--remover`, one less. */
export function registerSchedules(
  parent: Command,
  context: CliContext,
  finish: Parameters<RegisterCommand>[2],
): void {
  const { labels } = context;
  const usage = '[--remover ID] [--json]';
  const command = addCommand(parent, context, 'agendas', 'collect_schedules_summary', usage)
    .option('--remover <id>', labels.say('collect_option_remove'), wholeNumber('--remover', 1, 999_999_999))
    .action(async () => {
      const { remover } = command.opts<{ readonly remover?: number }>();
      await withDatabase(context, 'coletar agendas', async ({ pool }) => {
        const store = new ScheduleStore(pool);
        if (remover === undefined) await printSchedules(context, store);
        else await removeSchedule(context, store, remover);
      });
      finish(undefined);
    });
}

async function removeSchedule(context: CliContext, store: ScheduleStore, id: number): Promise<void> {
  await store.remove(id);
  const { labels, colors, output, machine } = context;
  if (machine) await output.json({ evento: 'agenda_removida', agenda_id: id });
  else
    await output.lines(`${colors.green('✓')} ${labels.say('collect_schedule_removed', { id: String(id) })}`);
}

async function printSchedules(context: CliContext, store: ScheduleStore): Promise<void> {
  const [all, timeZone] = [await store.all(), await store.timeZone()];
  const now = Date.now();
  const answers = all.map((schedule) => scheduleAnswer(schedule, timeZone, now, context.language));
  const { labels, output } = context;
  if (context.machine) {
    for (const answer of answers) await output.json({ evento: 'agenda', ...answer });
    return;
  }
  if (answers.length === 0) return await output.lines(labels.say('collect_no_schedules'));
  const columns: TableColumn[] = [
    { title: 'ID', align: 'right' },
    { title: labels.say('collect_column_schedule') },
    { title: labels.say('collect_column_list') },
    { title: labels.say('collect_column_next') },
    { title: labels.say('collect_column_last') },
  ];
  await output.lines(
    context.heading(labels.say('collect_schedules_heading', { zone: timeZone })),
    ...context.table(
      columns,
      answers.map((answer) => scheduleCells(context, answer)),
      2,
    ),
  );
  const failed = answers.filter(({ ultima }) => ultima?.error != null);
  for (const { agenda_id: id, ultima } of failed) await output.lines(`  ${id}: ${ultima!.error}`);
}

function scheduleCells(context: CliContext, answer: CollectionSchedule): Cell[] {
  const { agenda_id: id, agenda, arquivo, proxima, ultima } = answer;
  const last = ultima === null ? '' : lastText(context, ultima);
  return [String(id), agenda, arquivo, shownInstant(context, proxima), last];
}

function lastText(context: CliContext, last: NonNullable<CollectionSchedule['ultima']>): string {
  const { labels, formats } = context;
  const state = labels.say(`collect_schedule_state_${last.estado}`);
  const at = shownInstant(context, last.horario);
  const late =
    last.atraso_s === 0
      ? ''
      : ` ${labels.say('collect_schedule_late', { time: formats.duration(last.atraso_s * 1000) })}`;
  const counts =
    last.total === null ? '' : `, ${formats.integer(last.com_sucesso ?? 0)}/${formats.integer(last.total)}`;
  return `${at}: ${state}${counts}${late}`;
}

/** An instant as people write it, in the time zone it is given in. */
function shownInstant({ formats }: CliContext, instant: string): string {
  const day = parseIsoDate(instant.slice(0, 10));
  return day === null ? instant : `${formats.date(day)} ${instant.slice(11, 16)}`;
}
