import type { ClientBase } from 'pg';
import { HORIZON_DAYS, PIECE_SOURCES } from '../../contract/codes.ts';
import { formatInstant } from '../../contract/instants.ts';
import { InvalidRequest } from '../../contract/invalid-request.ts';
import type {
  CardexAnswer,
  PastMovement,
  ReceiptDocument,
  RequirementDocument,
} from '../../contract/stock-wire.ts';
import { formatIsoDate, parseIsoDate, quantityToWire } from '../../contract/units.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { type Book, dueDay } from '../../ledger/book.ts';
import { compareCodes } from '../../ledger/codes.ts';
import { NO_DATE } from '../../ledger/facts.ts';
import { projectionAnswer } from '../../projection/projection-answer.ts';
import { parseCursor } from '../cursor.ts';
import { isKnownProduct } from './known-products.ts';
import { type ProductSnapshot, withProductSnapshot } from './product-snapshot.ts';

/** Documents listed for one day, of each kind; a day has more only in a very large book. */
const MOST_DOCUMENTS = 500;
const UNDATED = HORIZON_DAYS;
const LATE = -1;

/** Which page of the movements is asked for. */
export interface CardexQuery {
  readonly limit: number;
  readonly cursor: string | null;
  /** Documents listed for one day at most, of each kind; 500 unless given. */
  readonly documents?: number;
}

/**
 * The projection of a product with the documents behind every day, and its movements so far with the running balance,
 * newest first. Read from the tables in one snapshot, so that the documents add up to the figures.
 * @throws InvalidRequest CURSOR_INVALIDO
 */
export async function answerCardex(
  ruptura: Ruptura,
  code: string,
  query: CardexQuery,
  now: Date,
): Promise<CardexAnswer> {
  const before = query.cursor === null ? null : readCursor(query.cursor);
  return await withProductSnapshot(ruptura, code, 'running', async (client, snapshot) => {
    const { book, product } = snapshot;
    const receipts = await receiptDocuments(client, code, book.today);
    const stock = book.stock[product]!;
    const movements = await pastMovements(client, code, { limit: query.limit, before, stock });
    const most = query.documents ?? MOST_DOCUMENTS;
    const conhecido = await isKnownProduct(client, book, code);
    return cardex(snapshot, code, { receipts, movements, most, conhecido }, now);
  });
}

interface CardexParts {
  readonly receipts: ReadonlyMap<number, readonly ReceiptDocument[]>;
  readonly movements: MovementPage;
  readonly most: number;
  readonly conhecido: boolean;
}

function cardex(
  { book, product }: ProductSnapshot,
  code: string,
  { receipts, movements, most, conhecido }: CardexParts,
  now: Date,
): CardexAnswer {
  const projection = projectionAnswer(book, code, null, formatInstant(now, book.rules.timeZone));
  const requirements = requirementDocuments(book, product);
  const listed = <Document>(all: ReadonlyMap<number, readonly Document[]>, day: number): Document[] =>
    (all.get(day) ?? []).slice(0, most);
  return {
    ...projection,
    conhecido,
    projecao: projection.projecao.map((figures, day) => {
      const out = listed(requirements, day);
      const into = listed(receipts, day);
      const all = (requirements.get(day)?.length ?? 0) + (receipts.get(day)?.length ?? 0);
      return {
        ...figures,
        documentos_saida: out,
        documentos_entrada: into,
        documentos_omitidos: all - out.length - into.length,
      };
    }),
    documentos_sem_data: listed(requirements, UNDATED),
    documentos_atrasados: listed(receipts, LATE),
    movimentacoes: movements.rows,
    proximo: movements.next,
  };
}

/** Documents behind the requirements by day of the horizon; those without a date under UNDATED. */
function requirementDocuments(book: Book, product: number): Map<number, RequirementDocument[]> {
  const { data, start, length } = book.productPieces;
  const pieces = [...data.subarray(start[product]!, start[product]! + length[product]!)];
  pieces.sort((a, b) => book.pieceDate[a]! - book.pieceDate[b]! || comparePieces(book, a, b));
  const byDay = new Map<number, RequirementDocument[]>();
  for (const piece of pieces) {
    const date = book.pieceDate[piece]!;
    const day = date === NO_DATE ? UNDATED : dueDay(date, book.today);
    if (date !== NO_DATE && day >= HORIZON_DAYS) continue;
    listUnder(byDay, day, {
      num_pedido: orderCode(book, piece),
      separacao_lote_id: book.texts.text(book.pieceLot[piece]!),
      origem: PIECE_SOURCES[book.pieceKind[piece]!]!,
      qtd: quantityToWire(book.pieceQuantity[piece]!),
      data: date === NO_DATE ? null : formatIsoDate(date),
    });
  }
  return byDay;
}

function comparePieces(book: Book, a: number, b: number): number {
  const byKind = book.pieceKind[a]! - book.pieceKind[b]!;
  return byKind || compareCodes(orderCode(book, a), orderCode(book, b));
}

