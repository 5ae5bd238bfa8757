import type { CollectionHandle, CollectionResult } from '../collections/collection-handle.ts';
import type { EndedRun, EndNotice } from '../collections/end-notice.ts';
import { displayOf } from './collection-display.ts';
import { summaryLines } from './collection-summary.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import type { Outcome } from './program.ts';
import { simulationLines } from './simulation-view.ts';

/** Whoever ends a service kills it soon after; what runs may be finished until then. */
const TERMINATION_MS = 8_000;
/** Most time for the notice at the end; less where somebody waits for the program to end. */
const NOTICE_MS = 60_000;
const HURRIED_NOTICE_MS = 5_000;

/**
 * Shows a collection until its end and does what Ctrl-C asks for: once, finish what runs; twice, stop now.
 * @throws what made it fail
 */
export async function attendCollection(
  context: CliContext,
  handle: CollectionHandle,
  notice: EndNotice | null,
): Promise<Outcome> {
  const display = displayOf(context, handle);
  display.say(beginning(context, handle), true);
  if (handle.from.mode === 'api')
    display.say(context.labels.say('collect_by_api', { base: handle.from.base }));
  const others = handle.sheet?.others ?? [];
  if (handle.sheet !== null && others.length > 0)
    display.say(
      context.labels.say('collect_sheet', {
        sheet: handle.sheet.name,
        others: others.slice(0, 10).join(', '),
      }),
    );
  const ignore = heedSignals(context, handle, (sentence) => display.say(sentence));
  let result: CollectionResult;
  try {
    result = await handle.done;
  } finally {
    ignore();
    await display.end();
  }
  if (handle.isSimulated && !context.machine)
    await context.output.lines(...simulationLines(context, result.outcomes));
  await printEnd(context, handle, result);
  if (notice !== null) await giveNotice(context, notice, { handle, result });
  if (result.error !== null) throw result.error;
  if (result.state === 'interrupted') return EXIT.interrupted;
  const { total, linhas_recusadas } = result.summary;
  return total.com_falha + linhas_recusadas > 0 ? EXIT.failure : EXIT.ok;
}

/** Tells somebody outside. That nobody could be told is said, and changes nothing about how the command ends. */
async function giveNotice({ io, notices, language }: CliContext, notice: EndNotice, end: EndedRun) {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  // One that has been pressed already asked for the end of the collection, not of the notice.
  if (!io.signal.aborted) io.signal.addEventListener('abort', stop, { once: true });
  if (io.halt?.aborted === false) io.halt.addEventListener('abort', stop, { once: true });
  const limit = io.signal.aborted ? HURRIED_NOTICE_MS : NOTICE_MS;
  const failure = await notice.tell(end, { limit, signal: stopped.signal });
  io.signal.removeEventListener('abort', stop);
  io.halt?.removeEventListener('abort', stop);
  if (failure === null) return;
  await notices.lines(failure.sentence(language));
  await notices.flush();
}

function beginning({ labels, formats }: CliContext, handle: CollectionHandle): string {
  const { total } = handle.snapshot();
  const purchases = labels.count('collect_orders', total, { n: formats.integer(total) });
  const { id, outputFolder: folder } = handle;
  if (!handle.isResumed && handle.isSimulated)
    return labels.say('collect_began_simulation', { id, purchases });
  if (!handle.isResumed) return labels.say('collect_began', { id, purchases, folder });
  return labels.say('collect_resumed', { id, purchases, folder, before: formats.integer(handle.before) });
}

function heedSignals(
  { io, labels }: CliContext,
  handle: CollectionHandle,
  say: (sentence: string) => void,
): () => void {
  let timer: NodeJS.Timeout | null = null;
  const stopNow = (): void => {
    say(labels.say('collect_stopping_now'));
    handle.cancel('now');
  };
  const finish = (): void => {
    say(labels.say('collect_stopping'));
    handle.cancel('finish');
    if ((io.signal.reason as Error).message === 'SIGTERM') timer = setTimeout(stopNow, TERMINATION_MS);
  };
  io.signal.addEventListener('abort', finish, { once: true });
  io.halt?.addEventListener('abort', stopNow, { once: true });
  if (io.signal.aborted) finish();
  return () => {
    if (timer !== null) clearTimeout(timer);
    io.signal.removeEventListener('abort', finish);
    io.halt?.removeEventListener('abort', stopNow);
  };
}

async function printEnd(
  context: CliContext,
  handle: CollectionHandle,
  { state, summary }: CollectionResult,
): Promise<void> {
  if (context.machine) {
    await context.output.json({ evento: 'resumo', ...summary });
    await context.output.flush();
    return;
  }
  await context.output.lines(...summaryLines(context, summary));
  if (state !== 'completed') {
    const command = `ruptura coletar --retomar ${handle.id} --saida ${quoted(handle.outputFolder)}`;
    const hint = context.labels.say('collect_how_to_resume', { command: context.colors.cyan(command) });
    await context.output.lines('', `  ${hint}`);
  }
  await context.output.flush();
}

function quoted(path: string): string {
  return /^[\w./~+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
