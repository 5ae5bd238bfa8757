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
  const day: DayLook = { width: isNarrow ? 72 : 88, isNarrow };
  return [...orderColumns(day), ...answerColumns(day), ...extraColumns(day), ...noteColumns(day)].map(
    withoutInexact,
  ) as ListColumn[];
}

/** How days are shown. */
interface DayLook {
  readonly width: number;
  /** The century gives way. */
  readonly isNarrow: boolean;
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
  const instead = id === 'disponibilidade' ? untold : nothing();
  return { ...column, cell: (row) => (row.inexato === true ? instead : cell(row)) };
}

function orderColumns(day: DayLook): DataColumn<OrderRow>[] {
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
      cuts: true,
      cell: (row) => text(row.cliente),
    },
    {
      id: 'cidade',
      title: WORDS.say('column_city'),
      width: 90,
      grow: 0.9,
      sort: 'cidade',
      cuts: true,
      cell: (row) => text(row.cidade),
    },
    {
      id: 'uf',
      title: WORDS.say('column_state'),
      width: 46,
      sort: 'uf',
      cell: (row) => text(row.uf),
    },
    {
      id: 'expedicao',
      title: WORDS.say('column_ship_date'),
      term: 'expedicao',
      // With the arrow of the usual order, whose heading is longer than a day.
      width: 88,
      sort: 'expedicao',
      cell: (row) => dayText(row.expedicao, day),
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

function answerColumns(day: DayLook): DataColumn<OrderRow>[] {
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
      cell: (row) => (row.criticidade === null ? nothing() : <SeverityBadge severity={row.criticidade} />),
    },
    {
      id: 'promessa',
      title: WORDS.say('column_promise'),
      term: 'promessa',
      width: day.width,
      sort: 'promessa',
      cell: (row) => dayText(row.promessa.data, day),
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
      cuts: true,
      cell: ({ lotes }) => (lotes.length > 1 ? <Lots lots={lotes} /> : text(lotes[0] ?? null)),
    },
  ];
}

function extraColumns(day: DayLook): DataColumn<OrderRow>[] {
  const { money, integer } = formats();
  return [
    {
      id: 'valor_com_ruptura',
      title: WORDS.say('column_short_value'),
      term: 'valor_falta',
      width: 122,
      align: 'end',
      sort: 'valor_com_ruptura',
      cell: (row) => (row.valor_com_ruptura === 0 ? nothing() : money(row.valor_com_ruptura)),
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
      cuts: true,
      cell: (row) => text(row.vendedor),
    },
    {
      id: 'data_pedido',
      title: WORDS.say('column_order_date'),
      width: 116,
      sort: 'data_pedido',
      cell: (row) => dayText(row.data_pedido, day),
    },
    {
      id: 'agendamento',
      title: WORDS.say('column_appointment'),
      width: 104,
      sort: 'agendamento',
      cell: (row) => dayText(row.agendamento, day),
    },
  ];
}

/** What people wrote about orders. */
function noteColumns(day: DayLook): DataColumn<OrderRow>[] {
  return [
    {
      id: 'responsavel',
      title: WORDS.say('column_owner'),
      width: 100,
      grow: 0.5,
      sort: 'responsavel',
      cuts: true,
      cell: ({ anotacao }) => text(anotacao?.responsavel ?? null),
    },
    {
      id: 'nota',
      title: WORDS.say('column_note'),
      width: 120,
      grow: 1,
      sort: 'nota',
      cuts: true,
      cell: ({ anotacao }) => text(anotacao?.nota ?? null),
    },
    {
      id: 'adiado_ate',
      title: WORDS.say('column_snoozed'),
      width: 92,
      sort: 'adiado_ate',
      cell: ({ anotacao }) => dayText(anotacao?.adiado_ate ?? null, day),
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

function nothing() {
  return <span class="muted">{WORDS.say('none')}</span>;
}

function text(value: string | null): ComponentChildren {
  return value === null || value === '' ? nothing() : value;
}

function dayText(value: string | null, { isNarrow }: DayLook): ComponentChildren {
  if (value === null) return nothing();
  const date = formats().date(value);
  return isNarrow ? `${date.slice(0, -4)}${date.slice(-2)}` : date;
}

function Lots({ lots }: { lots: readonly string[] }) {
  return (
    <span class="cell-text" title={lots.join(', ')}>
      {lots[0]}
      <span class="muted"> {WORDS.say('more_lots', { n: String(lots.length - 1) })}</span>
    </span>
  );
}
