/**
 * Whose answer changed is told, on random histories and under both policies: also of an order whose own rows and date
 * stay, and whose place behind others is another.
 */
import fc from 'fast-check';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, EngineKeeper } from '../../src/availability/engine.ts';
import { PROMISE_POLICIES, type PromisePolicy } from '../../src/contract/codes.ts';
import { RupturaError } from '../../src/contract/errors.ts';
import { LiveBook } from '../../src/ledger/live-book.ts';
import { Unsent } from '../../src/live/unsent.ts';
import { answerOrder } from '../../src/views/answers.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { HistoryRun } from './history-run.ts';
import { bookArbitrary, ORDERS } from './random-book.ts';
import { historyArbitrary } from './random-history.ts';
import { check, TIME_LIMIT } from './seed.ts';

const NOW = new Date('2026-03-02T12:00:00Z');

let database: TestDatabase;
let clients: Client[];

beforeAll(async () => {
  database = await createTestDatabase();
  clients = await HistoryRun.clients(database.connect);
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.close();
});

/** What everybody is answered of an order, but for when; the code of its error where it has no answer. */
function answerText(engine: Engine, code: string): string {
  try {
    const {
      versao: _version,
      calculado_em: _at,
      ...answer
    } = answerOrder(engine, code, engine.book.rules.policy, NOW);
    return JSON.stringify(answer);
  } catch (error) {
    if (error instanceof RupturaError) return error.code;
    throw error;
  }
}

/** A book kept fresh, what it tells, and what was answered when it was last looked at. */
class Watcher {
  readonly #keeper = new EngineKeeper();
  readonly #book = new LiveBook(() => database.connect(), null, this.#keeper);
  readonly #unsent = new Unsent();
  #answers = new Map<string, string>();
  #last: Engine['book'] | null = null;

  constructor() {
    this.#keeper.listen((engine, change) => {
      this.#unsent.hear(engine, change, engine.book === this.#last);
      this.#last = engine.book;
    });
  }

  async begin(): Promise<void> {
    await this.#book.fresh();
    this.#unsent.begin(this.#keeper.engine);
    this.#unsent.take(this.#keeper.engine);
    this.#answers = this.#answersNow();
  }

  /** Looks again: every order whose answer is another must have been named. */
  async expectTold(): Promise<void> {
    await this.#book.fresh();
    const { pending } = this.#unsent.take(this.#keeper.engine);
    const now = this.#answersNow();
    const changed = ORDERS.filter((code) => now.get(code) !== this.#answers.get(code));
    this.#answers = now;
    if (!pending.all) expect(changed.filter((code) => !pending.orders.has(code))).toEqual([]);
  }

  close(): Promise<void> {
    return this.#book.close();
  }

  #answersNow(): Map<string, string> {
    return new Map(ORDERS.map((code) => [code, answerText(this.#keeper.engine, code)]));
  }
}

async function playAndWatch(run: HistoryRun, history: Parameters<HistoryRun['play']>[0][]): Promise<void> {
  const watcher = new Watcher();
  try {
    await watcher.begin();
    for (const step of history) {
      // The rules stay: another policy is another book, of which everything is told.
      if (step.kind === 'rules') continue;
      await run.play(step);
      if (!run.blocked) await watcher.expectTold();
    }
  } finally {
    await watcher.close();
  }
}

describe('every order whose answer is another', () => {
  it.each(PROMISE_POLICIES)(
    'is told, under %s',
    async (policy: PromisePolicy) => {
      const property = fc.asyncProperty(
        bookArbitrary('small'),
        historyArbitrary('small', 60),
        async (book, history) => {
          const run = await HistoryRun.begin(clients, book);
          try {
            await run.play({ kind: 'rules', policy, ranking: [] });
            await playAndWatch(run, history);
          } finally {
            await run.finish();
          }
        },
      );
      await check(property, 8);
    },
    TIME_LIMIT,
  );
});
