import type { Engine } from '../availability/engine.ts';
import type { InconsistencyKind } from '../contract/inconsistency-wire.ts';
import type { OrderRow } from '../contract/order-wire.ts';
import type { ExportColumn, ExportRow } from '../imports/export-columns.ts';
import { answerProjection } from './answers.ts';
import { findInconsistencies } from './inconsistencies.ts';
import type { Ruptura } from './open-ruptura.ts';
import { answerHeatMap, answerStockouts } from './stockouts.ts';
import type { UrgencyQuery } from './urgency.ts';

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

/** Which products a list of them holds. */
export type ProductFilter = Pick<UrgencyQuery, 'statuses' | 'lets'>;

function table<Row>(name: string, fields: readonly Field<Row>[], rows: readonly Row[]): ExportList {
  return {
    name,
    columns: fields.map(([field, kind]) => ({ name: field, kind })),
    rows: rows.map((row) => fields.map(([, , read]) => read(row))),
  };
}

/** A field of the row under its own name. */
function field<Name extends string>(
  name: Name,
  kind: Kind,
): Field<Readonly<Record<Name, ExportRow[number]>>> {
  return [name, kind, (row) => row[name]];
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
  field('qtd_itens_ruptura', 'number'),
  field('valor_total_pedido', 'number'),
  field('valor_com_ruptura', 'number'),
  field('pedido_ok', 'boolean'),
  field('percentual_disponibilidade', 'number'),
  field('criticidade', 'text'),
  field('data_disponibilidade_total', 'date'),
  ['promessa', 'date', ({ promessa }) => promessa.data],
  ['situacao', 'text', ({ promessa }) => promessa.situacao],
  ['lotes', 'text', ({ lotes }) => lotes.join(', ') || null],
];

/** The order book. */
export function exportOrders(rows: readonly OrderRow[]): ExportList {
  return table('carteira', ORDER_FIELDS, rows);
}

/** Products that run out, worst first. */
export function exportStockouts(engine: Engine, filter: ProductFilter, now: Date): ExportList {
  const { produtos } = answerStockouts(engine, { ...filter, ...WHOLE_LIST }, now);
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
  ];
  return table('rupturas', fields, produtos);
}

/** Products × D0..D28, a column a day. */
export function exportHeatMap(engine: Engine, filter: ProductFilter, now: Date): ExportList {
  const { dias, produtos } = answerHeatMap(engine, { ...filter, ...WHOLE_LIST }, now);
  const fields: readonly Field<(typeof produtos)[number]>[] = [
    field('cod_produto', 'text'),
    field('nome_produto', 'text'),
    field('status_ruptura', 'text'),
    field('dia_ruptura', 'date'),
    field('estoque_atual', 'number'),
    field('menor_estoque_7d', 'number'),
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
