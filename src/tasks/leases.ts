import type { Pool } from 'pg';
import { isKnownDead, newOwner } from './owners.ts';

/** What may be owned; the key says which piece. `processo`: the life of an owner itself, its key is the owner. */
export type WorkKind = 'processo' | 'manutencao' | 'importacao' | 'coleta' | 'agenda';

/** A piece of work that is this process' alone. */
export interface Lease {
  readonly kind: WorkKind;
  readonly key: string;
  /** Aborted when somebody else has it, or may have: it could not be renewed in time. Whoever held it stops acting. */
  readonly lost: AbortSignal;
  /** Lets go of it, so that the next may take it at once. */
  release(): Promise<void>;
}

export interface LeasesOptions {
  /** Told of renewals and releases that failed; they are tried again, or the lease ends by itself. */
  readonly onProblem: (error: unknown) => void;
  /** Milliseconds a lease lasts after it was taken or renewed; it is renewed three times in that. */
  readonly duration?: number;
  /** Milliseconds that never go back, by which this process knows that a renewal comes too late. */
  readonly clock?: () => number;
}

/** Longer than a pause of the process or of the network that happens on a good day; a killed owner is followed after it. */
const USUAL_DURATION_MS = 15_000;

const TAKE = `
  INSERT INTO ruptura.posse (tipo, chave, dono, ate)
  VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
  ON CONFLICT (tipo, chave) DO UPDATE SET dono = excluded.dono, desde = excluded.desde, ate = excluded.ate
  WHERE posse.ate <= clock_timestamp() OR posse.dono = excluded.dono`;

const HOLDER = `
  SELECT dono FROM ruptura.posse WHERE tipo = $1 AND chave = $2 AND ate > clock_timestamp()`;

const RENEW = `
  UPDATE ruptura.posse p SET ate = clock_timestamp() + make_interval(secs => $2)
  FROM unnest($3::text[], $4::text[]) AS own (tipo, chave)
  WHERE p.tipo = own.tipo AND p.chave = own.chave AND p.dono = $1
  RETURNING p.tipo, p.chave`;

const RELEASE = `
  DELETE FROM ruptura.posse p USING unnest($2::text[], $3::text[]) AS own (tipo, chave)
  WHERE p.tipo = own.tipo AND p.chave = own.chave AND p.dono = $1`;

/**
 * The leases of one process. Who owns what is a row of the database, and the database's clock decides until when.
 *
 * | a lease is | enters by | leaves by | ignored meanwhile |
 * |---|---|---|---|
 * | *held* | `take` of what is free, expired, of a process known to be gone, or was ours | `release`, *lost* | `take` of the same: null |
 * | *lost* | a renewal that finds another owner; no renewal within the duration | never: it is taken anew | `release` |
 *
 * A process that is stopped (SIGSTOP, a laptop asleep) hears of its loss when it goes on, perhaps after its next act.
 * What must not happen twice is therefore written on the condition that the owner is still the owner.
 */
export class Leases {
  /** Names this process in the table. */
  readonly owner: string;
  readonly #pool: Pick<Pool, 'query'>;
  readonly #onProblem: (error: unknown) => void;
  readonly #duration: number;
  readonly #clock: () => number;
  readonly #held = new Map<string, HeldLease>();
  readonly #taking = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #renewing: Promise<void> | null = null;

