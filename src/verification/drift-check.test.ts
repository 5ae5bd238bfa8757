import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answeringServer } from './drift-check.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await close(server);
  }
});

async function close(server: Server): Promise<void> {
  if (server.listening) await once(server.close(), 'close');
}

async function listen(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the server that is registered with the data', () => {
  it('is looked up again while nobody listens where it says', async () => {
    const gone = createServer();
    const nobody = await listen(gone);
    await close(gone);
    const url = await listen(createServer((_request, response) => response.end()));
    const registered = [nobody, nobody, url];
    expect(await answeringServer(async () => registered.shift()!)).toBe(url);
    expect(registered).toEqual([]);
  });

  it('is the one to ask once it takes a connection, however long its answer takes', async () => {
    const url = await listen(createServer(() => undefined));
    let lookups = 0;
    const find = async () => {
      lookups++;
      return url;
    };
    expect(await answeringServer(find, 50)).toBe(url);
    expect(lookups).toBe(1);
  });

  it('is none where none is registered', async () => {
    expect(await answeringServer(async () => null)).toBeNull();
  });
});
