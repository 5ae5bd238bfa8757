/** Work that is followed over a real connection. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Watched } from '../tasks/watched.ts';
import { type Cadence, workStreams } from './work-stream.ts';

let server: FastifyInstance;
let work: { watched: Watched; rests: boolean; mark: string; state: string };

async function serve(cadence?: Cadence): Promise<void> {
  server = fastify();
  const streamOf = workStreams(server, cadence);
  server.get('/', (request, reply) => streamOf(request, reply, work, () => ({ state: work.state })));
  await server.listen({ host: '127.0.0.1', port: 0 });
}

function become(state: string, rests: boolean): void {
  work.state = state;
  work.rests = rests;
  work.mark = `mark of ${state}`;
  work.watched.tell();
}

beforeEach(() => {
  work = { watched: new Watched(), rests: false, mark: 'mark of begun', state: 'begun' };
});

afterEach(async () => {
  await server.close();
});

interface Followed {
  readonly status: number | undefined;
  /** Settled when the stream has ended. */
  readonly end: Promise<unknown>;
  /** Everything received so far. */
  text(): string;
}

async function follow(headers: Record<string, string> = {}): Promise<Followed> {
  const { port } = server.server.address() as AddressInfo;
  const [response] = (await once(get({ port, headers, agent: false }), 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return { status: response.statusCode, end: once(response, 'end'), text: () => text };
}

const event = (state: string): string => `id: mark of ${state}\ndata: {"state":"${state}"}\n\n`;

describe('a stream of work', () => {
  it('tells how it stands, every change, and ends with the state it rests in', async () => {
    await serve();
    const { end, text } = await follow();
    await expect.poll(text).toBe(event('begun'));
    become('stored', false);
    await expect.poll(text).toBe(event('begun') + event('stored'));
    become('done', true);
    await end;
    expect(text()).toBe(event('begun') + event('stored') + event('done'));
  });

  it('is 204 for who has the state in which it rests, and a stream for everybody else', async () => {
    await serve();
    const held = { 'last-event-id': 'mark of done' };
    become('done', true);
    expect((await follow(held)).status).toBe(204);
    const [first, other] = [await follow(), await follow({ 'last-event-id': 'mark of begun' })];
    await Promise.all([first.end, other.end]);
    expect([first.text(), other.text()]).toEqual([event('done'), event('done')]);
    // The same mark of work under way says nothing: it may have been another state.
    work.rests = false;
    expect((await follow(held)).status).toBe(200);
  });

  it('tells a state that lies behind by now once, and the newest one after it', async () => {
    await serve({ least: 200 });
    const { end, text } = await follow();
    await expect.poll(text).toBe(event('begun'));
    for (const state of ['a', 'b', 'c']) become(state, false);
    become('done', true);
    await end;
    expect(text()).toBe(event('begun') + event('done'));
  });

  it('tells it again by itself where times are told', async () => {
    await serve({ most: 20 });
    const { text } = await follow();
    await expect.poll(text).toContain(event('begun').repeat(3));
  });

  it('ends with the server, with the hint to come back', async () => {
    await serve();
    const { end, text } = await follow();
    await expect.poll(text).toBe(event('begun'));
    const closing = server.close();
    await end;
    expect(text()).toContain('retry: ');
    await closing;
  });
});
