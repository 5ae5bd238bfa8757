import type { Pool } from 'pg';
import type { Engine } from '../../availability/engine.ts';
import { toCents } from '../../availability/order-answer.ts';
import type { ReceiptRow, ReceiptsAnswer } from '../../contract/stock-wire.ts';
import { formatIsoDate, quantityToWire } from '../../contract/units.ts';
import { instantText } from '../answers.ts';

import { isServedEnough, type ListedReceipt, type ReceiptList, type ReceiptQuery } from './receipt-list.ts';

/** Documents told of one product and day; a day has more only in a very large book. */
const MOST_DOCUMENTS = 20;

type Documents = Pick<ReceiptRow, 'documentos' | 'documentos_omitidos'>;

const SELECT_DOCUMENTS = `
  SELECT c.cod_produto, c.data_programacao::text AS data, count(*)::int AS total,
         (array_agg(c.documento ORDER BY c.id))[1:${MOST_DOCUMENTS}] AS documentos,
         (array_agg(trunc(c.qtd_programada * 1000)::text ORDER BY c.id))[1:${MOST_DOCUMENTS}] AS quantidades
  FROM programacao_producao c
  JOIN unnest($1::text[], $2::date[]) AS wanted (cod_produto, data)
    ON wanted.cod_produto = c.cod_produto AND wanted.data = c.data_programacao
  WHERE c.qtd_programada > 0
  GROUP BY 1, 2`;

interface DocumentsRow {
  readonly cod_produto: string;
  readonly data: string;
  readonly total: number;
  readonly documentos: readonly (string | null)[];
  readonly quantidades: readonly string[];
}

/**
 * Receipts by product and day, with who waits for each, the totals of the filter, and their documents. These stand in
 * the table only, so they may be of a commit later than the figures; the next answer has both.
 * @throws InvalidRequest CURSOR_INVALIDO
 */
export async function answerReceipts(
  pool: Pool,
  engine: Engine,
  list: ReceiptList,
  query: ReceiptQuery,
  now: Date,
): Promise<ReceiptsAnswer> {
  const page = list.page(engine, query);
  // What follows the wait must be of the same state: nothing of the engine is read after it.
  const calculatedAt = instantText(engine, now);
  const versao = engine.book.version;
  return {
    entradas: await toldReceipts(pool, page.rows),
    posicao: page.first,
    total: page.total,
    totais: page.totals,
    proximo: page.next,
    versao,
    calculado_em: calculatedAt,
  };
}

/** Receipts as lists tell of them, with their documents. */
export async function toldReceipts(pool: Pool, rows: readonly ListedReceipt[]): Promise<ReceiptRow[]> {
  const documents = await documentsOf(pool, rows);
  return rows.map((row) => receiptRow(row, documents.get(keyOf(row.code, formatIsoDate(row.date)))));
}

function receiptRow(row: ListedReceipt, documents: Documents | undefined): ReceiptRow {
  const { served } = row;
  return {
    cod_produto: row.code,
    nome_produto: row.name,
    data: formatIsoDate(row.date),
    quando: row.time,
    qtd: quantityToWire(row.quantity),
    documentos: documents?.documentos ?? [],
    documentos_omitidos: documents?.documentos_omitidos ?? 0,
    pedidos_a_espera: served?.orders ?? null,
    valor_a_espera: served === null ? null : toCents(served.value),
    qtd_atendida: served === null ? null : quantityToWire(served.quantity),
    pedidos_parados: served?.stoppedOrders ?? null,
    valor_parado: served === null ? null : toCents(served.stoppedValue),
    suficiente: served === null ? null : isServedEnough(served),
    pedidos_sem_saldo: served?.unservedOrders ?? null,
    falta_qtd: served === null ? null : quantityToWire(served.missing),
  };
}

function keyOf(code: string, date: string): string {
  return `${date} ${code}`;
}

async function documentsOf(pool: Pool, rows: readonly ListedReceipt[]): Promise<Map<string, Documents>> {
  if (rows.length === 0) return new Map();
  const values = [rows.map(({ code }) => code), rows.map(({ date }) => formatIsoDate(date))];
  const found = await pool.query<DocumentsRow>(SELECT_DOCUMENTS, values);
  return new Map(
    found.rows.map(({ cod_produto, data, total, documentos, quantidades }) => [
      keyOf(cod_produto, data),
      {
        documentos: documentos.map((documento, at) => ({
          documento,
          qtd: quantityToWire(Number(quantidades[at])),
        })),
        documentos_omitidos: total - documentos.length,
      },
    ]),
  );
}
