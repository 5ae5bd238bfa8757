import type { ReceiptSort } from '../../../../contract/product-choices.ts';
import type { ReceiptRow } from '../../../../contract/stock-wire.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { Icon } from '../../parts/icon.tsx';
import {
  MoneyCell,
  NoValue,
  OrdersOfProduct,
  ProductCode,
  TextCell,
  weekdayText,
} from '../../parts/product-cells.tsx';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

interface ReceiptColumn extends DataColumn<ReceiptRow> {
  readonly sort?: ReceiptSort;
}

/** The columns in their order. */
export function receiptColumns(): ReceiptColumn[] {
  return [...whatComes(), ...whoWaits()];
}

function whatComes(): ReceiptColumn[] {
  const { number } = formats();
  return [
    {
      id: 'data',
      sort: 'data',
      title: WORDS.say('column_day'),
      width: 128,
      cell: (row) => <Day row={row} />,
    },
    {
      id: 'cod_produto',
      sort: 'cod_produto',
      title: WORDS.say('column_code'),
      width: 116,
      grow: 0.6,
      cell: ({ cod_produto: code }) => <ProductCode code={code} />,
    },
    {
      id: 'nome_produto',
      sort: 'nome_produto',
      title: WORDS.say('column_name'),
      width: 96,
      grow: 1.6,
      cell: ({ nome_produto: name }) => <TextCell text={name} />,
    },
    {
      id: 'documentos',
      title: WORDS.say('column_documents'),
      width: 86,
      grow: 0.8,
      cell: (row) => <Documents row={row} />,
    },
    {
      id: 'qtd',
      sort: 'qtd',
      title: WORDS.say('column_quantity'),
      width: 84,
      align: 'end',
      cell: ({ qtd }) => number(qtd),
    },
  ];
}

function whoWaits(): ReceiptColumn[] {
  return [
    {
      id: 'pedidos_a_espera',
      sort: 'pedidos_a_espera',
      title: WORDS.say('column_orders'),
      term: 'a_espera',
      width: 70,
      align: 'end',
      cell: ({ cod_produto: product, pedidos_a_espera: orders }) => (
        <OrdersOfProduct product={product} count={orders} />
      ),
    },
    {
      id: 'valor_a_espera',
      sort: 'valor_a_espera',
      title: WORDS.say('column_value'),
      term: 'a_espera',
      width: 112,
      align: 'end',
      cell: ({ valor_a_espera: value }) => <MoneyCell value={value} />,
    },
    {
      id: 'parados',
      title: WORDS.say('column_stopped'),
      term: 'parado',
      width: 118,
      align: 'end',
      cell: (row) => <Stopped row={row} />,
    },
    {
      id: 'suficiente',
      sort: 'falta_qtd',
      title: WORDS.say('column_enough'),
      term: 'basta',
      width: 108,
      grow: 1,
      cell: (row) => <Enough row={row} />,
    },
  ];
}

/** `seg 02/03`, with what is special about it in a word. */
function Day({ row }: { row: ReceiptRow }) {
  const { shortDate, date } = formats();
  const isFar = row.quando === 'ALEM_DO_HORIZONTE';
  const day = isFar ? date(row.data) : weekdayText(row.data);
  if (row.quando === 'ATRASADA') {
    return (
      <span class="mark tone-danger" title={date(row.data)}>
        <Icon name="clock" size={12} />
        {WORDS.say('day_late', { day: shortDate(row.data) })}
      </span>
    );
  }
  return row.quando === 'HOJE' ? (
    <strong>{WORDS.say('day_today', { day: shortDate(row.data) })}</strong>
  ) : (
    <span>{day}</span>
  );
}

function Documents({ row: { documentos, documentos_omitidos: more } }: { row: ReceiptRow }) {
  const named = documentos.flatMap(({ documento }) => documento ?? []);
  const unnamed = documentos.length - named.length + more;
  const { integer } = formats();
  if (named.length === 0) return <NoValue />;
  const text = named.join(', ');
  return (
    <TextCell text={unnamed === 0 ? text : WORDS.say('documents_more', { text, n: integer(unnamed) })} />
  );
}

/** Those that are held up until it comes; of a late one they are all of those that wait, which stand beside. */
function Stopped({ row }: { row: ReceiptRow }) {
  const { integer, money, shortMoney } = formats();
  const { quando, pedidos_parados: orders, valor_parado: value } = row;
  if (quando === 'ATRASADA' || orders === null || value === null || orders === 0) return <NoValue />;
  return (
    <span class="tone-warning figure-toned">
      {WORDS.say('stopped', { n: integer(orders), value: value < 1000 ? money(value) : shortMoney(value) })}
    </span>
  );
}

function Enough({ row }: { row: ReceiptRow }) {
  const { number } = formats();
  // Of what nobody waits for there is nothing to say.
  if (row.suficiente === null || (row.suficiente && row.pedidos_a_espera === 0)) return <NoValue />;
  if (row.suficiente) {
    return (
      <span class="mark tone-ok">
        <Icon name="check" size={12} />
        {WORDS.say('enough')}
      </span>
    );
  }
  const quantity = number(row.falta_qtd ?? 0);
  const orders = row.pedidos_sem_saldo ?? 0;
  return (
    <span
      class="mark tone-danger"
      title={WORDS.count('not_enough_orders', orders, { n: formats().integer(orders) })}
    >
      <Icon name="alert" size={12} />
      {WORDS.count('not_enough', row.falta_qtd ?? 0, { quantity })}
    </span>
  );
}
