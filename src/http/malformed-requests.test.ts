import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseMalformed } from './malformed-requests.ts';
import { limitBodyTime } from './request-time.ts';

const SLOW_BODY = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nabc';

let server: FastifyInstance;
let sockets: Socket[];

beforeEach(async () => {
  sockets = [];
  server = fastify({ clientErrorHandler: refuseMalformed, requestTimeout: 0 });
  limitBodyTime(server, 50);
  server.post('/', async () => 'taken');
  await server.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

/** Says something and never closes its end; the socket and what comes back until the server closes its own. */
async function say(what: string): Promise<{ socket: Socket; answer: string }> {
  const { port } = server.server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8');
  socket.on('error', () => undefined);
  sockets.push(socket);
  let answer = '';
  socket.on('data', (text: string) => {
    answer += text;
  });
  socket.write(what);
  await once(socket, 'end');
  return { socket, answer };
}

async function allGone(): Promise<void> {
  const open = (): Promise<number> =>
    new Promise((resolve, reject) =>
      server.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
    );
  await expect.poll(open, { timeout: 20_000, interval: 50 }).toBe(0);
}

describe('a connection that was told that its request is none', () => {
  it.each([
    ['a body that does not come', SLOW_BODY, 408],
    ['no HTTP at all', '\u0016\u0003\u0001 hello\r\n\r\n', 400],
    ['a head without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(70_000)}`, 431],
  ])('for %s is let go, though the caller never closes it', async (_case, what, status) => {
    const said = await Promise.all(Array.from({ length: 20 }, () => say(what)));
    for (const { answer } of said)
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*REQUISICAO_INVALIDA`, 's'));
    await allGone();
  });

  it('is let go though the caller goes on sending', async () => {
    const { socket } = await say(SLOW_BODY);
    const more = setInterval(() => socket.write('x'), 20);
    await allGone();
    clearInterval(more);
  });
});
