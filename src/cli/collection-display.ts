import { createLogUpdate } from 'log-update';
import type { CollectionHandle } from '../collections/collection-handle.ts';
import { evidenceRow, foreseenRow, remarksOf } from '../collections/evidence-rows.ts';
import type { PurchaseOutcome } from '../collector/purchase.ts';
import type { CollectionEvent } from '../collector/run/collection-event.ts';
import type { CollectorWorker } from '../contract/collection.ts';
import type { Language } from '../contract/language.ts';
import { causeText } from '../i18n/collection-causes.ts';
import { collectionLines } from './collection-view.ts';
import type { CliContext } from './context.ts';
import { OutputClosed } from './output.ts';
import { printable } from './text.ts';

/** What a person or a program sees of a collection while it goes on. */
export interface CollectionDisplay {
  /** A sentence about the collection as a whole, for good or only for a while. */
  say(sentence: string, isPassing?: boolean): void;
  /** Shows nothing more. @throws OutputClosed where the reader has gone meanwhile */
  end(): Promise<void>;
}

/** Pictures a second at most. */
const FRAME_MS = 200;
/** How long a passing sentence stays below the figures. */
const PASSING_MS = 4_000;
const LOOK_EVERY_MS = 250;
/** A worker's line is told again after so long, though nothing changed. */
const TELL_AGAIN_MS = 5_000;
const TELL_ALL_MS = 1_000;

/** The display for this output: NDJSON for programs, a live table on a terminal, else a line for each purchase. */
export function displayOf(context: CliContext, handle: CollectionHandle): CollectionDisplay {
  if (context.machine) return ndjson(context, handle);
  const { stdout, environment } = context.io;
  // Some terminals have a window without a size: nothing can be drawn there.
  const hasWindow = stdout.isTTY === true && stdout.rows !== 0 && stdout.columns !== 0;
  if (hasWindow && environment['TERM'] !== 'dumb') return liveTable(context, handle);
  return plainLines(context, handle);
}

/** The table of workers, drawn over itself. The cursor comes back whatever happens: the library sees to exits too. */
function liveTable(context: CliContext, handle: CollectionHandle): CollectionDisplay {
  const { stdout } = context.io;
  const log = createLogUpdate(stdout as NodeJS.WriteStream);
  let height = 0;
  let note: string | null = null;
  let noteEnds = Number.POSITIVE_INFINITY;
  const draw = (): void => {
    if (performance.now() > noteEnds) note = null;
    const window = { columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 };
    const shown = handle.snapshot();
    const lines = collectionLines(context, { ...shown, aviso: shown.aviso ?? note }, window);
    // The library draws only what changed, and gets lost where the number of lines does, or where the last is empty.
    if (lines.length > height || window.rows <= height) {
      log.clear();
      height = lines.length;
    }
    const filled = [...lines, ...new Array<string>(height - lines.length).fill('')];
    log(filled.map((line) => (line === '' ? ' ' : line)).join('\n'));
  };
  const timer = setInterval(draw, FRAME_MS);
  draw();
  return {
    say: (sentence, isPassing = false) => {
      note = sentence;
      noteEnds = isPassing ? performance.now() + PASSING_MS : Number.POSITIVE_INFINITY;
    },
    end: async () => {
      clearInterval(timer);
      log.clear();
      log.done();
    },
  };
}

/** Writes lines one after the other, and keeps what went wrong for the end. */
function writer(context: CliContext) {
  let last: Promise<void> = Promise.resolve();
  let failure: unknown = null;
  const write = (line: string): void => {
    last = last.then(async () => {
      if (failure !== null) return;
      try {
        await context.output.lines(line);
        await context.output.flush();
      } catch (error) {
        failure = error;
      }
    });
  };
  const end = async (): Promise<void> => {
    await last;
    if (failure !== null) throw failure instanceof OutputClosed ? new OutputClosed() : failure;
  };
  return { write, end };
}

