import { dataOf, eventBlocks, openStream } from './event-reader.ts';
import type { Contestant, Facts, WorkerConfig } from './protocol.ts';

/** What every result begins with; nothing else in an event looks like it. */
const RESULT = '{"success":true,"num_pedido":"';

/**
 * A client of a run: asks for all orders and receives the stream to its end. It takes the code of every result and
 * counts each once; with the plan `parse`, every event is also parsed as JSON.
 */
export async function runClient({ server, plan }: WorkerConfig): Promise<Contestant> {
  let found: Facts = {};
  const detail = String(plan?.['detail'] ?? 'completo');
  const parses = plan?.['parse'] === 1;
  return {
    facts: {},
    run: async () => {
      found = await receive(server!, detail, parses);
    },
    found: () => found,
  };
}

async function receive(server: string, detail: string, parses: boolean): Promise<Facts> {
  const started = performance.now();
  const { session_id, total_pedidos } = await startRun(server, detail);
  const accepted = performance.now();
  const response = await openStream(`${server}/api/ruptura/worker/stream/${session_id}`);
  const codes = new Set<string>();
  let first = 0;
  let bytes = 0;
  let results = 0;
  let end: { total: number } | null = null;
  for await (const block of eventBlocks(response)) {
    const data = dataOf(block);
    if (data === null) continue;
    bytes += block.length + 2;
    const before = results;
    results += takeCodes(data, codes);
    if (parses) JSON.parse(data.toString());
    if (before === 0 && results > 0) first = performance.now() - started;
    if (data.subarray(0, 16).toString() === '{"completo":true') end = JSON.parse(data.toString());
  }
  const total = performance.now() - started;
  await forget(server, session_id);
  const isWhole = end?.total === total_pedidos && results === total_pedidos && codes.size === results;
  return { total, first, accepted: accepted - started, bytes, results, missing: isWhole ? 0 : 1 };
}

/** Starts a run of all orders. */
export async function startRun(
  server: string,
  detail: string,
): Promise<{ session_id: string; total_pedidos: number }> {
  const response = await fetch(`${server}/api/ruptura/worker/processar`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ todos: true, ...(detail === 'completo' ? {} : { detalhe: detail }) }),
  });
  if (response.status !== 200) throw new Error(`processar: status ${response.status}`);
  return (await response.json()) as { session_id: string; total_pedidos: number };
}

/** As the pages and the embedded script do when they have everything. */
async function forget(server: string, session: string): Promise<void> {
  const response = await fetch(`${server}/api/ruptura/worker/limpar-cache`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ session_id: session }),
  });
  await response.arrayBuffer();
}

/** Notes the order of each result of an event; how many there are. */
function takeCodes(data: Buffer, codes: Set<string>): number {
  let count = 0;
  for (let at = data.indexOf(RESULT); at >= 0; at = data.indexOf(RESULT, at)) {
    at += RESULT.length;
    codes.add(data.toString('latin1', at, data.indexOf('"', at)));
    count++;
  }
  return count;
}
