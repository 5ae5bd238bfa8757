/**
 * Facts of the book read the long way: open lines, requirement pieces, stock, receipts. Every rule is one plain
 * statement over whole tables; nothing is kept between calls.
 */
import type { PieceSource } from '../../src/contract/codes.ts';
import { type EpochDay, parseIsoDate } from '../../src/contract/units.ts';
import type { AllocationRow, BookTables, LineRow, LotRow } from './book-tables.ts';
import { lesser, parseExact, sum } from './exact.ts';
import { groupBy } from './group.ts';

/** A line of the order book with open quantity. */
export interface OpenLine {
  readonly id: number;
  readonly num_pedido: string;
  readonly cod_produto: string;
  /** Thousandths, positive. */
  readonly qtd: bigint;
  /** 10^-7 R$. */
  readonly valor: bigint;
  readonly expedicao: EpochDay | null;
  readonly agendamento: EpochDay | null;
  readonly data_pedido: EpochDay | null;
  readonly row: LineRow;
}

/** One requirement: a quantity of a product that an order wants on a day, or on no day yet. */
export interface Piece {
  readonly num_pedido: string;
  readonly cod_produto: string;
  /** Thousandths, positive. */
  readonly qtd: bigint;
  readonly origem: PieceSource;
  readonly expedicao: EpochDay | null;
}

export interface Receipt {
  readonly cod_produto: string;
  readonly data: EpochDay;
  /** Thousandths, positive. */
  readonly qtd: bigint;
}

/** Order of codes: their UTF-8 bytes, never a locale, never UTF-16 units. */
export function compareCodes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

export function dayOf(date: string): EpochDay {
  const day = parseIsoDate(date);
  if (day === null) throw new Error(`not a date: ${date}`);
  return day;
}

function dayOrNull(date: string | null): EpochDay | null {
  return date === null || date === '' ? null : dayOf(date);
}

function foldStatus(status: string | null): string {
  return (status ?? '').trim().toUpperCase();
}

export function openLines(tables: BookTables): OpenLine[] {
  return tables.carteira_principal
    .filter((row) => row.ativo !== false)
    .map(toOpenLine)
    .filter((line) => line.qtd > 0n)
    .sort((a, b) => a.id - b.id);
}

function toOpenLine(row: LineRow): OpenLine {
  const qtd = parseExact(row.qtd_saldo_produto_pedido, 3);
  return {
    id: row.id,
    num_pedido: row.num_pedido,
    cod_produto: row.cod_produto,
    qtd,
    valor: qtd * parseExact(row.preco_produto_pedido ?? '0', 4),
    expedicao: dayOrNull(row.expedicao),
    agendamento: dayOrNull(row.agendamento),
    data_pedido: dayOrNull(row.data_pedido),
    row,
  };
}

/** All requirement pieces of the book: allocations, drafts, remainders. Their order means nothing. */
export function naivePieces(tables: BookTables): Piece[] {
  const taken = [...allocationPieces(tables), ...draftPieces(tables)];
  return [...taken, ...remainderPieces(openLines(tables), taken)];
}

function allocationPieces(tables: BookTables): Piece[] {
  const headers = new Map(tables.pedido.map((lot) => [lot.separacao_lote_id, lot]));
  return tables.separacao
    .filter((row) => lotIsOpen(headers.get(row.separacao_lote_id)))
    .map((row) => allocationPiece(row, headers.get(row.separacao_lote_id)))
    .filter((piece) => piece.qtd > 0n);
}

function lotIsOpen(header: LotRow | undefined): boolean {
  if (header === undefined) return true;
  return ['', 'ABERTO', 'COTADO'].includes(foldStatus(header.status));
}

function allocationPiece(row: AllocationRow, header: LotRow | undefined): Piece {
  return {
    num_pedido: row.num_pedido,
    cod_produto: row.cod_produto,
    qtd: parseExact(row.qtd_saldo, 3),
    origem: 'SEPARACAO',
    expedicao: dayOrNull(row.expedicao) ?? dayOrNull(header?.expedicao ?? null),
  };
}

