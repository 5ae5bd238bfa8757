import { once } from 'node:events';
import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { OPEN_DRAFT_STATUSES, OPEN_LOT_STATUSES } from '../contract/codes.ts';
import { type AnswerRules, answerRules } from '../contract/rules.ts';
import type { EpochDay } from '../contract/units.ts';
import {
  addVolume,
  type Book,
  createBook,
  growOrders,
  growProducts,
  reserveItems,
  reservePieces,
  summariseOrder,
} from './book.ts';
import { CopyTextReader } from './copy-text.ts';
import { FactDecoder, type RowSource } from './fact-rows.ts';
import { createFacts, type Facts, pairEnd, sortFacts } from './facts.ts';
import { fillItem, newItem } from './fill-item.ts';
import { applyNotes, readNotes } from './order-notes.ts';
import { addReceipt } from './receipts.ts';
import { groupInto } from './segments.ts';
import {
  COMMITMENT_FIELDS,
  ESTIMATE_FACTS,
  LINE_FIELDS,
  RECEIPT_FIELDS,
  SELECT_LINES,
  SELECT_SETTINGS,
  SELECT_STOCK,
  STOCK_FIELDS,
  selectAllocations,
  selectDrafts,
  selectReceipts,
} from './statements.ts';

/**
 * Loads the whole book through a client that is inside a REPEATABLE READ transaction. The tables are streamed by COPY:
 * 1.6 million lines take a third of the time a row driver needs.
 */
export async function loadBook(client: ClientBase, today: EpochDay): Promise<Book> {
  const book = createBook(today, await readRules(client));
  const facts = createFacts(await expectedFacts(client));
  const decoder = new FactDecoder(book, facts);
  await copyRows(client, selectAllocations(OPEN_LOT_STATUSES), COMMITMENT_FIELDS, (row) =>
    decoder.allocation(row),
  );
  await copyRows(client, selectDrafts(OPEN_DRAFT_STATUSES), COMMITMENT_FIELDS, (row) => decoder.draft(row));
  await copyRows(client, SELECT_LINES, LINE_FIELDS, (row) => decoder.line(row));
  growOrders(book);
  growProducts(book);
  await copyRows(client, SELECT_STOCK, STOCK_FIELDS, (row) => setStock(book, row.text(0)!, row.scaled(1)));
  await copyRows(client, selectReceipts(''), RECEIPT_FIELDS, (row) => {
    addReceipt(book, row.text(0)!, row.day(1), row.scaled(2));
  });
  buildItems(book, facts);
  indexPieces(book);
  applyNotes(book.notes, null, await readNotes(client, null));
  return book;
}

/** Settings of the database that change answers. */
export async function readRules(client: ClientBase): Promise<AnswerRules> {
  const { rows } = await client.query<{ chave: string; valor: string }>(SELECT_SETTINGS);
  return answerRules(new Map(rows.map((row) => [row.chave, row.valor])));
}

/** Room to begin with: the planner's estimate spares the growing columns most of their copies. */
async function expectedFacts(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ linhas: string }>(ESTIMATE_FACTS);
  return Math.max(1024, Math.ceil(Number(rows[0]!.linhas) * 1.02));
}

async function copyRows(
  client: ClientBase,
  select: string,
  fields: number,
  onRow: (row: RowSource) => void,
): Promise<void> {
  const reader: CopyTextReader = new CopyTextReader(fields, () => onRow(reader));
  const stream = client.query(copyTo(`COPY (${select}) TO STDOUT`));
  stream.on('data', (chunk: Buffer) => reader.push(chunk));
  await once(stream, 'end');
}

/** Sets the on-hand stock of a product, known so far or not. */
export function setStock(book: Book, code: string, thousandths: number): void {
  const product = book.products.intern(code);
  growProducts(book);
  addVolume(book, product, thousandths);
  book.stock[product] = thousandths;
}

function buildItems(book: Book, facts: Facts): void {
  const sorted = book.orders.sorted();
  const rank = new Int32Array(book.orders.size);
  for (let i = 0; i < sorted.length; i++) {
    rank[sorted[i]!] = i;
    book.orderLabel[sorted[i]!] = i;
  }
  const rows = sortFacts(facts, rank, sorted.length);
  reserveItems(book, facts.count);
  reservePieces(book, facts.count);
  for (let from = 0; from < rows.length; ) {
    const to = pairEnd(facts, rows, from);
    const item = newItem(book, facts.order[rows[from]!]!, facts.product[rows[from]!]!);
    fillItem(book, item, facts, rows, from, to);
    from = to;
  }
  for (const order of sorted) summariseOrder(book, order);
}

function indexPieces(book: Book): void {
  const count = book.pieces.used;
  const owners = new Int32Array(count);
  const elements = new Int32Array(count);
  for (let piece = 0; piece < count; piece++) {
    owners[piece] = book.itemProduct[book.pieceItem[piece]!]!;
    elements[piece] = piece;
  }
  groupInto(book.productPieces, book.products.size, owners, elements, count);
}
