import type { ProductOrder } from '../../../../contract/stock-wire.ts';
import { pageAddress } from '../../app/router.ts';
import { ordersOfProduct } from '../../data/questions.ts';
import { productTouched, useAnswer } from '../../data/resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { Failure, Skeleton } from '../../parts/states.tsx';
import { Term } from '../../parts/term.tsx';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

const SHOWN = 12;

/** Open orders with the product, those short of it first; all of them are in the order book. */
export function ProductOrders({ product }: { product: string }) {
  const { state, again } = useAnswer(ordersOfProduct(product, SHOWN), productTouched(product));
  const { data, error } = state.value;
  const { integer, money } = formats();
  const short = data?.em_falta ?? 0;
  return (
    <section class="produto-panel" aria-labelledby="pedidos-titulo">
      <h2 id="pedidos-titulo">
        {WORDS.say('orders_title')}
        {data !== null && short > 0 && (
          <Badge tone="danger" icon="alert">
            {WORDS.count('orders_short', short, { n: integer(short), value: money(data.valor_em_falta) })}
          </Badge>
        )}
      </h2>
      {data === null && error !== null && <Failure error={error} onRetry={again} />}
      {data === null && error === null && <Skeleton lines={4} />}
      {data?.total === 0 && <p class="muted">{WORDS.say('orders_none')}</p>}
      {data !== null && data.total > 0 && (
        <>
          {short === 0 && <p class="muted">{WORDS.say('orders_none_short')}</p>}
          <ul class="product-orders">
            {data.pedidos.map((order) => (
              <Order key={order.num_pedido} order={order} />
            ))}
          </ul>
          <a class="product-orders-all" href={pageAddress('carteira', {}, { cod_produto: product })}>
            {WORDS.count('orders_all', data.total, { n: integer(data.total) })}
          </a>
        </>
      )}
    </section>
  );
}

/** Who wants how much of the product, what is missing of it, and when it is promised. */
function Order({ order }: { order: ProductOrder }) {
  const { money, number, shortDate } = formats();
  const { ruptura_qtd: missing } = order;
  return (
    <li>
      <span class="product-order-who">
        <a class="strong" href={pageAddress('carteira', {}, { pedido: order.num_pedido })}>
          {order.num_pedido}
        </a>
        <span class="document-note" title={order.cliente ?? undefined}>
          {order.cliente}
        </span>
        <span class="product-order-value">{money(order.valor_total)}</span>
      </span>
      <span class="product-order-who document-note">
        {missing > 0 ? (
          <span class="tone-danger figure-toned">
            {WORDS.count('order_missing', missing, {
              missing: number(missing),
              quantity: number(order.qtd_saldo),
            })}
          </span>
        ) : (
          <span>{WORDS.say('order_quantity', { quantity: number(order.qtd_saldo) })}</span>
        )}
        <span>
          {order.expedicao === null
            ? WORDS.say('orders_undated')
            : WORDS.say('orders_ship', { date: shortDate(order.expedicao) })}
        </span>
        <span class="product-order-value">
          <Term of="promessa">{WORDS.say('order_promise')}</Term>{' '}
          <strong>{order.promessa === null ? WORDS.say('order_undated') : shortDate(order.promessa)}</strong>
        </span>
      </span>
    </li>
  );
}
