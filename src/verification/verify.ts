import type { Client } from 'pg';
import { createEngine, type Engine } from '../availability/engine.ts';
import { RupturaError } from '../contract/errors.ts';
import type { EpochDay } from '../contract/units.ts';
import { type Book, isExact } from '../ledger/book.ts';
import { loadBook } from '../ledger/load-book.ts';
import { beginSnapshot } from '../ledger/snapshot.ts';
import { balancesOf } from '../projection/balances.ts';
import { type AnswerDigest, digestOf } from './digest.ts';
import { findStockDrift, recomputeBalances, type StockDrift } from './recompute.ts';

type Seen = Awaited<ReturnType<typeof beginSnapshot>>;

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
  /** Products whose sums are beyond exact numbers: their balances are told to nobody, and not compared. */
  readonly inexact: readonly string[];
  /** Digest of the running server at the same version, at its own date; null when no server was asked. */
  readonly server: AnswerDigest | null;
  /** Whether the server answers what a recomputation from scratch gives; true when no server was asked. */
  readonly serverAgrees: boolean;
}

/** Asks the running server for its digest. */
type AskServer = () => Promise<AnswerDigest>;

const ATTEMPTS = 50;

/**
 * Recomputes everything from the base tables, in one snapshot, and compares.
 * @param askServer digest of the server that runs on the same data; null when there is none. It is asked again while
 *   its version differs from the snapshot's, as it may when somebody writes in between
 * @throws RupturaError VERIFICACAO_SEM_COMPARACAO when the two never came to see the same state
 */
export async function verify(
  connect: () => Promise<Client>,
  fixedToday: EpochDay | null,
  askServer: AskServer | null,
): Promise<Verification> {
  const client = await connect();
  try {
    const { seen, server } = await sameState(client, askServer);
    const book = await loadBook(client, fixedToday ?? seen.today);
    book.version = seen.version;
    const engine = createEngine(book);
    const stockDrift = await findStockDrift(client);
    const balanceDrift = compareBalances(engine, await recomputeBalances(client, book.today));
    await client.query('COMMIT');
    const digest = digestOf(engine);
    const serverAgrees = server === null || server.sha256 === digestAt(engine, digest, server.hoje).sha256;
    return { digest, stockDrift, balanceDrift, inexact: inexactCodes(book), server, serverAgrees };
  } finally {
    await client.end();
  }
}

interface SameState {
  readonly seen: Seen;
  readonly server: AnswerDigest | null;
}

/**
 * Begins a snapshot of the state that the server answers from. The server is asked at the very moment the snapshot is
 * taken, and nothing is computed before the two are known to be one: under constant writing they meet all the same.
 */
async function sameState(client: Client, askServer: AskServer | null): Promise<SameState> {
  if (askServer === null) return { seen: await begin(client), server: null };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const [seen, server] = await Promise.all([begin(client), askServer()]);
    if (seen.version === server.versao) return { seen, server };
    await client.query('ROLLBACK');
  }
  throw new RupturaError('VERIFICACAO_SEM_COMPARACAO', { vezes: ATTEMPTS });
}

async function begin(client: Client): Promise<Seen> {
  return await beginSnapshot(client, 'movimentacao_estoque');
}

/** A server may be on another day: one of the two has a fixed date. What it answers is compared at its own. */
function digestAt(engine: Engine, digest: AnswerDigest, today: EpochDay): AnswerDigest {
  if (today === digest.hoje) return digest;
  engine.book.today = today;
  return digestOf(createEngine(engine.book));
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
    if (product >= 0 && !isExact(engine.book, product)) continue;
    const ours = product < 0 ? nothing : Array.from(balancesOf(engine.balances, product));
    const theirs = expected.get(code) ?? nothing;
    const day = ours.findIndex((balance, index) => balance !== theirs[index]);
    if (day >= 0) drift.push({ cod_produto: code, dia: day, calculado: ours[day]!, esperado: theirs[day]! });
  }
  return drift;
}

function inexactCodes(book: Book): string[] {
  const products = [...book.products.sorted()].filter((product) => !isExact(book, product));
  return products.map((product) => book.products.code(product));
}
