import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  atPace,
  commitLine,
  commitMovement,
  commitsIn,
  percentile,
  type SingleLine,
  singleLines,
} from './commits.ts';
import { dataOf, eventBlocks, openStream } from './event-reader.ts';
import type { Contestant, Facts, WorkerConfig } from './protocol.ts';

const MOST_LINES = 200;
const LIST = 20;
const RUN_ORDERS = 1_000;
const PATIENCE_MS = 10_000;

/**
 * Another SQL client and a watching client of the live book in one process, so that one clock sees both: the time from
 * the acknowledged commit until the event that shows it is there. A commit that a later one of the same line overtakes
 * counts as shown by that one's event.
 */
export async function liveClient({ url, server, plan }: WorkerConfig): Promise<Contestant> {
  const writer = new pg.Client({ connectionString: url! });
  await writer.connect();
  const watch = String(plan!['watch']);
  const lines = await singleLines(writer, watch === 'lista' ? LIST : MOST_LINES);
  const decimals = Number(plan!['decimals']);
  let next = 1;
  const numbersIn = (text: string): number[] =>
    watch === 'chaves' ? latestOf(text, lines, next - 1) : commitsIn(text, decimals);
  const latencies = new Latencies(lines.length, numbersIn);
  const stream = await openStream(`${server}/api/ao-vivo?${await queryOf(server!, watch, lines)}`);
  const reading = read(stream, latencies);
  return {
    facts: {},
    run: async () => {
      latencies.reset();
      await atPace(Number(plan!['commits']), Number(plan!['perSecond']), async () => {
        const number = next++;
        const line = lines[number % lines.length]!;
        latencies.begin(number);
        if (watch === 'chaves') await commitMovement(writer, line);
        else await commitLine(writer, line, number, decimals);
        latencies.committed(number);
      });
      const until = performance.now() + PATIENCE_MS;
      while (latencies.open > 0 && performance.now() < until) await sleep(10);
    },
    found: () => latencies.facts(),
    close: async () => {
      stream.destroy();
      await reading.catch(() => undefined);
      await writer.end();
    },
  };
}

/** Of each product an event of keys names, the last commit that moved it. */
function latestOf(text: string, lines: readonly SingleLine[], last: number): number[] {
  const { produtos } = JSON.parse(text) as { produtos: string[] };
  const places = produtos.map((code) => lines.findIndex(({ product }) => product === code));
  const { length } = lines;
  return places.filter((place) => place >= 0).map((place) => last - ((last - place + length) % length));
}

async function queryOf(
  server: string,
  watch: string,
  lines: readonly { readonly order: string }[],
): Promise<string> {
  if (watch === 'todos') return 'todos=1';
  if (watch === 'chaves') return 'todos=1&detalhe=chaves';
  const orders = lines.map(({ order }) => order);
  if (watch === 'lista') return `pedidos=${orders.map(encodeURIComponent).join(',')}`;
  const page = await fetch(`${server}/api/carteira?limite=${RUN_ORDERS}`);
  const { pedidos } = (await page.json()) as { pedidos: { num_pedido: string }[] };
  const others = pedidos.map(({ num_pedido }) => num_pedido);
  const started = await fetch(`${server}/api/ruptura/worker/processar`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pedidos: [...orders, ...others].slice(0, RUN_ORDERS) }),
  });
  return `sessao=${((await started.json()) as { session_id: string }).session_id}`;
}

async function read(stream: AsyncIterable<Buffer>, latencies: Latencies): Promise<void> {
  for await (const block of eventBlocks(stream)) {
    const now = performance.now();
    const data = dataOf(block);
    if (data !== null) latencies.shown(data.toString(), now);
  }
}

/** Which commits are on their way, and how long those that arrived took. */
class Latencies {
  readonly #lines: number;
  readonly #numbersIn: (text: string) => number[];
  /** When a commit was acknowledged; null: not yet. */
  readonly #open = new Map<number, number | null>();
  readonly #early = new Set<number>();
  #times: number[] = [];
  #events = 0;

  constructor(lines: number, numbersIn: (text: string) => number[]) {
    this.#lines = lines;
    this.#numbersIn = numbersIn;
  }

  get open(): number {
    return this.#open.size;
  }

  reset(): void {
    this.#times = [];
    this.#events = 0;
    this.#open.clear();
  }

  begin(number: number): void {
    this.#open.set(number, null);
  }

  committed(number: number): void {
    if (this.#early.delete(number)) this.#times.push(0);
    else if (this.#open.has(number)) this.#open.set(number, performance.now());
  }

  shown(text: string, now: number): void {
    this.#events++;
    for (const shown of this.#numbersIn(text)) {
      for (let number = shown; number > 0; number -= this.#lines) {
        const at = this.#open.get(number);
        if (at === undefined) break;
        this.#open.delete(number);
        if (at === null) this.#early.add(number);
        else this.#times.push(now - at);
      }
    }
  }

  facts(): Facts {
    return {
      p50: percentile(this.#times, 0.5),
      p99: percentile(this.#times, 0.99),
      worst: percentile(this.#times, 1),
      commits: this.#times.length,
      missing: this.#open.size,
      events: this.#events,
    };
  }
}
