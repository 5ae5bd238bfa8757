import type { ClientBase } from 'pg';
import type { Lease, Leases } from '../tasks/leases.ts';

/** How a process stands: nothing is known yet, another process is elected, or it is itself. */
export type Standing = 'waiting' | 'elsewhere' | 'elected';

const KIND = 'manutencao';
const KEY = 'unica';

/**
 * What a statement of the elected process begins with: `eleito` has a row while the owner of `$n` still holds the lease,
 * and nobody can take it before the statement ends. A process that was stopped meanwhile changes nothing with it.
 * @param owner placeholder of the parameter, such as `$2`
 */
export function electedWith(owner: string): string {
  return `
  WITH eleito AS (
    SELECT FROM ruptura.posse
    WHERE tipo = '${KIND}' AND chave = '${KEY}' AND dono = ${owner} AND ate > clock_timestamp() FOR SHARE
  )`;
}

/** Whether an owner is still elected, and stays so to the end of the transaction under way. */
export async function isStillElected(client: ClientBase, owner: string): Promise<boolean> {
  const { rowCount } = await client.query(`${electedWith('$1')} SELECT FROM eleito`, [owner]);
  return rowCount !== 0;
}

/**
 * Which process of many on one database does the work in the background: the one that holds its lease.
 *
 * | standing  | entered by                                     | left by                                        | ignored |
 * |-----------|------------------------------------------------|------------------------------------------------|---------|
 * | waiting   | birth; `resign`; a lease that was lost         | `stand` → elected, or elsewhere                | `resign` |
 * | elsewhere | `stand` that found another owner               | `stand` once that one is gone → elected; `resign` → waiting | |
 * | elected   | `stand` that got the lease                     | `resign`, or the lease is lost → waiting       | `stand` |
 */
export class Election {
  readonly #leases: Leases;
  #lease: Lease | null = null;
  #isElsewhere = false;

  constructor(leases: Leases) {
    this.#leases = leases;
  }

  get standing(): Standing {
    if (this.#lease !== null && !this.#lease.lost.aborted) return 'elected';
    return this.#isElsewhere ? 'elsewhere' : 'waiting';
  }

  /** Names this process to `electedWith`. */
  get owner(): string {
    return this.#leases.owner;
  }

  /** Stands for election. @returns whether it was won just now: who held it before may have worked until then */
  async stand(): Promise<boolean> {
    if (this.standing === 'elected') return false;
    this.#lease = await this.#leases.take(KIND, KEY);
    this.#isElsewhere = this.#lease === null;
    return this.#lease !== null;
  }

  /** Lets go, so that the next may begin at once. */
  async resign(): Promise<void> {
    const lease = this.#lease;
    this.#lease = null;
    this.#isElsewhere = false;
    await lease?.release();
  }
}
