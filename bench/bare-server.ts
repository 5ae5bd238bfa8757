import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startRun } from './client-run.ts';
import { eventBlocks, openStream } from './event-reader.ts';
import type { Contestant, WorkerConfig } from './protocol.ts';

const BLANK_LINE = Buffer.from('\n\n');

/**
 * The floor: a server of Node.js and nothing else, which sends the very bytes of a run of the product, event by event,
 * from memory. Whoever receives a run cannot be faster than this.
 */
export async function bareServer({ server, plan }: WorkerConfig): Promise<Contestant> {
  const run = await startRun(server!, String(plan?.['detail'] ?? 'completo'));
  const events: Buffer[] = [];
  const stream = await openStream(`${server}/api/ruptura/worker/stream/${run.session_id}`);
  for await (const block of eventBlocks(stream)) events.push(Buffer.concat([block, BLANK_LINE]));
  const started = JSON.stringify(run);
  const bare = createServer((request, response) => {
    if (request.method === 'GET') void sendAll(response, events);
    else response.setHeader('content-type', 'application/json').end(started);
  });
  bare.listen(0, '127.0.0.1');
  await once(bare, 'listening');
  const { port } = bare.address() as AddressInfo;
  return { facts: { port }, run: () => undefined, close: () => void bare.close() };
}

async function sendAll(response: ServerResponse, events: readonly Buffer[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
  for (const event of events) if (!response.write(event)) await once(response, 'drain');
  response.end();
}
