// npm start: is `ruptura start` in this same process, with the parameters passed on; that sets up what is missing.
import { fileURLToPath } from 'node:url';
import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
const program = new URL('../bin/ruptura', import.meta.url);
process.argv.splice(1, 1, fileURLToPath(program), 'start');
import(program.href);
