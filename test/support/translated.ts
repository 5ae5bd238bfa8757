/** Programs in plain JavaScript: started from its sources, each process would first have to translate them. */
import { fileURLToPath } from 'node:url';
import { programUrl } from '../../src/processes/program-url.ts';

/** What the command line starts as processes and threads. */
const STARTED = [
  '../collector/run/worker-main',
  '../collector/mail/mail-worker',
  '../threads/analysis-worker',
  '../imports/online/import-main',
  '../collector/list/list-main',
];

/** Path of the command line. */
export function translatedProgram(): string {
  const asker = new URL('../../src/cli/main.ts', import.meta.url).href;
  return fileURLToPath(programUrl(asker, 'main', STARTED));
}

/** Path of a program beside a file of tests. */
export function translated(asker: string, name: string): string {
  return fileURLToPath(programUrl(asker, name));
}
