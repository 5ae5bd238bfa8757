import type { ComponentChildren } from 'preact';
import type { OrderRow } from '../../../../contract/order-wire.ts';
import { changeQuery, pageAddress } from '../../app/router.ts';
import { Badge } from '../../parts/badge.tsx';
import type { DataColumn } from '../../parts/data-table.tsx';
import { AvailabilityBar, SeverityBadge, SituationMark } from '../../parts/order-marks.tsx';
import { formats } from '../../words/words.ts';
import type { ListRow } from './grouped-rows.ts';
import { WORDS } from './words.ts';

/** A column of the list. Lines above groups span all columns and ask none. */
export interface ListColumn extends DataColumn<ListRow> {
  cell(row: OrderRow): ComponentChildren;
}

/** Every column the order book has, with titles of the language in force. */
export function allColumns(isNarrow: boolean): ListColumn[] {
  const day = isNarrow ? 72 : 88;
  return [...orderColumns(day), ...answerColumns(day), ...extraColumns(), ...noteColumns()].map(
    withoutInexact,
  ) as ListColumn[];
}

/** What says nothing of an order with sums beyond exact numbers. */
const JUDGED = new Set(['criticidade', 'promessa', 'situacao', 'valor_com_ruptura', 'itens']);

/** In place of what cannot be told of an order, that it cannot; its details say why. */
function withoutInexact(column: DataColumn<OrderRow>): DataColumn<OrderRow> {
  const { id, cell } = column;
  if (id !== 'disponibilidade' && !JUDGED.has(id)) return column;
  const untold = (
    <Badge tone="warning" icon="alert">
      {WORDS.say('inexact')}
    </Badge>
  );
  const instead = id === 'disponibilidade' ? untold : <Text value={null} />;
  return { ...column, cell: (row) => (row.inexato === true ? instead : cell(row)) };
}

function orderColumns(day: number): DataColumn<OrderRow>[] {
  const { money } = formats();
  return [
    {
      id: 'num_pedido',
      title: WORDS.say('column_order'),
      // With the box that selects it.
      width: 136,
      grow: 0.5,
      sort: 'num_pedido',
      cell: (row) => <OrderLink order={row.num_pedido} />,
    },
    {
      id: 'cliente',
      title: WORDS.say('column_customer'),
      width: 82,
      grow: 1.8,
      sort: 'cliente',
      cell: (row) => <Text value={row.cliente} />,
    },
    {
      id: 'cidade',
      title: WORDS.say('column_city'),
      width: 90,
      grow: 0.9,
      sort: 'cidade',
      cell: (row) => <Text value={row.cidade} muted />,
    },
    {
      id: 'uf',
      title: WORDS.say('column_state'),
      width: 46,
      sort: 'uf',
      cell: (row) => <Text value={row.uf} />,
    },
    {
      id: 'expedicao',
      title: WORDS.say('column_ship_date'),
      term: 'expedicao',
      width: day,
      sort: 'expedicao',
      cell: (row) => <Day value={row.expedicao} />,
    },
    {
      id: 'valor_total_pedido',
      title: WORDS.say('column_value'),
      width: 100,
      grow: 0.4,
      align: 'end',
      sort: 'valor_total_pedido',
      cell: (row) => money(row.valor_total_pedido),
    },
  ];
}

function answerColumns(day: number): DataColumn<OrderRow>[] {
  return [
    {
      id: 'disponibilidade',
      title: WORDS.say('column_availability'),
      term: 'disp',
      width: 220,
      grow: 1.3,
      sort: 'percentual_disponibilidade',
      cell: (row) => <AvailabilityBar order={row} />,
    },
    {
      id: 'criticidade',
      title: WORDS.say('column_severity'),
      term: 'criticidade',
      width: 86,
      sort: 'criticidade',
      cell: (row) =>
        row.criticidade === null ? <Text value={null} /> : <SeverityBadge severity={row.criticidade} />,
    },
    {
      id: 'promessa',
      title: WORDS.say('column_promise'),
      term: 'promessa',
      width: day,
      sort: 'promessa',
      cell: (row) => <Day value={row.promessa.data} />,
    },
    {
      id: 'situacao',
      title: WORDS.say('column_situation'),
      width: 120,
      sort: 'situacao',
      cell: (row) => <SituationMark situation={row.promessa.situacao} lateDays={row.promessa.atraso_dias} />,
    },
    {
      id: 'lotes',
      title: WORDS.say('column_lots'),
      term: 'lote',
      width: 78,
      grow: 0.6,
      sort: 'lotes',
      cell: (row) => <Lots lots={row.lotes} />,
    },
  ];
}

