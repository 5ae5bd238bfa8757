import type { Pool } from 'pg';
import type { Engine } from '../availability/engine.ts';
import type { InconsistencyKind } from '../contract/inconsistency-wire.ts';
import type { OrderRow } from '../contract/order-wire.ts';
import type { ReceiptDocument, RequirementDocument } from '../contract/stock-wire.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import type { ExportColumn, ExportRow } from '../tabular/columns.ts';
import { answerProjection } from './answers.ts';
import { answerCardex } from './cardex.ts';
import { findInconsistencies } from './inconsistencies.ts';
import type { ProductList, ProductQuery } from './product-list.ts';
import { answerHeatMap, answerStockouts } from './stockouts.ts';

/** A list as a table: what the routes answer, a heading a field. */
export interface ExportList {
  readonly name: string;
  readonly columns: readonly ExportColumn[];
  readonly rows: readonly ExportRow[];
}

type Kind = ExportColumn['kind'];
type Field<Row> = readonly [name: string, kind: Kind, read: (row: Row) => ExportRow[number]];

/** More rows of a kind than a sheet of Excel holds. */
const ALL_ROWS = 1_048_575;
const WHOLE_LIST = { limit: ALL_ROWS, cursor: null, position: 0 } as const;

/** Which products a list of them holds, and in which order. */
export type ListedProducts = Omit<ProductQuery, keyof typeof WHOLE_LIST>;

/** Cells are made at once, so that all rows are of one state, however slowly the file is taken. */
function table<Row>(name: string, fields: readonly Field<Row>[], rows: Iterable<Row>): ExportList {
  return {
    name,
    columns: fields.map(([field, kind]) => ({ name: field, kind })),
    rows: Array.from(rows, (row) => fields.map(([, , read]) => read(row))),
  };
}

/** A field of the row under its own name. */
function field<Name extends string>(
  name: Name,
  kind: Kind,
): Field<Readonly<Record<Name, ExportRow[number]>>> {
  return [name, kind, (row) => row[name]];
}

/** A field that is empty where the order has sums beyond exact numbers. */
function exactField(name: string, kind: Kind, read: (row: OrderRow) => ExportRow[number]): Field<OrderRow> {
  return [name, kind, (row) => (row.inexato === true ? null : read(row))];
}

const ORDER_FIELDS: readonly Field<OrderRow>[] = [
  field('num_pedido', 'text'),
  field('cliente', 'text'),
  field('cidade', 'text'),
  field('uf', 'text'),
  field('vendedor', 'text'),
  field('data_pedido', 'date'),
  field('expedicao', 'date'),
  field('agendamento', 'date'),
  field('total_itens', 'number'),
  exactField('qtd_itens_ruptura', 'number', (row) => row.qtd_itens_ruptura),
  field('valor_total_pedido', 'number'),
  exactField('valor_com_ruptura', 'number', (row) => row.valor_com_ruptura),
  exactField('pedido_ok', 'boolean', (row) => row.pedido_ok),
  exactField('percentual_disponibilidade', 'number', (row) => row.percentual_disponibilidade),
  exactField('criticidade', 'text', (row) => row.criticidade),
  exactField('veredito', 'text', ({ veredito }) => veredito.texto),
  exactField('data_disponibilidade_total', 'date', (row) => row.data_disponibilidade_total),
  exactField('data_segura_total', 'date', (row) => row.data_segura_total),
  exactField('mais_cedo', 'date', ({ promessa }) => promessa.mais_cedo),
  exactField('espera_dias', 'number', ({ promessa }) => promessa.espera_dias),
  exactField('atraso_dias', 'number', ({ promessa }) => promessa.atraso_dias),
  exactField('situacao', 'text', ({ promessa }) => promessa.situacao),
  ['lotes', 'text', ({ lotes }) => lotes.join(', ') || null],
];

/** The order book. */
export function exportOrders(rows: Iterable<OrderRow>): ExportList {
  return table('carteira', ORDER_FIELDS, rows);
}

/** Products with what waits for them. */
export function exportStockouts(
  engine: Engine,
  list: ProductList,
  listed: ListedProducts,
  now: Date,
): ExportList {
  const { produtos } = answerStockouts(engine, list, { ...listed, ...WHOLE_LIST }, now);
  const fields: readonly Field<(typeof produtos)[number]>[] = [
    field('cod_produto', 'text'),
    field('nome_produto', 'text'),
    field('status_ruptura', 'text'),
    field('dia_ruptura', 'date'),
    field('estoque_atual', 'number'),
    field('menor_estoque', 'number'),
    field('menor_estoque_7d', 'number'),
    field('pedidos_aguardando', 'number'),
    field('valor_aguardando', 'number'),
    field('proxima_entrada', 'date'),
    field('qtd_proxima_entrada', 'number'),
  ];
  return table('rupturas', fields, produtos);
}

