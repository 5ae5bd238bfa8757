import { type AddressInfo, connect, type Socket } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventBytes } from '../contract/event-frames.ts';
import { type EventStream, type EventStreamOptions, EventStreams, lastEventId } from './event-stream.ts';

/** More than lies between a server and a client that does not read. */
const MEGABYTES = 24;
const BEAT = ':\n\n';
/** Of the real clock, whatever a test does to its own. */
const later = setTimeout;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void later(resolve, ms));
let server: FastifyInstance;
let streams: EventStreams;
let opened: EventStream[];
let sockets: Socket[];

beforeEach(() => {
  opened = [];
  sockets = [];
});

afterEach(async () => {
  vi.useRealTimers();
  for (const socket of sockets) socket.destroy();
  for (const stream of opened) stream.cut();
  await server?.close();
});

async function serve(options?: EventStreamOptions): Promise<void> {
  streams = new EventStreams(options);
  server = fastify({ logger: false });
  server.get('/', (_request, reply) => {
    reply.header('x-own', 'kept');
    opened.push(streams.open(reply));
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
}

/** Unlike `expect.poll` it leaves the clock of a test alone. */
async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 30_000; !condition(); await sleep(2)) {
    if (performance.now() > deadline) throw new Error(`never: ${condition.toString()}`);
  }
}

/** A client that keeps what it reads; paused, it reads nothing. */
async function client(
  paused = false,
): Promise<{ readonly socket: Socket; text: () => string; stream: EventStream }> {
  const { port } = server.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  let text = '';
  if (!paused) {
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1');
    });
  }
  const count = opened.length;
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await until(() => opened.length > count);
  return { socket, text: () => text, stream: opened.at(-1)! };
}

describe('an event', () => {
  it('has its id and its data in one block, from text or from bytes', () => {
    expect(eventBytes(7, '{"a":1}').toString()).toBe('id: 7\ndata: {"a":1}\n\n');
    expect(eventBytes(7, Buffer.from('{"é":1}')).toString()).toBe('id: 7\ndata: {"é":1}\n\n');
    expect(eventBytes(null, 'x').toString()).toBe('data: x\n\n');
  });

  it.each([
    ['12', 12],
    [' 12 ', 12],
    ['', 0],
    ['-1', 0],
    ['1e3', 0],
    ['1.5', 0],
    ['9999999999', 0],
    [undefined, 0],
    [['1', '2'], 0],
  ] as const)('is resumed after Last-Event-ID %j as number %d', (header, number) => {
    expect(lastEventId(header)).toBe(number);
  });
});

