import type { CollectionSnapshot, CollectorWorker } from '../contract/collection.ts';
import type { CollectorWorkerState } from '../contract/collection-codes.ts';
import { bar } from './bars.ts';
import type { CliContext } from './context.ts';
import { type Cell, renderTable, type Style, type TableColumn } from './table.ts';
import { cutText, flowText, padText, printable, wrapText } from './text.ts';

/** Columns and rows of the window. */
export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

type Look = Pick<CliContext, 'labels' | 'formats' | 'colors'>;

const MOST_NOTICE_LINES = 3;
const LONGEST_BAR = 40;
const FILE_BAR = 16;
const FILE_INDENT = 11;
/** `999,9 MB de 999,9 MB`: bars stand below each other whatever the sizes are. */
const SIZE_WIDTH = 21;

/**
 * The picture of a collection for a terminal: at most so many lines of at most so many columns, whatever the window.
 * Pure: the same collection and window give the same lines.
 */
export function collectionLines(look: Look, shown: CollectionSnapshot, window: WindowSize): string[] {
  // The last column and row stay free: a character there makes some terminals scroll.
  const width = Math.max(1, window.columns - 1);
  const height = Math.max(1, window.rows - 1);
  const head = [
    titleLine(look, shown, width),
    progressLine(look, shown, width),
    ...figureLines(look, shown, width),
  ];
  const notice = noticeLines(look, shown, width);
  const room = height - head.length - notice.length - 4;
  const table =
    room < 1
      ? []
      : [
          '',
          look.colors.bold(cutText(look.labels.say('collect_table'), width)),
          ...workerLines(look, shown.workers, width, room),
        ];
  return [...head, ...notice, ...table].slice(0, height);
}

/** Why nothing new is begun: its end, with the time, matters as much as its beginning. */
function noticeLines({ colors }: Look, { aviso }: CollectionSnapshot, width: number): string[] {
  if (aviso === null) return [];
  return wrapText(printable(aviso), width)
    .slice(0, MOST_NOTICE_LINES)
    .map((line) => colors.yellow(cutText(line, width)));
}

function titleLine({ labels, colors }: Look, shown: CollectionSnapshot, width: number): string {
  const state =
    shown.pausada && shown.fim === null
      ? labels.say('collect_paused')
      : labels.say(`collect_state_${shown.estado}`);
  const title = labels.say('collect_title', { id: shown.coleta_id });
  const paint = stateStyle(colors, shown);
  const rest = ` · ${state} · ${labels.say('collect_mode', { mode: shown.modo })}`;
  const cut = cutText(title + rest, width);
  return colors.bold(cut.slice(0, title.length)) + paint(cut.slice(title.length));
}

function stateStyle(colors: Look['colors'], { estado, pausada }: CollectionSnapshot): Style {
  if (estado === 'completed') return colors.green;
  if (estado === 'failed' || estado === 'interrupted') return colors.red;
  return pausada || estado === 'finishing' ? colors.yellow : colors.cyan;
}

function progressLine({ labels, formats, colors }: Look, shown: CollectionSnapshot, width: number): string {
  const share = shown.total === 0 ? 1 : shown.prontos / shown.total;
  const done = labels.count('collect_orders_of', shown.total, {
    done: formats.integer(shown.prontos),
    total: formats.integer(shown.total),
  });
  const left =
    shown.restante_s === null || shown.estado !== 'running'
      ? ''
      : ` · ${labels.say('collect_left', { time: duration(formats, shown.restante_s) })}`;
  const text = `${done} (${Math.floor(share * 100)}%)${left}`;
  const length = Math.min(LONGEST_BAR, width - text.length - 1);
  if (length < 4) return cutText(text, width);
  return `${colors.cyan(track(share, length))} ${text}`;
}

/** From a second on, whole seconds: tenths would flicker. */
function duration(formats: Look['formats'], seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : formats.duration(whole * 1000);
}

function figureLines({ labels, formats, colors }: Look, shown: CollectionSnapshot, width: number): string[] {
  const plain: Style = (text) => text;
  const number = (value: number): string => formats.quantity(Math.round(value * 1000));
  const failed = labels.say('collect_failures', { n: formats.integer(shown.com_falha) });
  const pieces: { text: string; style: Style }[] = [
    { text: labels.say('collect_succeeded', { n: formats.integer(shown.com_sucesso) }), style: colors.green },
    ...(shown.sem_anexos === 0
      ? []
      : [{ text: labels.say('collect_none', { n: formats.integer(shown.sem_anexos) }), style: plain }]),
    { text: failed, style: shown.com_falha > 0 ? colors.red : colors.dim },
    { text: labels.say('collect_waiting', { n: formats.integer(shown.na_fila) }), style: plain },
    {
      text: labels.count('collect_files', shown.arquivos, { n: formats.integer(shown.arquivos) }),
      style: plain,
    },
    { text: formats.bytes(shown.bytes), style: plain },
    { text: labels.say('collect_per_minute', { n: number(shown.pedidos_por_min) }), style: plain },
    { text: labels.say('collect_per_second', { bytes: formats.bytes(shown.bytes_por_s) }), style: plain },
    {
      text: labels.say('collect_processor', { percent: `${Math.round(shown.cpu_percentual)}%` }),
      style: colors.dim,
    },
    { text: labels.say('collect_memory', { bytes: formats.bytes(shown.memoria_bytes) }), style: colors.dim },
  ];
  const cut = pieces.map(({ text, style }) => ({ text: cutText(text, width), style }));
  return flowText(cut, ' · ', width);
}