function plainLines(context: CliContext, handle: CollectionHandle): CollectionDisplay {
  const { write, end } = writer(context);
  const stop = handle.onEvent((event) => {
    if (event.kind === 'purchase-done') write(purchaseLine(context, handle, event.outcome));
    else if (event.kind === 'notice' && event.text !== null) write(printable(event.text));
  });
  return {
    say: (sentence) => write(sentence),
    end: async () => {
      stop();
      await end();
    },
  };
}

function purchaseLine(
  { labels, formats }: CliContext,
  handle: CollectionHandle,
  { number, status, found, stored, startedAt, endedAt, error }: PurchaseOutcome,
): string {
  const { prontos, total } = handle.snapshot();
  const bytes = stored.reduce((sum, file) => sum + file.bytes, 0);
  const parts = [
    `${prontos}/${total}`.padStart(2 * String(total).length + 1),
    printable(number),
    status,
    labels.count('collect_files', found, { n: `${stored.length}/${found}` }),
    formats.bytes(bytes),
    formats.duration(Date.parse(endedAt) - Date.parse(startedAt)),
  ];
  return [...parts, ...(error === null ? [] : [printable(error)])].join('  ');
}

/**
 * One JSON text a line: `worker` when a worker's line changed, `pedido` for each result, `coleta` for the whole.
 */
function ndjson(context: CliContext, handle: CollectionHandle): CollectionDisplay {
  const { write, end } = writer(context);
  const told = new Map<number, { readonly text: string; readonly at: number }>();
  let toldAll = Number.NEGATIVE_INFINITY;
  const look = (isLast: boolean): void => {
    const { workers, ...whole } = handle.snapshot();
    const now = performance.now();
    for (const worker of workers) {
      const text = changeOf(worker);
      const before = told.get(worker.worker_id);
      if (before?.text === text && now - before.at < TELL_AGAIN_MS) continue;
      told.set(worker.worker_id, { text, at: now });
      write(JSON.stringify({ evento: 'worker', ...worker }));
    }
    if (now - toldAll < TELL_ALL_MS && !isLast) return;
    toldAll = now;
    write(JSON.stringify({ evento: 'coleta', ...whole }));
  };
  const timer = setInterval(() => look(false), LOOK_EVERY_MS);
  const stop = handle.onEvent((event) => tellEvent(write, event, context.language));
  look(false);
  return {
    say: () => undefined,
    end: async () => {
      clearInterval(timer);
      stop();
      look(true);
      await end();
    },
  };
}

/** What of a worker's line is news; bytes and seconds alone are not. */
function changeOf({ po_id, status, arquivos_encontrados, arquivos_prontos }: CollectorWorker): string {
  return [po_id, status, arquivos_encontrados, arquivos_prontos].join(' ');
}

function tellEvent(write: (line: string) => void, event: CollectionEvent, language: Language): void {
  if (event.kind !== 'purchase-done') return;
  const { outcome, worker, at } = event;
  write(
    JSON.stringify({
      evento: 'pedido',
      worker_id: worker,
      po_id: outcome.number,
      status: outcome.status,
      tempo: (Date.parse(outcome.endedAt) - Date.parse(outcome.startedAt)) / 1000,
      timestamp: new Date(at).toISOString(),
      fornecedor: outcome.supplier,
      arquivos_encontrados: outcome.found,
      arquivos_prontos: outcome.stored.length,
      bytes: outcome.stored.reduce((sum, { bytes }) => sum + bytes, 0),
      pasta: outcome.folder,
      erro: outcome.error,
      causa: outcome.cause,
      causa_texto: outcome.cause === null ? null : causeText(outcome.cause, language),
      evidencias: outcome.evidence.map(evidenceRow),
      observacoes: remarksOf(outcome, language),
      previstos: (outcome.foreseen ?? []).map(foreseenRow),
      url: outcome.url,
    }),
  );
}
