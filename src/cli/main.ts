import { EXIT } from './exit-codes.ts';
import { runCli } from './run.ts';

const interrupted = new AbortController();
/** The first Ctrl-C lets the command undo what is half done; the second ends it at once. */
const onSignal = (): void => {
  if (interrupted.signal.aborted) process.exit(EXIT.interrupted);
  interrupted.abort();
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
