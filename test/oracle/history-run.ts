/**
 * Plays a random history against a database with several clients, and beside it in plain rows: what is committed when
 * it is committed, whoever began first.
 */
import type { Client } from 'pg';
import type { PromisePolicy, RankingKey } from '../../src/contract/codes.ts';
import { formatIsoDate } from '../../src/contract/units.ts';
import { applyEvent, applyEventSql, type RowEvent } from './book-events.ts';
import { type BookTables, EMPTY_BOOK } from './book-tables.ts';
import { dayOf } from './naive-pieces.ts';
import { bookOf, RANDOM_BOOK_DATE, TABLE_NAMES } from './random-book.ts';
import { CLIENTS, heldBy, type Intent, resolve, type Step } from './random-history.ts';

/** What everybody sees: committed rows, the day, and the rules in force. */
export interface Committed {
  tables: BookTables;
  today: string;
  policy: PromisePolicy;
  ranking: readonly RankingKey[];
}

interface OpenTransaction {
  readonly events: RowEvent[];
  readonly held: Set<string>;
  /** It emptied a table with TRUNCATE: nobody else can do anything until it ends. */
  exclusive: boolean;
}

/** Makes the business date of a database a row of a table, so that a test can turn the day. */
const FREE_CLOCK = `
  CREATE TABLE public.dia_do_teste (dia date NOT NULL);
  INSERT INTO public.dia_do_teste VALUES ('${RANDOM_BOOK_DATE}');
  CREATE OR REPLACE FUNCTION ruptura.hoje() RETURNS date LANGUAGE sql STABLE
    RETURN (SELECT dia FROM public.dia_do_teste);`;

export class HistoryRun {
  readonly #clients: readonly Client[];
  readonly #open = new Map<number, OpenTransaction>();
  #nextId = 1_000;
  readonly committed: Committed = {
    tables: EMPTY_BOOK,
    today: RANDOM_BOOK_DATE,
    policy: 'por_item',
    ranking: [],
  };

  private constructor(clients: readonly Client[]) {
    this.#clients = clients;
  }

  /** Clients for one database; its date can be turned from now on. */
  static async clients(connect: () => Promise<Client>): Promise<Client[]> {
    const clients = await Promise.all(Array.from({ length: CLIENTS + 1 }, connect));
    await clients[CLIENTS]!.query(FREE_CLOCK);
    return clients;
  }

  /** Empties the database and writes a first book into it. */
  static async begin(clients: readonly Client[], book: readonly RowEvent[]): Promise<HistoryRun> {
    const run = new HistoryRun(clients);
    const alone = run.#alone;
    await alone.query(`TRUNCATE ${TABLE_NAMES.join(', ')}`);
    await run.#setRules('por_item', []);
    await run.#setDay(RANDOM_BOOK_DATE);
    for (const event of book) await applyEventSql(alone, event);
    run.committed.tables = bookOf(book);
    return run;
  }

  /** The client that commits every statement at once. */
  get #alone(): Client {
    return this.#clients[CLIENTS]!;
  }

  /** True while a transaction holds a table for itself alone: readers would wait for it. */
  get blocked(): boolean {
    return [...this.#open.values()].some((transaction) => transaction.exclusive);
  }

  /** Does one step; a step that would have to wait for another client is left out. */
  async play(step: Step): Promise<void> {
    switch (step.kind) {
      case 'alone':
        return await this.#playAlone(step.intent);
      case 'within':
        return await this.#playWithin(step.client, step.intent);
      case 'undone':
        return await this.#playUndone(step.client, step.intent);
      case 'end':
        return await this.#end(step.client, step.commit);
      case 'rules':
        return await this.#setRules(step.policy, step.ranking);
      case 'day':
        return await this.#setDay(formatIsoDate(dayOf(RANDOM_BOOK_DATE) + step.offset));
      case 'housekeeping':
        return await this.#keepHouse(step.what);
      case 'check':
        return;
    }
  }

  /** Rolls back whatever is still open. */
  async finish(): Promise<void> {
    for (const client of this.#open.keys()) await this.#end(client, false);
  }

  #resolve(view: BookTables, intent: Intent, self: OpenTransaction | null): RowEvent[] {
    const others = [...this.#open.values()].filter((transaction) => transaction !== self);
    const held = new Set(others.flatMap((transaction) => [...transaction.held]));
    const events = resolve(view, intent, held, this.#nextId);
    this.#nextId += 100;
    return events;
  }

  async #playAlone(intent: Intent): Promise<void> {
    if (this.blocked || (intent.do === 'truncate' && this.#open.size > 0)) return;
    for (const event of this.#resolve(this.committed.tables, intent, null)) {
      await applyEventSql(this.#alone, event);
      this.committed.tables = applyEvent(this.committed.tables, event);
    }
  }

  /** The client's transaction, begun if it may; null when it would have to wait. */
  async #transaction(client: number, intent: Intent): Promise<OpenTransaction | null> {
    const own = this.#open.get(client);
    const others = this.#open.size - (own === undefined ? 0 : 1);
    if (others > 0 && intent.do === 'truncate') return null;
    if (own !== undefined) return own;
    if (this.blocked) return null;
    const begun = { events: [], held: new Set<string>(), exclusive: false };
    await this.#clients[client]!.query('BEGIN');
    this.#open.set(client, begun);
    return begun;
  }

  async #playWithin(client: number, intent: Intent): Promise<void> {
    const own = await this.#transaction(client, intent);
    if (own === null) return;
    own.exclusive ||= intent.do === 'truncate';
    let view = bookOf(own.events, this.committed.tables);
    for (const event of this.#resolve(view, intent, own)) {
      for (const key of heldBy(view, event)) own.held.add(key);
      await applyEventSql(this.#clients[client]!, event);
      own.events.push(event);
      view = applyEvent(view, event);
    }
  }

  async #playUndone(client: number, intent: Intent): Promise<void> {
    const own = await this.#transaction(client, intent);
    if (own === null) return;
    const connection = this.#clients[client]!;
    const view = bookOf(own.events, this.committed.tables);
    await connection.query('SAVEPOINT undone');
    for (const event of this.#resolve(view, intent, own)) await applyEventSql(connection, event);
    await connection.query('ROLLBACK TO SAVEPOINT undone');
  }

  async #end(client: number, commit: boolean): Promise<void> {
    const own = this.#open.get(client);
    if (own === undefined) return;
    await this.#clients[client]!.query(commit ? 'COMMIT' : 'ROLLBACK');
    this.#open.delete(client);
    if (commit) this.committed.tables = bookOf(own.events, this.committed.tables);
  }

  async #setRules(policy: PromisePolicy, ranking: readonly RankingKey[]): Promise<void> {
    const text = 'UPDATE ruptura.configuracao SET valor = $2 WHERE chave = $1';
    await this.#alone.query(text, ['politica', policy]);
    await this.#alone.query(text, ['classificacao', ranking.join(',')]);
    Object.assign(this.committed, { policy, ranking });
  }

  async #setDay(today: string): Promise<void> {
    await this.#alone.query('UPDATE public.dia_do_teste SET dia = $1', [today]);
    this.committed.today = today;
  }

  async #keepHouse(what: 'fold' | 'prune'): Promise<void> {
    if (this.blocked) return;
    const fold = 'SELECT ruptura.dobrar_estoque(3)';
    const prune = "SELECT ruptura.podar_mudancas('0 seconds')";
    await this.#alone.query(what === 'fold' ? fold : prune);
  }
}
