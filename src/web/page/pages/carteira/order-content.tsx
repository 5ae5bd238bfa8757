import type { OrderDetails } from '../../../../contract/order-wire.ts';
import { costOf, itemsByUrgency, orderReason, partToday } from '../../../../contract/reason.ts';
import { answerText, causeSentence, costText } from '../../../../contract/reason-text.ts';
import type { TermName } from '../../../../i18n/page-glossario-labels.ts';
import { liveToday } from '../../data/live.ts';
import { orderDetails } from '../../data/questions.ts';
import { orderTouched, useAnswer } from '../../data/resource.ts';
import { Figure } from '../../parts/figure.tsx';
import { AvailabilityBar, SeverityBadge, SituationMark } from '../../parts/order-marks.tsx';
import { Empty, Failure, Skeleton } from '../../parts/states.tsx';
import { Term } from '../../parts/term.tsx';
import { formats } from '../../words/words.ts';
import { OrderItem } from './order-item.tsx';
import { OrderLots } from './order-lots.tsx';
import { WORDS } from './words.ts';

/** Everything about one order, wherever it is shown; it follows the book while it is there. */
export function OrderContent({ order }: { order: string }) {
  const { state, again } = useAnswer(orderDetails(order), orderTouched(order));
  const { data, error, isLoading } = state.value;
  if (error?.code === 'PEDIDO_NAO_ENCONTRADO') {
    return <Empty icon="question" title={WORDS.say('order_gone', { order })} />;
  }
  return (
    <>
      {error !== null && <Failure error={error} onRetry={again} />}
      {data === null && isLoading && <Skeleton lines={9} />}
      {data !== null && <Details details={data} />}
    </>
  );
}

function Details({ details }: { details: OrderDetails }) {
  const { analise } = details;
  const items = itemsByUrgency(analise);
  return (
    <>
      <Answer details={details} />
      <Facts details={details} />
      <section class="drawer-section">
        <h3>
          {WORDS.say('items_title')}
          <span class="section-note">
            {WORDS.count('items_count', items.length, { n: formats().integer(items.length) })}
          </span>
        </h3>
        <ul class="items">
          {items.map((item, place) => (
            <OrderItem key={item.cod_produto} item={item} order={analise} explains={place === 0} />
          ))}
        </ul>
      </section>
      <OrderLots details={details} />
    </>
  );
}

/** What the glossary calls a verdict that is no share of the order. */
const VERDICT_TERMS: Readonly<Record<string, TermName>> = {
  OK: 'estoque_ok',
  OK_ATRASADO: 'sair_ja',
  DISPUTADO: 'disputado',
};

/** When it leaves and why then; what that costs others; what of it could leave today. */
function Answer({ details: { analise, pedido, promessa } }: { details: OrderDetails }) {
  const reason = orderReason(analise);
  const cost = costOf(analise);
  const cause = causeSentence(reason, formats());
  return (
    <section class="drawer-section answer">
      <h3>{answerText(reason, formats())}</h3>
      {cause !== '' && <p>{cause}</p>}
      {cost !== null && <p class="muted">{costText(cost, formats())}</p>}
      <PartToday details={analise} />
      <div class="answer-marks">
        <Term of={VERDICT_TERMS[pedido.veredito.tom] ?? 'disp'}>
          <AvailabilityBar order={pedido} />
        </Term>
        {/* How late it is stands beside its verdict already. */}
        {analise.veredito.tom !== 'OK_ATRASADO' && <SituationMark situation={promessa.situacao} />}
        {pedido.criticidade !== null && <SeverityBadge severity={pedido.criticidade} />}
      </div>
    </section>
  );
}

function PartToday({ details }: { details: OrderDetails['analise'] }) {
  const today = liveToday.value;
  const part = today === null ? null : partToday(details, today);
  if (part === null) return null;
  const { integer, money } = formats();
  const { total_itens, valor_total_pedido } = details.resumo;
  const count = { n: integer(part.items), all: integer(total_itens) };
  return (
    <p class="muted">
      {part.value === 0
        ? WORDS.count('part_items', part.items, count)
        : WORDS.say('part_value', {
            ...count,
            value: money(part.value),
            total: money(valor_total_pedido),
          })}
    </p>
  );
}

function Facts({ details: { pedido } }: { details: OrderDetails }) {
  const { date, money } = formats();
  const day = (value: string | null): string => (value === null ? WORDS.say('none') : date(value));
  const text = (value: string | null): string => value || WORDS.say('none');
  return (
    <section class="drawer-section">
      <dl class="facts">
        <Figure label={WORDS.say('order_customer')} value={text(pedido.cliente)} isWide />
        <Figure
          label={WORDS.say('order_place')}
          value={text([pedido.cidade, pedido.uf].filter(Boolean).join('/'))}
        />
        <Figure label={WORDS.say('order_seller')} value={text(pedido.vendedor)} />
        <Figure label={WORDS.say('order_date')} value={day(pedido.data_pedido)} />
        <Figure label={WORDS.say('order_ship')} term="expedicao" value={day(pedido.expedicao)} />
        <Figure label={WORDS.say('order_appointment')} value={day(pedido.agendamento)} />
        <Figure label={WORDS.say('order_value')} value={money(pedido.valor_total_pedido)} />
        <Figure
          label={WORDS.say('order_short_value')}
          term="valor_falta"
          value={money(pedido.valor_com_ruptura)}
        />
      </dl>
    </section>
  );
}
