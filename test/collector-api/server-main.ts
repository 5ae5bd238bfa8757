/** A server with collections in a process of its own: database, data folder and portal are its parameters. */
import { openServices } from '../../src/app/open-services.ts';
import { buildServer } from '../../src/http/server.ts';
import { testSettings } from '../http/test-settings.ts';

const [databaseUrl = '', dataFolder = '', portalBase = ''] = process.argv.slice(2);
const values = testSettings(databaseUrl, null, { RUPTURA_DATA: dataFolder, COUPA_URL: portalBase });
const services = await openServices(values, {
  applicationName: 'test',
  onProblem: (_work, error) => {
    throw error;
  },
});
const server = await buildServer(services, { log: null });
await server.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ address: server.server.address() });
