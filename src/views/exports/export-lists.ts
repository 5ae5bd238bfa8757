import type { Pool } from 'pg';
import type { Engine } from '../../availability/engine.ts';
import type { InconsistencyKind } from '../../contract/inconsistency-wire.ts';
import type { ReceiptDocument, RequirementDocument } from '../../contract/stock-wire.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { answerProjection } from '../answers.ts';
import { findInconsistencies } from '../inconsistencies.ts';
import { answerCardex } from '../products/cardex.ts';
import { coded, type ExportList, field, type ListField, type ListWords, listTable } from './export-table.ts';

/** More rows of a kind than a sheet of Excel holds. */
const ALL_ROWS = 1_048_575;

/** The 29 days of a product. */
export function exportProjection(engine: Engine, code: string, now: Date, words: ListWords): ExportList {
  const { projecao } = answerProjection(engine, code, null, now);
  const fields: readonly ListField<(typeof projecao)[number]>[] = [
    { name: 'cod_produto', kind: 'text', read: () => code },
    field('data', 'date'),
    field('estoque_inicial', 'quantity'),
    field('saidas', 'quantity'),
    field('entradas', 'quantity'),
    field('estoque_final', 'quantity'),
    field('atp', 'quantity'),
  ];
  return listTable('projecao', fields, projecao, words);
}

interface CardexEntry {
  /** Day of the horizon; null outside it. */
  readonly data: string | null;
  readonly tipo: 'SAIDA' | 'ENTRADA' | 'SEM_DATA' | 'ENTRADA_ATRASADA';
  readonly document: Partial<RequirementDocument> & Partial<Pick<ReceiptDocument, 'documento'>>;
}

/** The documents behind every day of a product. */
export async function exportCardex(
  ruptura: Ruptura,
  code: string,
  now: Date,
  words: ListWords,
): Promise<ExportList> {
  const cardex = await answerCardex(ruptura, code, { limit: 1, cursor: null, documents: ALL_ROWS }, now);
  const entries: CardexEntry[] = [
    ...cardex.documentos_atrasados.map(
      (document) => ({ data: null, tipo: 'ENTRADA_ATRASADA', document }) as const,
    ),
    ...cardex.projecao.flatMap(({ data, documentos_saida, documentos_entrada }) => [
      ...documentos_saida.map((document) => ({ data, tipo: 'SAIDA', document }) as const),
      ...documentos_entrada.map((document) => ({ data, tipo: 'ENTRADA', document }) as const),
    ]),
    ...cardex.documentos_sem_data.map((document) => ({ data: null, tipo: 'SEM_DATA', document }) as const),
  ];
  const fields: readonly ListField<CardexEntry>[] = [
    { name: 'cod_produto', kind: 'text', read: () => code },
    field('data', 'date'),
    coded('tipo', 'movement'),
    {
      name: 'origem',
      kind: 'text',
      read: ({ document: { origem } }, words) => (origem === undefined ? null : words.code('source', origem)),
    },
    { name: 'num_pedido', kind: 'text', read: ({ document }) => document.num_pedido ?? null },
    { name: 'separacao_lote_id', kind: 'text', read: ({ document }) => document.separacao_lote_id ?? null },
    { name: 'documento', kind: 'text', read: ({ document }) => document.documento ?? null },
    { name: 'qtd', kind: 'quantity', read: ({ document }) => document.qtd ?? null },
    { name: 'data_documento', kind: 'date', read: ({ document }) => document.data ?? null },
  ];
  return listTable('cardex', fields, entries, words);
}

const SELECT_MOVEMENTS = `
  SELECT data_movimentacao::text, tipo, trim_scale(qtd_movimentacao)::text AS qtd_movimentacao,
         trim_scale(sum(qtd_movimentacao) OVER (ORDER BY data_movimentacao, id))::text AS saldo, local, documento, chave_externa
  FROM public.movimentacao_estoque WHERE ativo AND cod_produto = $1
  ORDER BY data_movimentacao DESC, id DESC`;

type MovementRow = Readonly<
  Record<'data_movimentacao' | 'tipo' | 'qtd_movimentacao' | 'saldo', string> &
    Record<'local' | 'documento' | 'chave_externa', string | null>
>;

/** All movements of a product with the running balance, newest first. */
export async function exportMovements(pool: Pool, code: string, words: ListWords): Promise<ExportList> {
  const { rows } = await pool.query<MovementRow>(SELECT_MOVEMENTS, [code]);
  const fields: readonly ListField<MovementRow>[] = [
    { name: 'cod_produto', kind: 'text', read: () => code },
    field('data_movimentacao', 'date'),
    field('tipo', 'text'),
    field('qtd_movimentacao', 'quantity'),
    field('saldo', 'quantity'),
    field('local', 'text'),
    field('documento', 'text'),
    field('chave_externa', 'text'),
  ];
  return listTable('movimentacoes', fields, rows, words);
}

/** Bad data of some kinds. */
export async function exportInconsistencies(
  ruptura: Pick<Ruptura, 'database' | 'fixedToday' | 'timeZone'>,
  kinds: readonly InconsistencyKind[],
  words: ListWords,
): Promise<ExportList> {
  const pages = await findInconsistencies(ruptura, {
    kinds,
    accepted: false,
    limit: ALL_ROWS,
    cursor: null,
  });
  const rows = pages.flatMap((page) => page.rows.map((row) => ({ tipo: page.kind, ...row })));
  const fields: readonly ListField<(typeof rows)[number]>[] = [
    coded('tipo', 'inconsistency'),
    field('num_pedido', 'text'),
    field('cod_produto', 'text'),
    field('separacao_lote_id', 'text'),
    field('documento', 'text'),
    field('data', 'date'),
    field('qtd', 'quantity'),
    field('saldo', 'quantity'),
    field('linhas', 'quantity'),
    field('texto', 'text'),
  ];
  return listTable('inconsistencias', fields, rows, words);
}