/** Products × D0..D28, a column a day. */
export function exportHeatMap(
  engine: Engine,
  list: ProductList,
  listed: ListedProducts,
  now: Date,
): ExportList {
  const { dias, produtos } = answerHeatMap(engine, list, { ...listed, ...WHOLE_LIST }, now);
  const fields: readonly Field<(typeof produtos)[number]>[] = [
    field('cod_produto', 'text'),
    field('nome_produto', 'text'),
    field('status_ruptura', 'text'),
    field('dia_ruptura', 'date'),
    field('estoque_atual', 'number'),
    field('menor_estoque_7d', 'number'),
    field('pedidos_aguardando', 'number'),
    field('valor_aguardando', 'number'),
    field('saidas_total', 'number'),
    ...dias.map((day, at): Field<(typeof produtos)[number]> => [day, 'number', ({ saldos }) => saldos[at]!]),
  ];
  return table('mapa', fields, produtos);
}

/** The 29 days of a product. */
export function exportProjection(engine: Engine, code: string, now: Date): ExportList {
  const { projecao } = answerProjection(engine, code, null, now);
  const fields: readonly Field<(typeof projecao)[number]>[] = [
    ['cod_produto', 'text', () => code],
    field('data', 'date'),
    field('estoque_inicial', 'number'),
    field('saidas', 'number'),
    field('entradas', 'number'),
    field('estoque_final', 'number'),
    field('atp', 'number'),
  ];
  return table('projecao', fields, projecao);
}

interface CardexEntry {
  /** Day of the horizon; null outside it. */
  readonly data: string | null;
  readonly tipo: 'SAIDA' | 'ENTRADA' | 'SEM_DATA' | 'ENTRADA_ATRASADA';
  readonly document: Partial<RequirementDocument> & Partial<Pick<ReceiptDocument, 'documento'>>;
}

/** The documents behind every day of a product. */
export async function exportCardex(ruptura: Ruptura, code: string, now: Date): Promise<ExportList> {
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
  const fields: readonly Field<CardexEntry>[] = [
    ['cod_produto', 'text', () => code],
    field('data', 'date'),
    field('tipo', 'text'),
    ['origem', 'text', ({ document }) => document.origem ?? null],
    ['num_pedido', 'text', ({ document }) => document.num_pedido ?? null],
    ['separacao_lote_id', 'text', ({ document }) => document.separacao_lote_id ?? null],
    ['documento', 'text', ({ document }) => document.documento ?? null],
    ['qtd', 'number', ({ document }) => document.qtd ?? null],
    ['data_documento', 'date', ({ document }) => document.data ?? null],
  ];
  return table('cardex', fields, entries);
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
export async function exportMovements(pool: Pool, code: string): Promise<ExportList> {
  const { rows } = await pool.query<MovementRow>(SELECT_MOVEMENTS, [code]);
  const fields: readonly Field<MovementRow>[] = [
    ['cod_produto', 'text', () => code],
    field('data_movimentacao', 'date'),
    field('tipo', 'text'),
    field('qtd_movimentacao', 'number'),
    field('saldo', 'number'),
    field('local', 'text'),
    field('documento', 'text'),
    field('chave_externa', 'text'),
  ];
  return table('movimentacoes', fields, rows);
}

/** Bad data of some kinds. */
export async function exportInconsistencies(
  ruptura: Pick<Ruptura, 'database' | 'fixedToday'>,
  kinds: readonly InconsistencyKind[],
): Promise<ExportList> {
  const pages = await findInconsistencies(ruptura, { kinds, limit: ALL_ROWS, cursor: null });
  const rows = pages.flatMap((page) => page.rows.map((row) => ({ tipo: page.kind, ...row })));
  const fields: readonly Field<(typeof rows)[number]>[] = [
    field('tipo', 'text'),
    field('num_pedido', 'text'),
    field('cod_produto', 'text'),
    field('separacao_lote_id', 'text'),
    field('documento', 'text'),
    field('data', 'date'),
    field('qtd', 'number'),
    field('saldo', 'number'),
    field('linhas', 'number'),
    field('texto', 'text'),
  ];
  return table('inconsistencias', fields, rows);
}
