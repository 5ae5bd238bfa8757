import { EXIT } from './exit-codes.ts';
import { runCli } from './run.ts';

const interrupted = new AbortController();
/** Under npm one Ctrl-C arrives twice: from the terminal, and again from npm. */
const ECHO_MS = 1000;
let firstAt = 0;
/** The first Ctrl-C lets the command undo what is half done; the second ends it at once. */
const onSignal = (): void => {
  if (!interrupted.signal.aborted) {
    firstAt = performance.now();
    interrupted.abort();
  } else if (performance.now() - firstAt > ECHO_MS) process.exit(EXIT.interrupted);
};
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  signal: interrupted.signal,
});