function extraColumns(): DataColumn<OrderRow>[] {
  const { money, integer } = formats();
  return [
    {
      id: 'valor_com_ruptura',
      title: WORDS.say('column_short_value'),
      term: 'valor_falta',
      width: 122,
      align: 'end',
      sort: 'valor_com_ruptura',
      cell: (row) => (row.valor_com_ruptura === 0 ? <Text value={null} /> : money(row.valor_com_ruptura)),
    },
    {
      id: 'itens',
      title: WORDS.say('column_short_items'),
      width: 104,
      align: 'end',
      sort: 'qtd_itens_ruptura',
      cell: (row) =>
        WORDS.say('short_of', { short: integer(row.qtd_itens_ruptura), all: integer(row.total_itens) }),
    },
    {
      id: 'vendedor',
      title: WORDS.say('column_seller'),
      width: 110,
      grow: 0.8,
      sort: 'vendedor',
      cell: (row) => <Text value={row.vendedor} />,
    },
    {
      id: 'data_pedido',
      title: WORDS.say('column_order_date'),
      width: 116,
      sort: 'data_pedido',
      cell: (row) => <Day value={row.data_pedido} />,
    },
    {
      id: 'agendamento',
      title: WORDS.say('column_appointment'),
      width: 104,
      sort: 'agendamento',
      cell: (row) => <Day value={row.agendamento} />,
    },
  ];
}

/** What people wrote about orders. */
function noteColumns(): DataColumn<OrderRow>[] {
  return [
    {
      id: 'responsavel',
      title: WORDS.say('column_owner'),
      width: 100,
      grow: 0.5,
      sort: 'responsavel',
      cell: ({ anotacao }) => <Text value={anotacao?.responsavel ?? null} />,
    },
    {
      id: 'nota',
      title: WORDS.say('column_note'),
      width: 120,
      grow: 1,
      sort: 'nota',
      cell: ({ anotacao }) => <Text value={anotacao?.nota ?? null} />,
    },
    {
      id: 'adiado_ate',
      title: WORDS.say('column_snoozed'),
      width: 92,
      sort: 'adiado_ate',
      cell: ({ anotacao }) => <Day value={anotacao?.adiado_ate ?? null} />,
    },
  ];
}

/** Opens the order beside the list; in a new tab, by itself. The table's own keys do for the keyboard. */
function OrderLink({ order }: { order: string }) {
  return (
    <a
      class="cell-text strong"
      tabIndex={-1}
      href={pageAddress('carteira', {}, { pedido: order })}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        changeQuery({ pedido: order });
      }}
    >
      {order}
    </a>
  );
}

function Text({ value, muted = false }: { value: string | null; muted?: boolean }) {
  if (value === null || value === '') return <span class="muted">{WORDS.say('none')}</span>;
  return (
    <span class={muted ? 'cell-text muted' : 'cell-text'} title={value}>
      {value}
    </span>
  );
}

function Day({ value }: { value: string | null }) {
  if (value === null) return <span class="muted">{WORDS.say('none')}</span>;
  const date = formats().date(value);
  // The century gives way where there is little room.
  return (
    <span class="nowrap">
      {date.slice(0, -4)}
      <span class="century">{date.slice(-4, -2)}</span>
      {date.slice(-2)}
    </span>
  );
}

function Lots({ lots }: { lots: readonly string[] }) {
  const [first, ...rest] = lots;
  if (first === undefined) return <span class="muted">{WORDS.say('none')}</span>;
  return (
    <span class="cell-text" title={lots.join(', ')}>
      {first}
      {rest.length > 0 && <span class="muted"> {WORDS.say('more_lots', { n: String(rest.length) })}</span>}
    </span>
  );
}
