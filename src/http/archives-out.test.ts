import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredZip } from '../files/stored-zip.ts';
import { ArchivesOut } from './archives-out.ts';

const ENDLESS = 2 ** 40;
const PIECE = Buffer.alloc(64 * 1024);

let server: FastifyInstance;
let bodies: Readable[];
let taken: number;

beforeEach(async () => {
  bodies = [];
  taken = 0;
  server = fastify();
  const archives = new ArchivesOut({ most: 2, patienceMs: 500 });
  const endless = (): StoredZip => {
    const body = new Readable({
      read() {
        taken += PIECE.length;
        this.push(PIECE);
      },
    });
    bodies.push(body);
    return { bytes: ENDLESS, body };
  };
  server.get('/zip', async (_request, reply) => await archives.send(reply, 'a.zip', async () => endless()));
  server.get('/broken', async (_request, reply) =>
    archives.send(reply, 'a.zip', () => Promise.reject(new Error('broken'))),
  );
  server.setErrorHandler(async (error, _request, reply) => {
    return await reply.code(500).send((error as { code?: string }).code ?? 'FAILED');
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  for (const body of bodies) body.destroy();
  await server.close();
});

const port = () => (server.server.address() as AddressInfo).port;

/** A client that takes what it is sent, or nothing. */
function client(takes: boolean): Socket {
  const socket = connect(port(), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET /zip HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  if (takes) socket.resume();
  else socket.pause();
  return socket;
}
const ask = async (path: string, method = 'GET') =>
  await fetch(`http://127.0.0.1:${port()}${path}`, { method });
const open = () => bodies.filter(({ destroyed }) => !destroyed).length;

describe('archives on their way', () => {
  it('are few at once, and each makes room for another when its client goes', async () => {
    const clients = [client(true), client(true)];
    await expect.poll(() => bodies.length).toBe(2);
    const refused = await ask('/zip');
    expect([refused.status, await refused.text()]).toEqual([500, 'COLETA_ZIPS_DEMAIS']);
    for (const one of clients) one.destroy();
    await expect.poll(open).toBe(0);
    const third = client(true);
    await expect.poll(() => bodies.length).toBe(3);
    third.destroy();
  });

  it('are cut for a client that takes nothing, and not read ahead of it', async () => {
    client(false);
    await expect.poll(() => bodies.length).toBe(1);
    await expect.poll(open).toBe(0);
    // What the system buffers for a socket, and no more.
    expect(taken).toBeLessThan(32 * 1024 * 1024);
  });

  it('are not made for nothing: one that could not be begun takes no place, and neither does HEAD', async () => {
    for (let times = 0; times < 3; times++) expect(await (await ask('/broken')).text()).toBe('FAILED');
    for (let times = 0; times < 3; times++) {
      const { status, headers } = await ask('/zip', 'HEAD');
      expect([status, headers.get('content-type')]).toEqual([200, 'application/zip']);
    }
    await expect.poll(open).toBe(0);
    const last = client(true);
    await expect.poll(open).toBe(1);
    last.destroy();
  });
});
