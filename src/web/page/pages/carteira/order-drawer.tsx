import type { OrderDetails } from '../../../../contract/order-wire.ts';
import type { OrderItemAnswer } from '../../../../contract/wire.ts';
import { pageAddress } from '../../app/router.ts';
import { orderDetails } from '../../data/questions.ts';
import { orderTouched, useAnswer } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { Figure } from '../../parts/figure.tsx';
import { AvailabilityBar, SeverityBadge, SituationMark } from '../../parts/order-marks.tsx';
import { Empty, Failure, Skeleton } from '../../parts/states.tsx';
import { formats } from '../../words/words.ts';
import { OrderItem } from './order-item.tsx';
import { OrderLots } from './order-lots.tsx';
import { copyLink } from './views.tsx';
import { WORDS } from './words.ts';

/** Everything about one order, beside the list; it follows the book while it is open. */
export function OrderDrawer({ order, onClose }: { order: string; onClose: () => void }) {
  const { state, again } = useAnswer(orderDetails(order), orderTouched(order));
  const { data, error, isLoading } = state.value;
  const isGone = error?.code === 'PEDIDO_NAO_ENCONTRADO';
  return (
    <Drawer
      title={WORDS.say('order', { order })}
      subject={order}
      onClose={onClose}
      tools={
        <Button
          kind="quiet"
          icon="link"
          aria-label={WORDS.say('order_copy')}
          onClick={() => void copyLink(pageAddress('carteira', {}, { pedido: order }))}
        />
      }
    >
      {isGone ? (
        <Empty icon="question" title={WORDS.say('order_gone', { order })} />
      ) : (
        <>
          {error !== null && <Failure error={error} onRetry={again} />}
          {data === null && isLoading && <Skeleton lines={9} />}
          {data !== null && <Details details={data} />}
        </>
      )}
    </Drawer>
  );
}

function Details({ details }: { details: OrderDetails }) {
  const { itens, itens_disponiveis } = details.analise;
  const count = itens.length + itens_disponiveis.length;
  return (
    <>
      <Summary details={details} />
      <Missing details={details} />
      <section class="drawer-section">
        <h3>
          {WORDS.say('items_title')}
          <span class="section-note">
            {WORDS.count('items_count', count, { n: formats().integer(count) })}
          </span>
        </h3>
        <ul class="items">
          {[...itens, ...itens_disponiveis].map((item) => (
            <OrderItem key={item.cod_produto} item={item} isShort={itens.includes(item)} />
          ))}
        </ul>
      </section>
      <OrderLots details={details} />
    </>
  );
}

function Summary({ details: { pedido, promessa } }: { details: OrderDetails }) {
  const { date, money } = formats();
  const day = (value: string | null): string => (value === null ? WORDS.say('none') : date(value));
  const text = (value: string | null): string => value || WORDS.say('none');
  return (
    <section class="drawer-section summary">
      <div class="summary-verdict">
        <AvailabilityBar order={pedido} />
        <span class="summary-promise">
          <span class="muted">{WORDS.say('order_promise')}</span>
          {promessa.data !== null && <strong>{date(promessa.data)}</strong>}
          <SituationMark situation={promessa.situacao} />
        </span>
        {pedido.criticidade !== null && <SeverityBadge severity={pedido.criticidade} />}
      </div>
      <dl class="facts">
        <Figure label={WORDS.say('order_customer')} value={text(pedido.cliente)} isWide />
        <Figure
          label={WORDS.say('order_place')}
          value={text([pedido.cidade, pedido.uf].filter(Boolean).join('/'))}
        />
        <Figure label={WORDS.say('order_seller')} value={text(pedido.vendedor)} />
        <Figure label={WORDS.say('order_date')} value={day(pedido.data_pedido)} />
        <Figure label={WORDS.say('order_ship')} value={day(pedido.expedicao)} />
        <Figure label={WORDS.say('order_appointment')} value={day(pedido.agendamento)} />
        <Figure label={WORDS.say('order_value')} value={money(pedido.valor_total_pedido)} />
        <Figure label={WORDS.say('order_short_value')} value={money(pedido.valor_com_ruptura)} />
      </dl>
    </section>
  );
}

/** What is missing to ship it all, item by item, and when it is there. */
function Missing({ details: { analise } }: { details: OrderDetails }) {
  const { date } = formats();
  return (
    <section class="drawer-section missing">
      <h3>{WORDS.say('missing_title')}</h3>
      {analise.pedido_ok ? (
        <p>{WORDS.say(analise.promessa.no_prazo ? 'missing_nothing' : 'missing_contested')}</p>
      ) : (
        <>
          <ul>
            {analise.itens.map((item) => (
              <MissingItem key={item.cod_produto} item={item} />
            ))}
          </ul>
          <p class="strong">
            {analise.data_disponibilidade_total === null
              ? WORDS.say('missing_never')
              : WORDS.say('missing_on', { date: date(analise.data_disponibilidade_total) })}
          </p>
        </>
      )}
    </section>
  );
}

function MissingItem({ item }: { item: OrderItemAnswer }) {
  const { date, number } = formats();
  return (
    <li>
      <span>
        {WORDS.say('missing_item', { quantity: number(item.ruptura_qtd) })}{' '}
        <a href={pageAddress('produto', { cod_produto: item.cod_produto })}>{item.cod_produto}</a>
        {item.motivo !== null && <span class="muted"> · {WORDS.say(`reason_${item.motivo}`)}</span>}
      </span>
      <span class="missing-date nowrap">
        {item.data_segura === null
          ? WORDS.say('missing_open')
          : WORDS.say('missing_safe', { date: date(item.data_segura) })}
      </span>
    </li>
  );
}
