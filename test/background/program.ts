import { hold } from '../../src/engine/ruptura.ts';
import { openDatabase } from '../../src/postgres/database.ts';
import { Leases } from '../../src/tasks/leases.ts';
import { Upkeep } from '../../src/upkeep/upkeep.ts';

/**
 * A process that does the work in the background where it is elected: `program.ts <database url> <lease in ms>`. Whenever
 * its standing changes it says so in a line. It ends with its standard input.
 */
const [, , databaseUrl = '', duration = ''] = process.argv;

function onProblem(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
}

const database = await openDatabase({ databaseUrl, dataFolder: null, port: null, poolSize: 3 });
const ruptura = hold(database, null);
const leases = new Leases(database.pool, { onProblem, duration: Number(duration) });
const upkeep = new Upkeep(ruptura, { leases, interval: 100, onProblem });
let told = '';
setInterval(() => {
  const { standing } = upkeep.figures();
  if (standing !== told) process.stdout.write(`${standing}\n`);
  told = standing;
}, 20);
upkeep.start();
process.stdin.resume().on('end', () => process.exit(0));