/** The table of workers with the files of each below it, in `room` lines and two for the headings. */
function workerLines(look: Look, workers: readonly CollectorWorker[], width: number, room: number): string[] {
  const fits = workers.length <= room ? workers.length : Math.max(0, room - 1);
  const shown = workers.slice(0, fits);
  const columns = workerColumns(look);
  const table = renderTable(
    columns,
    shown.map((worker) => workerCells(look, worker)),
    {
      width,
      heading: look.colors.bold,
      rule: look.colors.dim,
    },
  );
  const hidden = workers.length - fits;
  const files = filesShown(shown, room - fits - Math.min(1, hidden));
  const lines = shown.flatMap((worker, index) => [
    table[index + 2]!,
    ...worker.transferencias.slice(0, files[index]).map((file) => fileLine(look, file, width)),
  ]);
  const more =
    hidden === 0
      ? []
      : [cutText(look.labels.count('collect_more_workers', hidden, { n: String(hidden) }), width)];
  return [...table.slice(0, 2), ...lines, ...more.map(look.colors.dim)];
}

/** How many files of each worker are shown: the lines there are, dealt out one by one. */
function filesShown(workers: readonly CollectorWorker[], lines: number): number[] {
  const counts = workers.map(() => 0);
  let left = lines;
  let isDealt = true;
  while (left > 0 && isDealt) {
    isDealt = false;
    for (const [index, { transferencias }] of workers.entries()) {
      if (left === 0 || counts[index]! >= transferencias.length) continue;
      counts[index]!++;
      left--;
      isDealt = true;
    }
  }
  return counts;
}

function workerColumns({ labels }: Look): TableColumn[] {
  return [
    { title: labels.say('collect_column_worker'), align: 'right', least: 8 },
    { title: labels.say('collect_column_order'), least: 8 },
    { title: labels.say('collect_column_status'), least: 11 },
    { title: labels.say('collect_column_time'), align: 'right', least: 6 },
    { title: labels.say('collect_column_files'), align: 'right', sacrifice: 1 },
    { title: labels.say('collect_column_rate'), align: 'right', sacrifice: 2 },
    { title: labels.say('collect_column_done'), align: 'right', sacrifice: 3 },
    { title: labels.say('collect_column_failed'), align: 'right', sacrifice: 4 },
    { title: labels.say('collect_column_busy'), align: 'right', sacrifice: 5 },
  ];
}

function workerCells({ labels, formats, colors }: Look, worker: CollectorWorker): Cell[] {
  const isAtWork = worker.po_id !== null;
  const files = `${worker.arquivos_prontos}/${worker.arquivos_encontrados}`;
  const rate = labels.say('collect_per_second', { bytes: formats.bytes(worker.bytes_por_s) });
  return [
    String(worker.worker_id),
    worker.po_id === null ? '' : printable(worker.po_id),
    { text: labels.say(`collect_worker_${worker.status}`), style: workerStyle(colors, worker.status) },
    isAtWork ? duration(formats, worker.tempo) : '',
    isAtWork && worker.arquivos_encontrados > 0 ? files : '',
    worker.bytes_por_s > 0 ? rate : '',
    formats.integer(worker.pedidos_prontos),
    {
      text: formats.integer(worker.pedidos_com_falha),
      style: worker.pedidos_com_falha > 0 ? colors.red : colors.dim,
    },
    `${Math.round(worker.ocupado)}%`,
  ];
}

function workerStyle(colors: Look['colors'], state: CollectorWorkerState): Style {
  if (state === 'DEAD') return colors.red;
  if (state === 'SIGNING_IN' || state === 'PAUSED') return colors.yellow;
  return state === 'DOWNLOADING' || state === 'FINISHING' ? colors.green : colors.dim;
}

function fileLine(
  { labels, formats, colors }: Look,
  file: CollectorWorker['transferencias'][number],
  width: number,
): string {
  const size =
    file.total === null
      ? formats.bytes(file.bytes)
      : labels.say('collect_size_of', { bytes: formats.bytes(file.bytes), total: formats.bytes(file.total) });
  const drawing =
    file.total === null || file.total === 0 ? '░'.repeat(FILE_BAR) : track(file.bytes / file.total, FILE_BAR);
  const tail = ` ${drawing} ${size}`;
  const room = width - FILE_INDENT - FILE_BAR - SIZE_WIDTH - 1;
  if (room < 8) return cutText(`${' '.repeat(Math.min(2, width))}${printable(file.nome)}`, width);
  const length = Math.min(room, 44);
  const name = padText(cutText(printable(file.nome), length), length, 'left');
  return colors.dim(cutText(`${' '.repeat(FILE_INDENT)}${name}${tail}`, width));
}

/** A bar with what is left of it drawn too. */
function track(share: number, length: number): string {
  const done = bar(share, length);
  return done + '░'.repeat(Math.max(0, length - done.length));
}