describe('a stream', () => {
  it('answers at once with the headers of the reply and of a stream', async () => {
    await serve();
    const { text } = await client();
    await until(() => text().includes('\r\n\r\n'));
    expect(text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    for (const header of [
      'x-own: kept',
      'content-type: text/event-stream; charset=utf-8',
      'cache-control: no-cache',
      'x-accel-buffering: no',
    ]) {
      expect(text().toLowerCase()).toContain(header);
    }
    expect(text().toLowerCase()).not.toContain('transfer-encoding');
  });

  it('shows every 15 seconds that it is alive, and no sooner', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await serve();
    const first = await client();
    const second = await client();
    vi.advanceTimersByTime(14_999);
    first.stream.write(Buffer.from('data: fence\n\n'));
    await until(() => first.text().includes('fence'));
    expect(first.text()).not.toContain(BEAT);
    vi.advanceTimersByTime(1);
    await until(() => first.text().includes(BEAT));
    await until(() => second.text().includes(BEAT));
    vi.advanceTimersByTime(30_000);
    await until(() => first.text().split(BEAT).length === 4);
  });

  it('leaves no heartbeat behind when the last client is gone', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await serve();
    const { socket, stream } = await client();
    expect([streams.size, vi.getTimerCount()]).toEqual([1, 1]);
    socket.destroy();
    await until(() => stream.gone.aborted);
    expect([streams.size, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('sends bytes of any length whole and in order', async () => {
    await serve();
    const { text, stream } = await client();
    const long = 'abcdefghij'.repeat(300_000);
    expect(await stream.send(Buffer.from(`data: ${long}\n\n`))).toBe(true);
    stream.end(Buffer.from('data: last\n\n'));
    await until(() => text().endsWith('data: last\n\n'));
    expect(text()).toContain(`data: ${long}\n\ndata: last\n\n`);
    expect(stream.ready).toBe(false);
  });
});

/** Fills what lies between server and client; resolves when the client has to take something first. */
async function fill(
  stream: EventStream,
): Promise<{ readonly sending: Promise<boolean>; done: () => number }> {
  let done = 0;
  const piece = Buffer.alloc(1024 * 1024, 'x');
  const sending = (async () => {
    while (done < MEGABYTES) {
      if (!(await stream.send(piece))) return false;
      done++;
    }
    return true;
  })();
  for (let before = -1; before !== done; await sleep(100)) before = done;
  return { sending, done: () => done };
}

describe('a client that does not read', () => {
  it('is waited for, then takes everything', async () => {
    await serve();
    const { socket, stream } = await client(true);
    const { sending, done } = await fill(stream);
    expect(done()).toBeLessThan(MEGABYTES);
    expect(stream.ready).toBe(false);
    let bytes = 0;
    socket.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    expect(await sending).toBe(true);
    await until(() => bytes > MEGABYTES * 1024 * 1024);
  });

  it('is cut when it took nothing for too long, and only then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await serve({ patienceMs: 60_000 });
    const { socket, stream } = await client(true);
    const { sending, done } = await fill(stream);
    for (let round = 0; round < 4; round++) {
      vi.advanceTimersByTime(59_999);
      expect(stream.gone.aborted).toBe(false);
      // It reads enough for the kernel to ask for more: its time begins anew.
      for (const before = done(); done() === before; ) if (socket.read() === null) await sleep(1);
      await until(() => vi.getTimerCount() === 1);
    }
    vi.advanceTimersByTime(60_000);
    expect(await sending).toBe(false);
    expect(stream.gone.aborted).toBe(true);
    await until(() => streams.size === 0);
  });

  it('is handed no heartbeats', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await serve({ heartbeatMs: 5 });
    const { socket, stream } = await client(true);
    const { sending } = await fill(stream);
    vi.advanceTimersByTime(50);
    let text = '';
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1');
    });
    expect(await sending).toBe(true);
    const within = text.slice(text.indexOf('x'), text.lastIndexOf('x'));
    expect(within.split(BEAT).length).toBeLessThan(3);
  });
});

describe('a heartbeat that fills the buffer', () => {
  it('does not make the stream deaf for ever', async () => {
    await serve({ heartbeatMs: 1 });
    const { socket, stream } = await client(true);
    // As much as waits in the process without a complaint, then beats until one is heard.
    while (stream.ready) {
      stream.write(Buffer.alloc(4000, 'x'));
      await sleep(0);
    }
    socket.resume();
    await until(() => stream.ready);
    expect(await stream.send(Buffer.from('data: more\n\n'))).toBe(true);
  });
});

describe('a stop', () => {
  it('ends all streams with the hint to connect again, those opened later too', async () => {
    await serve();
    const early = await client();
    streams.stop();
    await until(() => early.socket.closed);
    expect(early.text()).toMatch(/\r\n\r\nretry: 2000\n\n$/);
    expect(await early.stream.send(Buffer.from('data: late\n\n'))).toBe(false);
    const late = await client();
    await until(() => late.socket.closed);
    expect(late.text()).toContain('retry: 2000');
    expect(streams.size).toBe(0);
  });

  it('drops within seconds what a client does not take, also of a stream that had ended', async () => {
    await serve();
    const stuck = await client(true);
    const ended = await client(true);
    await fill(stuck.stream);
    await fill(ended.stream);
    ended.stream.end();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    streams.stop();
    vi.advanceTimersByTime(4999);
    expect([stuck, ended].map(({ stream }) => stream.gone.aborted)).toEqual([false, false]);
    vi.advanceTimersByTime(1);
    expect([stuck, ended].map(({ stream }) => stream.gone.aborted)).toEqual([true, true]);
  });
});