function draftPieces(tables: BookTables): Piece[] {
  return tables.pre_separacao_item
    .filter((row) => ['CRIADO', 'RECOMPOSTO'].includes(foldStatus(row.status)))
    .map(
      (row): Piece => ({
        num_pedido: row.num_pedido,
        cod_produto: row.cod_produto,
        qtd: parseExact(row.qtd_selecionada_usuario, 3),
        origem: 'PRE_SEPARACAO',
        expedicao: dayOrNull(row.data_expedicao_editada),
      }),
    )
    .filter((piece) => piece.qtd > 0n);
}

function pairKey(pair: { num_pedido: string; cod_produto: string }): string {
  return JSON.stringify([pair.num_pedido, pair.cod_produto]);
}

function remainderPieces(lines: OpenLine[], taken: Piece[]): Piece[] {
  const takenByPair = groupBy(taken, pairKey);
  const pairs = [...groupBy(lines, pairKey)];
  return pairs.flatMap(([key, pairLines]) => {
    const quantity = sum((takenByPair.get(key) ?? []).map((piece) => piece.qtd));
    return remaindersOfPair(pairLines, quantity);
  });
}

/** What is left of each line of a pair when `quantity` is taken off: earliest date first, then smaller quantity. */
function remaindersOfPair(lines: OpenLine[], quantity: bigint): Piece[] {
  const pieces: Piece[] = [];
  let toTake = quantity;
  for (const line of [...lines].sort(takenFirst)) {
    const off = lesser(toTake, line.qtd);
    toTake -= off;
    if (line.qtd > off) pieces.push(remainder(line, line.qtd - off));
  }
  return pieces;
}

function remainder(line: OpenLine, qtd: bigint): Piece {
  const { num_pedido, cod_produto, expedicao } = line;
  return { num_pedido, cod_produto, qtd, origem: 'CARTEIRA', expedicao };
}

function takenFirst(a: OpenLine, b: OpenLine): number {
  return undatedLast(a.expedicao, b.expedicao) || compareBig(a.qtd, b.qtd);
}

export function undatedLast(a: EpochDay | null, b: EpochDay | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a - b;
}

export function undatedFirst(a: EpochDay | null, b: EpochDay | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return a - b;
}

export function compareBig(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** On-hand stock of a product, thousandths. */
export function naiveStock(tables: BookTables, cod_produto: string): bigint {
  const rows = tables.movimentacao_estoque.filter(
    (row) => row.ativo !== false && row.cod_produto === cod_produto,
  );
  return sum(rows.map((row) => parseExact(row.qtd_movimentacao, 3)));
}

/** Scheduled receipts of a product, late ones included. A receipt of nothing is no receipt. */
export function naiveReceipts(tables: BookTables, cod_produto: string): Receipt[] {
  return tables.programacao_producao
    .filter((row) => row.cod_produto === cod_produto)
    .map((row) => ({
      cod_produto,
      data: dayOf(row.data_programacao),
      qtd: parseExact(row.qtd_programada, 3),
    }))
    .filter((receipt) => receipt.qtd > 0n);
}

/** Name of a product by lines in the order of their ids: the first that has one. */
export function firstName(lines: readonly OpenLine[]): string | null {
  const names = lines.map((line) => line.row.nome_produto ?? '');
  return names.find((name) => name !== '') ?? null;
}

/** 2^53 − 1 thousandths: what the quantities of a product may come to and every sum of them still be exact. */
const MOST_EXACT = 9_007_199_254_740_991n;

/**
 * Tells whether stock, open lines, commitments that count and receipts of a product add up beyond exact numbers. The
 * rows of all products are looked through once.
 */
export function beyondExact(tables: BookTables): (cod_produto: string) => boolean {
  const lines = openLines(tables);
  const committed = naivePieces(tables).filter((piece) => piece.origem !== 'CARTEIRA');
  return (cod_produto) => {
    const stock = naiveStock(tables, cod_produto);
    const own = <Fact extends { cod_produto: string; qtd: bigint }>(facts: readonly Fact[]): bigint =>
      sum(facts.filter((fact) => fact.cod_produto === cod_produto).map((fact) => fact.qtd));
    const receipts = sum(naiveReceipts(tables, cod_produto).map((receipt) => receipt.qtd));
    return (stock < 0n ? -stock : stock) + own(lines) + own(committed) + receipts > MOST_EXACT;
  };
}
