import { analyseAll } from '../src/availability/analysis.ts';
import { type Engine, emptyEngine } from '../src/availability/engine.ts';
import { promiseAll } from '../src/availability/promise-by-item.ts';
import { promiseComplete } from '../src/availability/promise-complete.ts';
import { rankProduct } from '../src/availability/ranking.ts';
import type { PromisePolicy } from '../src/contract/codes.ts';
import type { Book } from '../src/ledger/book.ts';
import { loadBook } from '../src/ledger/load-book.ts';
import { beginSnapshot } from '../src/ledger/snapshot.ts';
import { projectAll } from '../src/projection/balances.ts';
import { checksum } from './answers.ts';
import { BENCH_TODAY, generatedCodes } from './book.ts';
import { engineAnalysis, enginePromise } from './engine.ts';
import type { Contestant, ContestantFactory, WorkerConfig } from './protocol.ts';
import { withClient } from './server.ts';

/** The book as the product loads it, with nothing derived from it yet. */
function loadEngineBook(url: string): Promise<Book> {
  return withClient(url, async (client) => {
    await beginSnapshot(client);
    const book = await loadBook(client, BENCH_TODAY);
    await client.query('COMMIT');
    return book;
  });
}

async function openEngine(config: WorkerConfig): Promise<Engine> {
  return emptyEngine(await loadEngineBook(config.url!));
}

function sizes({ book }: Engine): Record<string, number> {
  return {
    orders: book.orders.size,
    items: book.items.used,
    pieces: book.pieces.used,
    wide: book.wide ? 1 : 0,
  };
}

/** The 29 balances of every product. */
async function projection(config: WorkerConfig): Promise<Contestant> {
  const engine = await openEngine(config);
  return { facts: sizes(engine), run: () => projectAll(engine.book, engine.balances) };
}

/** Projection of every product and analysis of every order. */
async function analysis(config: WorkerConfig): Promise<Contestant> {
  const engine = await openEngine(config);
  return {
    facts: sizes(engine),
    run: () => {
      projectAll(engine.book, engine.balances);
      analyseAll(engine.book, engine.balances, engine.analysis);
    },
    answers: () => checksum(engineAnalysis(engine, generatedCodes(config.book.sizes))),
  };
}

/** Ranks all pieces from the order in which they were loaded, then promises the whole book. */
function promise(policy: PromisePolicy): ContestantFactory {
  return async (config) => {
    const engine = await openEngine(config);
    const { book, ranking, itemPromises } = engine;
    // Ranking sorts this column in place; a run must not find it sorted by the one before.
    const unranked = book.productPieces.data.slice();
    return {
      facts: sizes(engine),
      reset: () => book.productPieces.data.set(unranked),
      run: () => {
        for (let product = 0; product < book.products.size; product++) rankProduct(book, ranking, product);
        if (policy === 'por_item') promiseAll(book, itemPromises);
        else engine.completePromises = promiseComplete(book, ranking);
      },
      answers: () => checksum(enginePromise(engine, generatedCodes(config.book.sizes), policy)),
    };
  };
}

export const engineContestants = {
  'engine-projection': projection,
  'engine-analysis': analysis,
  'engine-promise-por_item': promise('por_item'),
  'engine-promise-completa': promise('completa'),
} as const;