function orderCode(book: Book, piece: number): string {
  return book.orders.code(book.itemOrder[book.pieceItem[piece]!]!);
}

function listUnder<Document>(byDay: Map<number, Document[]>, day: number, document: Document): void {
  const known = byDay.get(day);
  if (known === undefined) byDay.set(day, [document]);
  else known.push(document);
}

const SELECT_RECEIPTS = `
  SELECT data_programacao::text AS data, trunc(qtd_programada * 1000)::text AS qtd, documento
  FROM programacao_producao WHERE cod_produto = $1 AND qtd_programada > 0
  ORDER BY data_programacao, id`;

async function receiptDocuments(
  client: ClientBase,
  code: string,
  today: number,
): Promise<Map<number, ReceiptDocument[]>> {
  const { rows } = await client.query<{ data: string; qtd: string; documento: string | null }>(
    SELECT_RECEIPTS,
    [code],
  );
  const byDay = new Map<number, ReceiptDocument[]>();
  for (const { data, qtd, documento } of rows) {
    const day = parseIsoDate(data)! - today;
    if (day >= HORIZON_DAYS) continue;
    listUnder(byDay, Math.max(day, LATE), { documento, qtd: quantityToWire(Number(qtd)), data });
  }
  return byDay;
}

interface MovementPage {
  readonly rows: PastMovement[];
  readonly next: string | null;
}

interface MovementPlace {
  readonly date: string;
  readonly id: string;
}

interface MovementRow {
  readonly id: string;
  readonly data_movimentacao: string;
  readonly tipo: string | null;
  readonly milesimos: string;
  readonly local: string | null;
  readonly documento: string | null;
  readonly chave_externa: string | null;
}

/**
 * Sorted by the columns of the table, not by the texts of the same names that are selected: those would be sorted as
 * texts (9 after 10), and only after every movement of the product had been read.
 */
const MOVEMENT_PAGE = `
  SELECT m.id::text, m.data_movimentacao::text, m.tipo, trunc(m.qtd_movimentacao * 1000)::text AS milesimos, m.local,
         m.documento, m.chave_externa
  FROM movimentacao_estoque m
  WHERE m.ativo AND m.cod_produto = $1
    AND ($2::date IS NULL OR (m.data_movimentacao, m.id) < ($2::date, $3::bigint))
  ORDER BY m.data_movimentacao DESC, m.id DESC LIMIT $4`;

const MOVED_AFTER = `
  SELECT trunc(coalesce(sum(qtd_movimentacao), 0) * 1000)::text AS milesimos
  FROM movimentacao_estoque
  WHERE ativo AND cod_produto = $1 AND (data_movimentacao, id) > ($2::date, $3::bigint)`;

/**
 * A page of movements, newest first; each with the stock after it. That is counted back from the stock of now, so that
 * only the movements of the pages so far are read, however many there are.
 */
async function pastMovements(
  client: ClientBase,
  code: string,
  { limit, before, stock }: { limit: number; before: MovementPlace | null; stock: number },
): Promise<MovementPage> {
  const values = [code, before?.date ?? null, before?.id ?? null, limit + 1];
  const { rows } = await client.query<MovementRow>(MOVEMENT_PAGE, values);
  const page = rows.slice(0, limit);
  const first = page[0];
  if (first === undefined) return { rows: [], next: null };
  // On the way back a stock may have been larger than any number of 53 bits.
  let balance = BigInt(stock) - (before === null ? 0n : await movedAfter(client, code, first));
  const movements = page.map((row) => {
    const after = balance;
    balance -= BigInt(row.milesimos);
    return movementOf(row, Number(after));
  });
  return { rows: movements, next: rows.length > limit ? writeCursor(page.at(-1)!) : null };
}

async function movedAfter(client: ClientBase, code: string, place: MovementRow): Promise<bigint> {
  const values = [code, place.data_movimentacao, place.id];
  const { rows } = await client.query<{ milesimos: string }>(MOVED_AFTER, values);
  return BigInt(rows[0]!.milesimos);
}

function movementOf(row: MovementRow, balance: number): PastMovement {
  return {
    id: Number(row.id),
    data_movimentacao: row.data_movimentacao,
    tipo: row.tipo,
    qtd_movimentacao: quantityToWire(Number(row.milesimos)),
    saldo: quantityToWire(balance),
    local: row.local,
    documento: row.documento,
    chave_externa: row.chave_externa,
  };
}

function writeCursor(row: MovementRow): string {
  return Buffer.from(JSON.stringify([row.data_movimentacao, row.id])).toString('base64url');
}

function readCursor(cursor: string): MovementPlace {
  const [date, id] = parseCursor(cursor) ?? [];
  if (typeof date !== 'string' || typeof id !== 'string' || !isPlace(date, id)) {
    throw new InvalidRequest({ place: 'consulta', path: 'cursor', code: 'CURSOR_INVALIDO' });
  }
  return { date, id };
}

function isPlace(date: string, id: string): boolean {
  return parseIsoDate(date) !== null && /^-?\d{1,18}$/.test(id);
}
