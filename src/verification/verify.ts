import type { Client } from 'pg';
import { createEngine, type Engine } from '../availability/engine.ts';
import type { EpochDay } from '../contract/units.ts';
import { loadBook } from '../ledger/load-book.ts';
import { beginSnapshot } from '../ledger/snapshot.ts';
import { type AnswerDigest, balancesOf, digestOf } from './digest.ts';
import { findStockDrift, recomputeBalances, type StockDrift } from './recompute.ts';

/** A product whose balance in memory is not what the base tables give. */
export interface BalanceDrift {
  readonly cod_produto: string;
  /** First day that differs. */
  readonly dia: number;
  readonly calculado: number;
  readonly esperado: number;
}

/** What a verification compared and found. Balances in thousandths. */
export interface Verification {
  readonly digest: AnswerDigest;
  readonly stockDrift: readonly StockDrift[];
  readonly balanceDrift: readonly BalanceDrift[];
  /** Digest of the running server at the same version and date; null when no server was asked. */
  readonly server: AnswerDigest | null;
  /** Whether the server answers what a recomputation from scratch gives; true when no server was asked. */
  readonly serverAgrees: boolean;
}

const ATTEMPTS = 20;

/**
 * Recomputes everything from the base tables, in one snapshot, and compares.
 * @param askServer digest of the server that runs on the same data; null when there is none. It is asked again while
 *   its version differs from the snapshot's, as it does when somebody writes in between
 */
export async function verify(
  connect: () => Promise<Client>,
  fixedToday: EpochDay | null,
  askServer: (() => Promise<AnswerDigest>) | null,
): Promise<Verification> {
  for (let attempt = 1; ; attempt++) {
    const result = await verifyOnce(connect, fixedToday, askServer);
    const sameState =
      result.server === null ||
      (result.server.versao === result.digest.versao && result.server.hoje === result.digest.hoje);
    if (sameState || attempt === ATTEMPTS) return result;
  }
}

async function verifyOnce(
  connect: () => Promise<Client>,
  fixedToday: EpochDay | null,
  askServer: (() => Promise<AnswerDigest>) | null,
): Promise<Verification> {
  const client = await connect();
  try {
    const seen = await beginSnapshot(client, 'movimentacao_estoque');
    const book = await loadBook(client, fixedToday ?? seen.today);
    book.version = seen.version;
    const engine = createEngine(book);
    const stockDrift = await findStockDrift(client);
    const balanceDrift = compareBalances(engine, await recomputeBalances(client, book.today));
    await client.query('COMMIT');
    const digest = digestOf(engine);
    const server = askServer === null ? null : await askServer();
    return {
      digest,
      stockDrift,
      balanceDrift,
      server,
      serverAgrees: server === null || server.sha256 === digest.sha256,
    };
  } finally {
    await client.end();
  }
}

function compareBalances(engine: Engine, expected: ReadonlyMap<string, readonly number[]>): BalanceDrift[] {
  const { products } = engine.book;
  const drift: BalanceDrift[] = [];
  const codes = new Set([
    ...expected.keys(),
    ...Array.from(products.sorted(), (product) => products.code(product)),
  ]);
  const nothing = new Array<number>(29).fill(0);
  for (const code of codes) {
    const product = products.find(code);
    const ours = product < 0 ? nothing : balancesOf(engine, product);
    const theirs = expected.get(code) ?? nothing;
    const day = ours.findIndex((balance, index) => balance !== theirs[index]);
    if (day >= 0) drift.push({ cod_produto: code, dia: day, calculado: ours[day]!, esperado: theirs[day]! });
  }
  return drift;
}
