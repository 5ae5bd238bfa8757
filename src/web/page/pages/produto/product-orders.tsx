import type { OrderRow } from '../../../../contract/order-wire.ts';
import { pageAddress } from '../../app/router.ts';
import { ordersOfProduct } from '../../data/questions.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { AvailabilityBar } from '../../parts/order-marks.tsx';
import { Failure, Skeleton } from '../../parts/states.tsx';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

const SHOWN = 12;

/** Open orders with the product, those in shortage first; all of them are in the order book. */
export function ProductOrders({ product }: { product: string }) {
  // An order is touched by its other products too.
  const { state, again } = useAnswer(ordersOfProduct(product, SHOWN), anything);
  const { data, error } = state.value;
  const short = data === null ? 0 : data.totais.pedidos - data.totais.pedidos_ok;
  return (
    <section class="produto-panel" aria-labelledby="pedidos-titulo">
      <h2 id="pedidos-titulo">
        {WORDS.say('orders_title')}
        {short > 0 && (
          <Badge tone="danger" icon="alert">
            {WORDS.say('orders_short', { n: formats().integer(short) })}
          </Badge>
        )}
      </h2>
      {data === null && error !== null && <Failure error={error} onRetry={again} />}
      {data === null && error === null && <Skeleton lines={4} />}
      {data?.total === 0 && <p class="muted">{WORDS.say('orders_none')}</p>}
      {data !== null && data.total > 0 && (
        <>
          <ul class="product-orders">
            {data.pedidos.map((order) => (
              <Order key={order.num_pedido} order={order} />
            ))}
          </ul>
          <a class="product-orders-all" href={pageAddress('carteira', {}, { cod_produto: product })}>
            {WORDS.count('orders_all', data.total, { n: formats().integer(data.total) })}
          </a>
        </>
      )}
    </section>
  );
}

function Order({ order }: { order: OrderRow }) {
  const { shortDate } = formats();
  return (
    <li>
      <span class="product-order-who">
        <a class="strong" href={pageAddress('carteira', {}, { pedido: order.num_pedido })}>
          {order.num_pedido}
        </a>
        <span class="document-note" title={order.cliente ?? undefined}>
          {order.cliente}
        </span>
        <span class="document-note">
          {order.expedicao === null
            ? WORDS.say('orders_undated')
            : WORDS.say('orders_ship', { date: shortDate(order.expedicao) })}
        </span>
      </span>
      <AvailabilityBar order={order} />
    </li>
  );
}
