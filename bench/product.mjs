// A process of its own that is the product as it is installed: the built server on a database that is filled, without
// a loader, so that worker threads start as they do for people.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist = '', settings = '{}', logPath = ''] = process.argv.slice(2);

/** @param {string[]} path */
const load = (...path) => import(pathToFileURL(join(dist, ...path)).href);

const { startServer } = await load('http', 'start-server.js');
const { openLogFile } = await load('http', 'log-file.js');
const { resolveSettings } = await load('settings', 'process-settings.js');

const log = openLogFile(logPath);
const { values } = resolveSettings(JSON.parse(settings));
const server = await startServer({ ...values, PORT: 0 }, { openLog: () => log.logger });
await server.ruptura.fresh();

function usage() {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, rss: process.memoryUsage.rss() };
}

async function stop() {
  await server.close();
  await log.close();
  process.disconnect();
}

process.on('message', (question) => {
  if (question === 'usage') process.send?.(usage());
  else void stop();
});
// Without its parent nobody would end this process.
process.on('disconnect', () => process.exit());
process.send?.({ url: server.url });