  constructor(pool: Pick<Pool, 'query'>, options: LeasesOptions) {
    this.owner = newOwner();
    this.#pool = pool;
    this.#onProblem = options.onProblem;
    this.#duration = options.duration ?? USUAL_DURATION_MS;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /**
   * Takes a piece of work that nobody has. Null when somebody has it: another process, or this one already.
   * @throws what the database failed with
   */
  async take(kind: WorkKind, key: string): Promise<Lease | null> {
    const place = placeOf(kind, key);
    if (this.#held.has(place) || this.#taking.has(place)) return null;
    this.#taking.add(place);
    try {
      // Counted from before the question: what the database grants ends later than what is believed here.
      const deadline = this.#clock() + this.#duration;
      const values = [kind, key, this.owner, this.#duration / 1000];
      const take = async (): Promise<boolean> => (await this.#pool.query(TAKE, values)).rowCount === 1;
      if (!(await take()) && !((await this.clearDead()) && (await take()))) return null;
      const lease = new HeldLease(kind, key, deadline, (own) => this.#release([own]));
      this.#held.set(place, lease);
      this.#timer ??= setInterval(() => void this.renew(), this.#duration / 3).unref();
      return lease;
    } finally {
      this.#taking.delete(place);
    }
  }

  /**
   * Ends the leases of processes that are known to be gone, before their time. @returns whether there were any
   * @throws what the database failed with
   */
  async clearDead(): Promise<boolean> {
    const { rows } = await this.#pool.query<{ dono: string }>('SELECT DISTINCT dono FROM ruptura.posse');
    const dead = rows.map(({ dono }) => dono).filter(isKnownDead);
    if (dead.length > 0) await this.#pool.query('DELETE FROM ruptura.posse WHERE dono = ANY ($1)', [dead]);
    return dead.length > 0;
  }

  /** How many others have a piece of work of a kind now. @throws what the database failed with */
  async others(kind: WorkKind): Promise<number> {
    const { rows } = await this.#pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ruptura.posse
       WHERE tipo = $1 AND dono <> $2 AND ate > clock_timestamp()`,
      [kind, this.owner],
    );
    return rows[0]!.n;
  }

  /** Renews what is held, as the timer does; what is another's or comes too late is lost. */
  async renew(): Promise<void> {
    this.#loseLate();
    // A database that does not answer must not keep the next look from seeing that it is late.
    this.#renewing ??= this.#renewHeld().finally(() => {
      this.#renewing = null;
    });
    await this.#renewing;
  }

  /** Who has a piece of work now; null where nobody has. @throws what the database failed with */
  async holder(kind: WorkKind, key: string): Promise<string | null> {
    const { rows } = await this.#pool.query<{ dono: string }>(HOLDER, [kind, key]);
    return rows[0]?.dono ?? null;
  }

  /** Lets go of everything that is held. */
  async close(): Promise<void> {
    await this.#release([...this.#held.values()]);
  }

  async #renewHeld(): Promise<void> {
    const leases = [...this.#held.values()];
    if (leases.length === 0) return;
    const deadline = this.#clock() + this.#duration;
    const values = [this.owner, this.#duration / 1000, ...columnsOf(leases)];
    try {
      const { rows } = await this.#pool.query<{ tipo: string; chave: string }>(RENEW, values);
      const renewed = new Set(rows.map((row) => placeOf(row.tipo, row.chave)));
      for (const lease of leases) {
        if (renewed.has(placeOf(lease.kind, lease.key))) lease.deadline = deadline;
        else this.#lose(lease);
      }
    } catch (error) {
      this.#onProblem(error);
    }
    this.#loseLate();
  }

  #loseLate(): void {
    const now = this.#clock();
    for (const lease of this.#held.values()) if (now >= lease.deadline) this.#lose(lease);
  }

  #lose(lease: HeldLease): void {
    if (this.#letGo(lease)) lease.lose();
  }

  async #release(leases: readonly HeldLease[]): Promise<void> {
    const own = leases.filter((lease) => this.#letGo(lease));
    if (own.length === 0) return;
    await this.#pool.query(RELEASE, [this.owner, ...columnsOf(own)]).catch(this.#onProblem);
  }

  /** False when it was not held any more. */
  #letGo(lease: HeldLease): boolean {
    const place = placeOf(lease.kind, lease.key);
    if (this.#held.get(place) !== lease) return false;
    this.#held.delete(place);
    if (this.#held.size === 0 && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    return true;
  }
}

class HeldLease implements Lease {
  readonly kind: WorkKind;
  readonly key: string;
  /** Reading of the process' clock at which it must count as lost. */
  deadline: number;
  readonly #lost = new AbortController();
  readonly #letGo: (lease: HeldLease) => Promise<void>;

  constructor(kind: WorkKind, key: string, deadline: number, letGo: (lease: HeldLease) => Promise<void>) {
    this.kind = kind;
    this.key = key;
    this.deadline = deadline;
    this.#letGo = letGo;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  lose(): void {
    this.#lost.abort();
  }

  async release(): Promise<void> {
    await this.#letGo(this);
  }
}

function placeOf(kind: string, key: string): string {
  return `${kind} ${key}`;
}

function columnsOf(leases: readonly HeldLease[]): [string[], string[]] {
  return [leases.map(({ kind }) => kind), leases.map(({ key }) => key)];
}
