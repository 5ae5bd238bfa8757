import { useEffect, useRef, useState } from 'preact/hooks';
import type { OrderItemAnswer, ProjectionAnswer } from '../../../../contract/wire.ts';
import { changeQuery, pageAddress } from '../../app/router.ts';
import { projection } from '../../data/questions.ts';
import { productTouched, useAnswer } from '../../data/resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Chart } from '../../parts/chart.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

/** One product of an order: balances, receipts, who holds the stock, and its line of 29 days. */
export function OrderItem({ item, isShort }: { item: OrderItemAnswer; isShort: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLLIElement>(null);
  const isSeen = useSeen(root);
  const product = item.cod_produto;
  const path = isSeen ? projection(product) : null;
  const balances = useAnswer(path, productTouched(product)).state.value.data;
  const { number } = formats();
  const line = balances?.projecao.map((day) => day.estoque_final) ?? [];
  const chartName =
    balances === null
      ? WORDS.say('item_chart_open', { product })
      : WORDS.say('item_chart_low', { product, low: number(Math.min(...line)) });
  return (
    <li class={isShort ? 'item item-short' : 'item'} ref={root}>
      <div class="item-head">
        <a class="strong" href={pageAddress('produto', { cod_produto: product })}>
          {product}
        </a>
        <span class="item-name" title={item.nome_produto ?? ''}>
          {item.nome_produto}
        </span>
        {isShort ? (
          <Badge tone="danger" icon="alert">
            {WORDS.say('item_short', { quantity: number(item.ruptura_qtd) })}
          </Badge>
        ) : (
          <Badge tone="ok" icon="check">
            {WORDS.say('item_covered')}
          </Badge>
        )}
      </div>
      <div class="item-body">
        <Balances item={item} balances={balances} />
        <button
          type="button"
          class="spark-button"
          aria-expanded={isOpen}
          aria-label={chartName}
          title={chartName}
          onClick={() => setOpen(!isOpen)}
        >
          {balances === null ? (
            <span class="skeleton" />
          ) : (
            <Sparkline values={line} width={112} height={30} />
          )}
        </button>
      </div>
      {isShort && <Causes item={item} />}
      {isOpen && balances !== null && <ItemChart balances={balances} />}
    </li>
  );
}

/** Projections are asked for only of items that are looked at. */
function useSeen(root: { readonly current: Element | null }): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (root.current === null || isSeen) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: '200px' },
    );
    observer.observe(root.current);
    return () => observer.disconnect();
  }, [root, isSeen]);
  return isSeen;
}

/** Every number leads to the documents behind it. */
function Balances({ item, balances }: { item: OrderItemAnswer; balances: ProjectionAnswer | null }) {
  const { money, number, shortDate } = formats();
  const href = pageAddress('produto', { cod_produto: item.cod_produto });
  const receipts = balances === null ? null : number(balances.producao_hoje);
  const available = item.data_disponivel === null ? WORDS.say('never') : shortDate(item.data_disponivel);
  return (
    <dl class="facts facts-tight">
      <Figure label={WORDS.say('item_quantity')} value={number(item.qtd_saldo)} href={href} />
      <Figure label={WORDS.say('item_stock')} value={number(item.estoque_atual)} href={href} />
      <Figure
        label={WORDS.say('item_lowest')}
        value={number(item.estoque_min_d7)}
        href={href}
        tone={item.estoque_min_d7 < item.qtd_saldo ? 'danger' : 'neutral'}
      />
      <Figure label={WORDS.say('item_receipts_today')} value={receipts} href={href} />
      <Figure label={WORDS.say('item_available')} value={available} href={href} />
      <Figure label={WORDS.say('item_value')} value={money(item.valor_total)} />
    </dl>
  );
}

/** What comes, and who has what there is. */
function Causes({ item }: { item: OrderItemAnswer }) {
  const { integer, number, shortDate } = formats();
  const href = pageAddress('produto', { cod_produto: item.cod_produto });
  return (
    <dl class="causes">
      <dt>{WORDS.say('item_next')}</dt>
      <dd>
        {item.producoes.length === 0
          ? WORDS.say('item_no_receipt')
          : item.producoes.map(({ data, qtd }) => (
              <a key={data} class="chip" href={href}>
                {WORDS.say('item_receipt', { quantity: number(qtd), date: shortDate(data) })}
              </a>
            ))}
      </dd>
      <dt>{WORDS.say('item_held')}</dt>
      <dd>
        {item.ocupado_por.length === 0 && WORDS.say('item_held_nobody')}
        {item.ocupado_por.map((holder, index) => (
          <Button
            key={`${holder.num_pedido} ${holder.origem} ${index}`}
            kind="quiet"
            onClick={() => changeQuery({ pedido: holder.num_pedido })}
          >
            <span class="strong">{holder.num_pedido}</span>
            <span class="muted">
              {WORDS.say('item_holder', {
                quantity: number(holder.qtd),
                source: WORDS.say(`source_${holder.origem}`),
              })}
            </span>
          </Button>
        ))}
        {item.ocupado_restantes > 0 && (
          <span class="muted">
            {WORDS.count('item_held_more', item.ocupado_restantes, {
              n: integer(item.ocupado_restantes),
              total: number(item.ocupado_total),
            })}
          </span>
        )}
      </dd>
    </dl>
  );
}

function ItemChart({ balances }: { balances: ProjectionAnswer }) {
  const days = balances.projecao;
  return (
    <Chart
      label={WORDS.say('item_chart', { product: balances.cod_produto })}
      days={days.map((day) => day.data)}
      height={190}
      series={[
        {
          label: WORDS.say('chart_balance'),
          values: days.map((day) => day.estoque_final),
          colour: '--accent',
        },
        {
          label: WORDS.say('chart_atp'),
          values: days.map((day) => day.atp),
          colour: '--ok',
          isDashed: true,
        },
      ]}
    />
  );
}
