import type { ComponentChildren } from 'preact';
import type { ProductSort } from '../../../../contract/product-choices.ts';
import type { Stockout } from '../../../../contract/stock-wire.ts';
import { pageAddress } from '../../app/router.ts';
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
import { StatusBadge } from '../../parts/status-badge.tsx';
import { formats } from '../../words/words.ts';
import type { ShownColumn } from './produtos-view.ts';
import { WORDS } from './words.ts';

interface ProductColumnFacts extends DataColumn<Stockout> {
  readonly id: ShownColumn;
  readonly sort: ProductSort;
}

/** Every column there is, in the usual order. */
export function productColumns(): ProductColumnFacts[] {
  return [...nameColumns(), ...stockColumns(), ...waitingColumns()];
}

function nameColumns(): ProductColumnFacts[] {
  return [
    {
      id: 'cod_produto',
      sort: 'cod_produto',
      title: WORDS.say('column_code'),
      width: 118,
      grow: 0.6,
      cell: ({ cod_produto: code }) => <ProductCode code={code} />,
    },
    {
      id: 'nome_produto',
      sort: 'nome_produto',
      title: WORDS.say('column_name'),
      width: 104,
      grow: 2,
      cell: ({ nome_produto: name }) => <TextCell text={name} />,
    },
    {
      id: 'status_ruptura',
      sort: 'urgencia',
      title: WORDS.say('column_status'),
      term: 'status_produto',
      width: 98,
      cell: (row) => <StatusBadge status={row.status_ruptura} />,
    },
    {
      id: 'dia_ruptura',
      sort: 'dia_ruptura',
      title: WORDS.say('column_stockout'),
      term: 'dia_ruptura',
      width: 84,
      cell: (row) => (row.dia_ruptura === null ? <NoValue /> : weekdayText(row.dia_ruptura)),
    },
  ];
}

function figure(
  facts: Omit<ProductColumnFacts, 'align' | 'cell' | 'sort'> & { readonly id: ShownColumn & ProductSort },
  cell: (row: Stockout) => ComponentChildren,
): ProductColumnFacts {
  return { ...facts, sort: facts.id, align: 'end', grow: 0.4, cell };
}

function stockColumns(): ProductColumnFacts[] {
  const { number } = formats();
  return [
    figure(
      { id: 'estoque_atual', title: WORDS.say('column_stock'), term: 'est_hoje', width: 84 },
      ({ estoque_atual }) => number(estoque_atual),
    ),
    figure(
      { id: 'menor_estoque_7d', title: WORDS.say('column_lowest_week'), term: 'est_min', width: 104 },
      (row) => <Balance value={row.menor_estoque_7d} />,
    ),
    figure({ id: 'menor_estoque', title: WORDS.say('column_lowest'), width: 112 }, (row) => (
      <Balance value={row.menor_estoque} />
    )),
  ];
}

function waitingColumns(): ProductColumnFacts[] {
  return [
    figure(
      { id: 'pedidos_aguardando', title: WORDS.say('column_orders'), width: 78 },
      ({ cod_produto: product, pedidos_aguardando: orders }) => (
        <OrdersOfProduct product={product} count={orders} />
      ),
    ),
    figure(
      { id: 'valor_aguardando', title: WORDS.say('column_value'), term: 'valor_falta', width: 118 },
      ({ valor_aguardando: value }) => <MoneyCell value={value} />,
    ),
    figure({ id: 'proxima_entrada', title: WORDS.say('column_next'), term: 'entrada', width: 124 }, (row) => (
      <NextReceipt row={row} />
    )),
  ];
}

function Balance({ value }: { value: number }) {
  return <span class={value < 0 ? 'tone-danger figure-toned' : 'cell-text'}>{formats().number(value)}</span>;
}

/** Day and quantity, which lead to the receipts; that none comes is told where it matters. */
function NextReceipt({ row }: { row: Stockout }) {
  const { number, shortDate } = formats();
  const { cod_produto, proxima_entrada: day, qtd_proxima_entrada: quantity } = row;
  if (day !== null) {
    return (
      <a tabIndex={-1} href={pageAddress('entradas', {}, { cod_produto })}>
        {WORDS.say('next_receipt', { day: shortDate(day), quantity: number(quantity ?? 0) })}
      </a>
    );
  }
  if (row.dia_ruptura === null && row.pedidos_aguardando === 0) return <NoValue />;
  return (
    <span class="mark tone-danger">
      <Icon name="alert" size={12} />
      {WORDS.say('next_none')}
    </span>
  );
}
