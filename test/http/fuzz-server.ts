/** A server in a process of its own, on the database of the first parameter; it tells its memory when asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openAnalysis } from '../../src/app/analysis.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { parseIsoDate } from '../../src/contract/units.ts';
import { hold } from '../../src/engine/ruptura.ts';
import { buildServer } from '../../src/http/server.ts';
import { openDatabase } from '../../src/postgres/database.ts';
import { ProjectionSaver } from '../../src/upkeep/projection-saver.ts';

const [databaseUrl = '', today = ''] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl, dataFolder: null, port: null, poolSize: 6 });
const ruptura = hold(database, parseIsoDate(today));
const problems: string[] = [];
const onProblem = (error: unknown): void => {
  problems.push(String(error));
};
const saver = new ProjectionSaver(ruptura, { interval: 30_000, onProblem });
const analysis = await openAnalysis(ruptura, resolveSettings({}).values, { onProblem });
const server = await buildServer({ ruptura, saver, analysis }, null);
await server.listen({ host: '127.0.0.1', port: 0 });
process.on('uncaughtException', (error) => {
  process.send?.({ fatal: String(error.stack) });
  process.exit(1);
});
process.on('message', async () => {
  // What waits for a timer or a closing connection is let go first.
  for (let round = 0; round < 3; round++) {
    await sleep(150);
    globalThis.gc?.();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ heapUsed, external, rss, problems: problems.splice(0) });
});
process.send?.({ address: server.server.address() });
