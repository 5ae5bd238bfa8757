/** A server in a process of its own, on the database of the first parameter; it tells its memory when asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openServices } from '../../src/app/open-services.ts';
import { buildServer } from '../../src/http/server.ts';
import { testSettings } from './test-settings.ts';

const [databaseUrl = '', today = '', dataFolder = ''] = process.argv.slice(2);
const problems: string[] = [];
const services = await openServices(testSettings(databaseUrl, today, { RUPTURA_DATA: dataFolder }), {
  applicationName: 'test',
  onProblem: (_work, error) => problems.push(String(error)),
});
const server = await buildServer(services, { log: null });
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
