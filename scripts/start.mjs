// npm start: sets up what is missing, then is `ruptura start` in this same process, with the parameters passed on.
import { fileURLToPath } from 'node:url';
import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
import('./setup.mjs')
  .then(({ ensureReady }) => ensureReady())
  .then(() => {
    const program = new URL('../bin/ruptura', import.meta.url);
    process.argv.splice(1, 1, fileURLToPath(program), 'start');
    return import(program.href);
  });
