import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { addLine, move, openTestServer, type TestServer, type TestServerOptions } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';

/** One event of the live book, as parsed from its bytes. */
export interface LiveEvent {
  readonly id: string;
  readonly versao: number;
  readonly hoje: string;
  readonly horario: string;
  readonly tudo?: boolean;
  readonly resultados?: readonly Readonly<Record<string, unknown>>[];
  readonly produtos?: readonly Readonly<Record<string, unknown>>[];
}

/** A client on a socket of its own that keeps every event it receives. */
export class LiveClient {
  readonly events: LiveEvent[] = [];
  /** When each event came, milliseconds of the monotonic clock. */
  readonly times: number[] = [];
  readonly response: IncomingMessage;
  /** Id of the last event or of an id sent alone, as an `EventSource` keeps it. */
  lastId = '';
  ended = false;
  /** Comments and other blocks without data. */
  others = 0;
  readonly #request: ClientRequest;
  #rest = '';
  readonly #wake: (() => void)[] = [];

  constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request;
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text));
    response.on('error', () => undefined);
    response.on('close', () => {
      this.ended = true;
      this.#notify();
    });
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop()!;
    for (const block of blocks) this.#block(block);
    this.#notify();
  }

  #block(block: string): void {
    const lines = block.split('\n');
    const field = (name: string): string | undefined =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    this.lastId = field('id') ?? this.lastId;
    const data = field('data');
    if (data === undefined) {
      this.others++;
      return;
    }
    this.times.push(performance.now());
    this.events.push({ ...(JSON.parse(data) as LiveEvent), id: this.lastId });
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Waits until the events so far satisfy a condition. */
  async until(condition: (events: readonly LiveEvent[]) => boolean, what: string): Promise<void> {
    // What is waited for comes in milliseconds; on a busy machine it may take many seconds.
    const late = AbortSignal.timeout(30_000);
    while (!condition(this.events)) {
      if (late.aborted || this.ended) {
        throw new Error(`no ${what}; events so far: ${JSON.stringify(this.events).slice(0, 2000)}`);
      }
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
        late.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  async untilEnded(): Promise<void> {
    if (!this.ended) await once(this.response, 'close');
  }

  /** The answers about one order received after the first so many events. */
  answersOf(order: string, from = 1): Readonly<Record<string, unknown>>[] {
    return this.events
      .slice(from)
      .flatMap((event) => (event.resultados ?? []).filter((answer) => answer['num_pedido'] === order));
  }

  close(): void {
    this.#request.destroy();
  }
}

/** Listens on a free port; the address. */
export async function listen(server: FastifyInstance): Promise<string> {
  await server.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

/** Connects to a stream and waits for its first event. */
export async function follow(url: string, headers: Record<string, string> = {}): Promise<LiveClient> {
  const request = get(url, { headers, agent: false });
  request.on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  const client = new LiveClient(request, response);
  await client.until((events) => events.length > 0, 'first event');
  return client;
}

/** A server of one file of tests with its streams; emptied before each test. */
export interface LiveBench {
  readonly test: TestServer;
  readonly address: string;
  /** Another SQL client. */
  readonly writer: pg.Client;
  /** Connects to the stream; closed when the test is over. */
  watch(query: string, headers?: Record<string, string>): Promise<LiveClient>;
  startOver(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a server that listens. */
export async function openLiveBench(options: TestServerOptions = {}): Promise<LiveBench> {
  const test = await openTestServer(options);
  const address = await listen(test.server);
  const writer = await test.database.connect();
  const clients: LiveClient[] = [];
  const leave = (): void => {
    for (const client of clients.splice(0)) client.close();
  };
  return {
    test,
    address,
    writer,
    watch: async (query, headers = {}) => {
      const client = await follow(`${address}/api/ao-vivo?${query}`, headers);
      clients.push(client);
      return client;
    },
    startOver: async () => {
      leave();
      await startOver(writer);
    },
    close: async () => {
      leave();
      await writer.end();
      await test.close();
    },
  };
}

/** Three orders of A, one of B. */
export async function smallBook(writer: pg.Client): Promise<void> {
  await move(writer, 'A', '10');
  await move(writer, 'B', '10');
  for (const order of ['P1', 'P2', 'P3']) {
    await addLine(writer, { order, product: 'A', quantity: '5', date: '2026-03-03' });
  }
  await addLine(writer, { order: 'P4', product: 'B', quantity: '5', date: '2026-03-03' });
}
