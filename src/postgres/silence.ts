import type { Socket } from 'node:net';
import pg from 'pg';

/** What a connection that is owed an answer was like when it was looked at. */
interface Watched {
  readonly client: pg.Client;
  /** Bytes sent when the server last said that it had answered everything. */
  answeredAt: number;
  /** Bytes sent and received at the last look. */
  moved: number;
  /** Since when nothing has moved, on the clock of the process. */
  since: number;
}

/** Which of these server processes are at work on a statement; rejects when the server does not tell in time. */
export type AskWorking = (processes: readonly number[], limitMs: number) => Promise<ReadonlySet<number>>;

const LOOKS = 10;
const SHORTEST_LOOK_MS = 20;

/**
 * Ends connections whose server has fallen silent: half-open after the loss of a network, or of a server that stands
 * still. What is limited is silence, never length: a load that goes on, a stream whose reader is behind, and a statement
 * that the server is known to work on may all take as long as they need.
 *
 * A connection is, at each look, one of:
 * - *at rest* (everything sent has been answered) or *moving* (bytes came or went since the last look): its silence
 *   begins anew;
 * - *silent* for half of the limit: the server is asked over another connection whether it works on the statement. It
 *   does: the silence begins anew. It does not, or does not answer within the other half: the connection is destroyed,
 *   and everything asked on it fails with the error of `lost`. What moved meanwhile is left alone.
 */
export class SilenceWatch {
  readonly #limitMs: number;
  readonly #ask: AskWorking;
  readonly #lost: () => Error;
  readonly #watched = new Set<Watched>();
  #look: NodeJS.Timeout | null = null;
  #isAsking = false;

  /** @param limitMs silence that a connection may keep */
  constructor(limitMs: number, ask: AskWorking, lost: () => Error) {
    this.#limitMs = limitMs;
    this.#ask = ask;
    this.#lost = lost;
  }

  /** Watches a client that has just connected, until it ends. */
  watch(client: pg.Client): void {
    const watched: Watched = { client, answeredAt: socketOf(client).bytesWritten, moved: 0, since: 0 };
    this.#watched.add(watched);
    // Before the client itself hears of it, and sends its next statement.
    client.connection.prependListener('readyForQuery', () => {
      watched.answeredAt = socketOf(client).bytesWritten;
    });
    client.once('end', () => this.#watched.delete(watched));
    this.#look ??= setInterval(
      () => this.#lookAtAll(),
      Math.max(this.#limitMs / LOOKS, SHORTEST_LOOK_MS),
    ).unref();
  }

  /** No connection is watched any more. */
  close(): void {
    if (this.#look !== null) clearInterval(this.#look);
    this.#watched.clear();
  }

  #lookAtAll(): void {
    const now = performance.now();
    const silent: Watched[] = [];
    for (const watched of this.#watched) {
      if (hasMoved(watched)) watched.since = now;
      else if (now - watched.since >= this.#limitMs / 2) silent.push(watched);
    }
    if (silent.length === 0 || this.#isAsking) return;
    this.#isAsking = true;
    void this.#judge(silent).finally(() => {
      this.#isAsking = false;
    });
  }

  async #judge(silent: readonly Watched[]): Promise<void> {
    const working = await this.#working(silent.map(({ client }) => processOf(client)));
    const now = performance.now();
    for (const watched of silent) {
      // An answer that was on its way all the time has arrived: the process itself had stood still.
      if (hasMoved(watched) || working.has(processOf(watched.client))) watched.since = now;
      else socketOf(watched.client).destroy(this.#lost());
    }
  }

  async #working(processes: readonly number[]): Promise<ReadonlySet<number>> {
    const since = performance.now();
    try {
      return await this.#ask(processes, this.#limitMs / 2);
    } catch {
      // Far later than it could be: this process stood still itself, and says nothing of the server.
      return new Set(performance.now() - since > this.#limitMs ? processes : []);
    }
  }
}

/** Whether a connection is at rest, or has moved since this was last asked. */
function hasMoved(watched: Watched): boolean {
  const { bytesWritten, bytesRead, readableLength } = socketOf(watched.client);
  const moved = bytesWritten + bytesRead;
  const isSame = moved === watched.moved;
  watched.moved = moved;
  // What has arrived and is not read yet: then the silence is that of its reader.
  return !isSame || bytesWritten === watched.answeredAt || readableLength > 0;
}

const WORKING = `SELECT pid FROM pg_stat_activity WHERE pid = ANY($1) AND (state IS NULL OR state NOT LIKE 'idle%')`;

/** Asks over a connection of its own. */
export function askWorking(config: pg.ClientConfig): AskWorking {
  return async (processes, limitMs) => {
    try {
      const rows = await askBriefly<{ pid: number }>(config, limitMs, WORKING, [processes]);
      return new Set(rows.map(({ pid }) => pid));
    } catch (error) {
      // A server that says no (too many connections, it stops) is not silent, and ends its connections itself.
      if (error instanceof pg.DatabaseError) return new Set(processes);
      throw error;
    }
  };
}

/**
 * Asks one question over a connection of its own, all of it within a limit.
 * @throws of the driver
 */
export async function askBriefly<Row extends pg.QueryResultRow>(
  config: pg.ClientConfig,
  limitMs: number,
  question: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  const late = setTimeout(() => socketOf(client).destroy(new Error('timeout expired')), limitMs).unref();
  client.once('end', () => clearTimeout(late));
  try {
    await client.connect();
    return (await client.query<Row>(question, [...values])).rows;
  } finally {
    // Nobody waits for the farewell; the limit holds for it too.
    void client.end().catch(() => undefined);
  }
}

function socketOf(client: pg.Client): Socket {
  return client.connection.stream as Socket;
}

/** Of the server, that serves this connection. */
function processOf(client: pg.Client): number {
  return (client as unknown as { readonly processID: number }).processID;
}
