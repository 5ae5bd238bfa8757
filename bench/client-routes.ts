import { Agent, request } from 'node:http';
import autocannon from 'autocannon';
import pg from 'pg';
import { percentile, singleLines } from './commits.ts';
import type { Contestant, Facts, WorkerConfig } from './protocol.ts';

const PLACES = 200;
const CONNECTIONS = 20;

async function placesOf(url: string): Promise<{ orders: string[]; products: string[] }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const lines = await singleLines(client, PLACES);
    return { orders: lines.map(({ order }) => order), products: lines.map(({ product }) => product) };
  } finally {
    await client.end();
  }
}

/** As many requests for projections as the server answers, over connections that stay open. */
export async function throughputClient({ url, server, plan }: WorkerConfig): Promise<Contestant> {
  const { products } = await placesOf(url!);
  const requests = products.map((code) => ({ path: `/api/estoque/${encodeURIComponent(code)}/projecao` }));
  let found: Facts = {};
  return {
    facts: {},
    run: async () => {
      const result = await autocannon({
        url: server!,
        requests,
        connections: CONNECTIONS,
        duration: Number(plan!['seconds']),
      });
      const failed = result.non2xx + result.errors + result.timeouts;
      found = { requests: result['2xx'], seconds: result.duration, failed, p99: result.latency.p99 };
    },
    found: () => found,
  };
}

/**
 * One request after the other over one connection, one kind after the other: what a kind leaves behind is not another's.
 * `atual_depois` is the balance right after a movement of the product was committed.
 */
export async function routeClient({ url, server, plan }: WorkerConfig): Promise<Contestant> {
  const { orders, products } = await placesOf(url!);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const of = (codes: readonly string[], number: number) => encodeURIComponent(codes[number % codes.length]!);
  const kinds: Readonly<Record<string, (number: number) => Promise<number>>> = {
    atual: (n) => ask(agent, `${server}/api/estoque/${of(products, n)}/atual`, null),
    projecao: (n) => ask(agent, `${server}/api/estoque/${of(products, n)}/projecao`, null),
    resultado: (n) => ask(agent, `${server}/api/ruptura/worker/resultado/${of(orders, n)}`, null),
    carteira: (n) => ask(agent, `${server}/api/carteira?limite=100&posicao=${(n * 97) % PLACES}`, null),
    carteira_filtrada: (n) => {
      const text = of(orders, n).slice(0, -1);
      return ask(agent, `${server}/api/carteira?limite=100&ordenar=cliente&texto=${text}`, null);
    },
    busca: (n) => ask(agent, `${server}/api/busca?q=${of(orders, n).slice(0, -1)}`, null),
    movimentacao: (n) =>
      ask(agent, `${server}/api/estoque/movimentacoes`, {
        cod_produto: products[n % products.length]!,
        data_movimentacao: '2026-03-01',
        qtd_movimentacao: 1,
      }),
    atual_depois: async (n) => {
      await kinds['movimentacao']!(n);
      return await kinds['atual']!(n);
    },
  };
  let found: Facts = {};
  return {
    facts: {},
    run: async () => {
      const times: Record<string, number[]> = {};
      for (const [kind, once] of Object.entries(kinds)) {
        times[kind] = [];
        for (let number = 0; number < Number(plan!['requests']); number++) {
          times[kind].push(await once(number));
        }
      }
      found = Object.fromEntries(
        Object.entries(times).flatMap(([kind, all]) => [
          [`${kind}.p50`, percentile(all, 0.5)],
          [`${kind}.p99`, percentile(all, 0.99)],
        ]),
      );
    },
    found: () => found,
    close: () => agent.destroy(),
  };
}

/** Milliseconds until the answer is there whole. */
async function ask(agent: Agent, url: string, body: object | null): Promise<number> {
  const started = performance.now();
  const status = await new Promise<number>((resolve, reject) => {
    const method = body === null ? 'GET' : 'POST';
    const headers = body === null ? {} : { 'content-type': 'application/json' };
    const asked = request(url, { agent, method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', reject);
    asked.end(body === null ? undefined : JSON.stringify(body));
  });
  if (status >= 300) throw new Error(`${url}: status ${status}`);
  return performance.now() - started;
}
