import { speak } from '../../contract/language.ts';
import { TRANSFER_LIMITS } from '../bringing/transfer.ts';
import { diskError } from '../disk-errors.ts';
import { openPurchaseFolder } from '../folder/purchase-folder.ts';
import { openCollector } from './collect-purchase.ts';
import { openApiCollector } from './open-api-collector.ts';
import { WorkerLoop } from './worker-loop.ts';
import { type FromWorker, parseToWorker, problemOf, type ToWorker } from './worker-messages.ts';

/**
 * A collector's worker: a process of its own, so that what a browser or a file does to it harms no other purchase. It is
 * told everything by its coordinator, and ends with it, however that ends: with the channel between them.
 */

const ALIVE_EVERY_MS = 5_000;
/** An end that takes longer is no end: a page or a disk does not answer. */
const END_MS = 10_000;

function send(message: FromWorker): void {
  // A coordinator that was killed hears nothing more; the end of the channel ends this process, not a message lost in it.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

let outputFolder = '';
const explain = (error: unknown): unknown => diskError(error, outputFolder) ?? error;
const loop = new WorkerLoop(send, explain);

async function work(start: Extract<ToWorker, { kind: 'start' }>): Promise<void> {
  speak(start.settings.language);
  ({ outputFolder } = start.settings);
  const alive = setInterval(() => send({ kind: 'alive' }), ALIVE_EVERY_MS);
  try {
    const { settings, credentials } = start;
    const transferLimits = { ...TRANSFER_LIMITS, pace: loop.pace };
    const tools = {
      ...{ openStore: openPurchaseFolder, transferLimits },
      awaitStart: loop.awaitStart,
      ...(settings.perMinute === null ? {} : { pace: loop }),
    };
    const collector =
      settings.mode === 'api'
        ? openApiCollector(settings, credentials, loop, tools)
        : await openCollector(settings, loop, { ...tools, advice: loop });
    try {
      await loop.run(collector, start.settings.downloads);
    } finally {
      endSoon();
      await collector.close();
    }
  } catch (error) {
    send({ kind: 'useless', problem: problemOf(explain(error)) });
  } finally {
    clearInterval(alive);
    if (process.connected) process.disconnect();
  }
}

/** What hangs at the end does not keep the process. Killed, it takes its browser along: they share a pipe. */
function endSoon(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_MS).unref();
}

process.once('message', (first) => {
  const message = parseToWorker(first);
  if (message.kind !== 'start') throw new TypeError(`a worker begins with start, not ${message.kind}`);
  process.on('message', (next) => loop.receive(parseToWorker(next)));
  void work(message);
});

process.once('disconnect', () => {
  endSoon();
  loop.stop(true);
});
