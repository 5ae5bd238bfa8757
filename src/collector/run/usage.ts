import { readdir, readFile } from 'node:fs/promises';
import pidusage from 'pidusage';

/** What processes take: percent of one processor, bytes of memory. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

/** Looking for processes and adding up their memory is work for the kernel: it is done seldom. */
const LOOK_EVERY_MS = 5_000;

/**
 * Measures this process, the workers and all processes below them: a browser is a dozen. Memory that several processes
 * share (most of a browser's) counts once where the system can tell, which is on Linux; elsewhere once in each.
 */
export class UsageMeter {
  #pids: readonly number[] = [];
  #workers = '';
  #memory = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param workers process ids of the workers */
  async measure(workers: readonly number[]): Promise<Usage> {
    const isDue = performance.now() - this.#lookedAt >= LOOK_EVERY_MS || workers.join() !== this.#workers;
    if (isDue) await this.#look(workers);
    const stats = await statsOf(this.#pids);
    if (isDue) {
      this.#memory = await sumOfMemory(this.#pids, stats);
    }
    const cpu = [...stats.values()].reduce((sum, one) => sum + one.cpu, 0);
    return { cpu, memory: this.#memory };
  }

  async #look(workers: readonly number[]): Promise<void> {
    this.#lookedAt = performance.now();
    this.#workers = workers.join();
    this.#pids = await withDescendants([process.pid, ...workers]);
  }
}

/** Memory of processes and all below them, in bytes, counted as `UsageMeter` does. */
export async function memoryBelow(pids: readonly number[]): Promise<number> {
  const all = await withDescendants(pids);
  return await sumOfMemory(all, await statsOf(all));
}

async function sumOfMemory(
  pids: readonly number[],
  stats: ReadonlyMap<number, { readonly memory: number }>,
): Promise<number> {
  const sizes = await Promise.all(pids.map((pid) => memoryOf(pid, stats.get(pid)?.memory ?? 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function statsOf(pids: readonly number[]): Promise<Map<number, { cpu: number; memory: number }>> {
  // A process may end between its being found and its being measured: then it counts as nothing.
  const stats = await pidusage([...pids]).catch(() => ({}));
  return new Map(
    Object.entries(stats)
      .filter(([, one]) => one !== null && one !== undefined)
      .map(([pid, { cpu, memory }]) => [Number(pid), { cpu, memory }]),
  );
}

/** The processes, and those they started, directly or not, as far as the system tells. */
async function withDescendants(pids: readonly number[]): Promise<number[]> {
  const found = new Set(pids);
  for (const pid of found) for (const child of await childrenOf(pid)) found.add(child);
  return [...found];
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').filter((text) => text !== '')).map(Number);
}

/** Proportional share of a process's memory; what it was said to be where the system does not tell that. */
async function memoryOf(pid: number, resident: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const share = /^Pss:\s+(\d+) kB/m.exec(text)?.[1];
  return share === undefined ? resident : Number(share) * 1024;
}
