import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { atPace, commitLine, singleLines } from './commits.ts';
import type { Contestant, Facts, WorkerConfig } from './protocol.ts';

const AT_ONCE = 50;
const PATIENCE_MS = 20_000;
const VERSION = /"versao":(\d+)/;

/** A stream on a bare socket: whoever counts for a thousand must not cost more than what is counted. */
class Watcher {
  readonly socket: Socket;
  events = 0;
  ended = false;
  #last: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.ended = true;
    });
  }

  #take(chunk: Buffer): void {
    for (let at = chunk.indexOf('data: '); at >= 0; at = chunk.indexOf('data: ', at + 6)) this.events++;
    this.#last = chunk;
  }

  /** Version in the last event. */
  get version(): number {
    return Number(VERSION.exec(this.#last.subarray(this.#last.lastIndexOf('data: ')).toString())?.[1] ?? -1);
  }
}

/** Many clients of one watch, and a SQL client that changes what they watch. */
export async function crowdClient({ url, server, plan }: WorkerConfig): Promise<Contestant> {
  const writer = new pg.Client({ connectionString: url! });
  await writer.connect();
  const [line] = await singleLines(writer, 1);
  const query =
    plan!['watch'] === 'chaves' ? 'todos=1&detalhe=chaves' : `pedidos=${encodeURIComponent(line!.order)}`;
  const watchers: Watcher[] = [];
  while (watchers.length < Number(plan!['clients'])) {
    const more = Math.min(AT_ONCE, Number(plan!['clients']) - watchers.length);
    watchers.push(...(await Promise.all(Array.from({ length: more }, () => join(server!, query)))));
  }
  let found: Facts = {};
  let next = 1;
  return {
    facts: {},
    run: async () => {
      for (const watcher of watchers) watcher.events = 0;
      const started = performance.now();
      await atPace(Number(plan!['commits']), Number(plan!['perSecond']), () =>
        commitLine(writer, line!, next++, Number(plan!['decimals'])),
      );
      const version = await settled(watchers);
      const events = watchers.reduce((sum, watcher) => sum + watcher.events, 0);
      const behind = watchers.filter((watcher) => watcher.ended || watcher.version !== version).length;
      found = { events, behind, each: events / watchers.length, took: performance.now() - started };
    },
    found: () => found,
    close: async () => {
      for (const { socket } of watchers) socket.destroy();
      await writer.end();
    },
  };
}

async function join(server: string, query: string): Promise<Watcher> {
  const { hostname, port } = new URL(server);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const watcher = new Watcher(socket);
  socket.write(`GET /api/ao-vivo?${query} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  while (watcher.events === 0 && !watcher.ended) await sleep(2);
  return watcher;
}

/** Waits until all clients are at the latest version anybody has, and stay there; that version. */
async function settled(watchers: readonly Watcher[]): Promise<number> {
  const until = performance.now() + PATIENCE_MS;
  for (let before = -1; ; ) {
    await sleep(200);
    const versions = watchers.map((watcher) => watcher.version);
    const latest = Math.max(...versions);
    if (performance.now() > until) return latest;
    if (latest === before && versions.every((version) => version === latest)) return latest;
    before = latest;
  }
}
