import type { ClientBase } from 'pg';
import { type EpochDay, parseIsoDate } from '../contract/units.ts';
import { FIRST_LOOK, LOOK } from './statements.ts';

/** A transaction snapshot: which transactions' writes are visible. Ids are decimal text of 64-bit numbers. */
export interface Snapshot {
  readonly xmin: string;
  readonly xmax: string;
  readonly inProgress: readonly string[];
}

/** One row of the change log: what must be read again; null means all. */
export interface Mark {
  readonly tabela: string;
  readonly cod_produto: string | null;
  readonly num_pedido: string | null;
  readonly separacao_lote_id: string | null;
}

/** What a look at the log saw. */
export interface Look {
  readonly snapshot: Snapshot;
  readonly today: EpochDay;
  /** Which log this is; another value means that the tables were created anew. */
  readonly registry: string;
  /** Rows ever pruned, and the highest transaction among them. */
  readonly pruned: number;
  readonly prunedTransaction: string | null;
  readonly marks: readonly Mark[];
  /** Seconds since the oldest of the marks was written, by the clock of the database; 0 where there is none. */
  readonly oldestMark: number;
}

/** State of the log at a load: everything visible then is in the loaded book. */
export interface LogPosition {
  readonly snapshot: Snapshot;
  readonly registry: string;
}

interface LookRow extends Mark {
  readonly snapshot: string;
  readonly hoje: string;
  readonly podadas: string;
  readonly xid_podado: string | null;
  readonly registro: string;
  readonly idade: number | null;
}

/** Reads `xmin:xmax:xip,xip`. */
function parseSnapshot(text: string): Snapshot {
  const [xmin = '', xmax = '', inProgress = ''] = text.split(':');
  return { xmin, xmax, inProgress: inProgress === '' ? [] : inProgress.split(',') };
}

/** Asks what became visible since a position; at most `limit` marks. */
export async function look(client: ClientBase, since: LogPosition, limit: number): Promise<Look> {
  const { snapshot } = since;
  const { rows } = await client.query<LookRow>({
    name: 'look',
    text: LOOK,
    values: [snapshot.xmin, snapshot.xmax, `{${snapshot.inProgress.join(',')}}`, limit],
  });
  const marks = rows.filter((row) => row.tabela !== null);
  const oldestMark = marks.reduce((oldest, { idade }) => Math.max(oldest, idade ?? 0), 0);
  return { ...state(rows[0]!), marks, oldestMark };
}

/** First look at a log: where it stands, and the version of what is visible. */
export async function firstLook(client: ClientBase): Promise<Look & { readonly version: number }> {
  const { rows } = await client.query<LookRow & { visiveis: string }>(FIRST_LOOK);
  const row = rows[0]!;
  return { ...state(row), marks: [], oldestMark: 0, version: Number(row.podadas) + Number(row.visiveis) };
}

function state(row: LookRow): Omit<Look, 'marks' | 'oldestMark'> {
  return {
    snapshot: parseSnapshot(row.snapshot),
    today: parseIsoDate(row.hoje)!,
    registry: row.registro,
    pruned: Number(row.podadas),
    prunedTransaction: row.xid_podado,
  };
}

/**
 * Whether the marks of a look cannot be trusted to be all there were: the log was created anew, transaction ids went
 * back (a restored backup), or rows were pruned that the earlier snapshot may not have seen.
 */
export function isBroken(since: LogPosition, now: Look): boolean {
  if (since.registry !== now.registry) return true;
  if (BigInt(now.snapshot.xmax) < BigInt(since.snapshot.xmax)) return true;
  return now.prunedTransaction !== null && BigInt(now.prunedTransaction) >= BigInt(since.snapshot.xmin);
}
