/** A server with collections in a process of its own: database, data folder and portal are its parameters. */
import { openAnalysis } from '../../src/app/analysis.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { hold } from '../../src/engine/ruptura.ts';
import { buildServer } from '../../src/http/server.ts';
import { openDatabase } from '../../src/postgres/database.ts';
import { ProjectionSaver } from '../../src/upkeep/projection-saver.ts';

const [databaseUrl = '', dataFolder = '', portalBase = ''] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl, dataFolder: null, port: null, poolSize: 4 });
const ruptura = hold(database, null);
const onProblem = (error: unknown): void => {
  throw error;
};
const saver = new ProjectionSaver(ruptura, { interval: 30_000, onProblem });
const analysis = await openAnalysis(ruptura, resolveSettings({}).values, { onProblem });
const collections = { dataFolder, portalBase };
const server = await buildServer({ ruptura, saver, analysis, collections }, null);
await server.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ address: server.server.address() });
