import { getEventListeners } from 'node:events';
import { EXIT } from './exit-codes.ts';
import { runCli } from './run.ts';

const interrupted = new AbortController();
const halted = new AbortController();
/** Under npm one Ctrl-C arrives twice: from the terminal, and again from npm. */
const ECHO_MS = 1000;
/** A command that puts something in order after the second Ctrl-C may take so long. */
const ORDER_MS = 10_000;
let firstAt = 0;
/** The first Ctrl-C lets the command undo what is half done; the second ends it, at once unless it asked to be told. */
const onSignal = (name: NodeJS.Signals): void => {
  if (!interrupted.signal.aborted) {
    firstAt = performance.now();
    interrupted.abort(new DOMException(name, 'AbortError'));
  } else if (performance.now() - firstAt > ECHO_MS) halt();
};
const halt = (): void => {
  const isHeeded = !halted.signal.aborted && getEventListeners(halted.signal, 'abort').length > 0;
  halted.abort();
  if (isHeeded) setTimeout(() => process.exit(EXIT.interrupted), ORDER_MS).unref();
  else process.exit(EXIT.interrupted);
};
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  signal: interrupted.signal,
  halt: halted.signal,
});
