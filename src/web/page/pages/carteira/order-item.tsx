import { useEffect, useRef, useState } from 'preact/hooks';
import { holdsUp } from '../../../../contract/reason.ts';
import type { OrderAnswer, OrderItemAnswer, ProjectionAnswer } from '../../../../contract/wire.ts';
import type { TermName } from '../../../../i18n/page-glossario-labels.ts';
import { changeQuery, pageAddress } from '../../app/router.ts';
import { projection } from '../../data/questions.ts';
import { productTouched, useAnswer } from '../../data/resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Chart } from '../../parts/chart.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import { SHELL } from '../../words/shell-words.ts';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

interface ItemProps {
  readonly item: OrderItemAnswer;
  readonly order: OrderAnswer;
}

interface ShownItemProps extends ItemProps {
  /** Its figures say what they mean: of many items the first one's do. */
  readonly explains: boolean;
}

/** How an item stands: short of stock, covered but promised to others first, or neither. */
function standingOf({ item, order }: ItemProps): 'short' | 'contested' | 'covered' {
  if (order.itens.includes(item)) return 'short';
  return isWaiting({ item, order }) ? 'contested' : 'covered';
}

/** Whether an item waits for others; one due where nobody can see yet does not. */
function isWaiting({ item, order }: ItemProps): boolean {
  if (order.promessa.situacao === 'FORA_DO_HORIZONTE') return false;
  return item.promessa === null || holdsUp(order, item);
}

/** One product of an order: when it leaves, balances, receipts, who holds the stock, and its line of 29 days. */
export function OrderItem({ item, order, explains }: ShownItemProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLLIElement>(null);
  const isSeen = useSeen(root);
  const product = item.cod_produto;
  const standing = standingOf({ item, order });
  const path = isSeen ? projection(product) : null;
  const balances = useAnswer(path, productTouched(product)).state.value.data;
  const { number } = formats();
  const line = balances?.projecao.map((day) => day.estoque_final) ?? [];
  const chartName =
    balances === null
      ? WORDS.say('item_chart_open', { product })
      : WORDS.say('item_chart_low', { product, low: number(Math.min(...line)) });
  return (
    <li class={standing === 'covered' ? 'item' : `item item-${standing}`} ref={root}>
      <div class="item-head">
        <a class="strong" href={pageAddress('produto', { cod_produto: product })}>
          {product}
        </a>
        <span class="item-name" title={item.nome_produto ?? ''}>
          {item.nome_produto}
        </span>
        <Standing item={item} standing={standing} />
      </div>
      <div class="item-body">
        <Balances item={item} order={order} balances={balances} explains={explains} />
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
      {standing !== 'covered' && <Causes item={item} order={order} />}
      {isOpen && balances !== null && <ItemChart balances={balances} />}
    </li>
  );
}

function Standing({ item, standing }: { item: OrderItemAnswer; standing: ReturnType<typeof standingOf> }) {
  switch (standing) {
    case 'short':
      return (
        <Badge tone="danger" icon="alert">
          {WORDS.say('item_short', { quantity: formats().number(item.ruptura_qtd) })}
        </Badge>
      );
    case 'contested':
      return (
        <Badge tone="warning" icon="contested" outline>
          {WORDS.say('item_contested')}
        </Badge>
      );
    case 'covered':
      return (
        <Badge tone="ok" icon="check">
          {WORDS.say('item_covered')}
        </Badge>
      );
  }
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
function Balances(props: ShownItemProps & { balances: ProjectionAnswer | null }) {
  const { item, order, balances, explains } = props;
  const term = (name: TermName) => (explains ? { term: name } : {});
  const { money, number, shortDate } = formats();
  const href = pageAddress('produto', { cod_produto: item.cod_produto });
  const receipts = balances === null ? null : number(balances.producao_hoje);
  const isBeyond = order.promessa.situacao === 'FORA_DO_HORIZONTE';
  const never = isBeyond ? SHELL.say('situation_FORA_DO_HORIZONTE') : WORDS.say('never');
  return (
    <dl class="facts facts-tight">
      <Figure
        label={WORDS.say('item_leaves')}
        value={item.promessa === null ? never : shortDate(item.promessa)}
        {...term('promessa')}
        href={href}
      />
      <Figure label={WORDS.say('item_quantity')} value={number(item.qtd_saldo)} href={href} />
      <Figure
        label={WORDS.say('item_stock')}
        value={number(item.estoque_atual)}
        href={href}
        {...term('est_hoje')}
      />
      <Figure
        label={WORDS.say('item_lowest')}
        value={number(item.estoque_min_d7)}
        {...term('est_min')}
        href={href}
        tone={item.estoque_min_d7 < item.qtd_saldo ? 'danger' : 'neutral'}
      />
      <Figure label={WORDS.say('item_receipts_today')} value={receipts} href={href} {...term('prod_hoje')} />
      <Figure label={WORDS.say('item_value')} value={money(item.valor_total)} />
    </dl>
  );
}

/** What comes, who comes before it or has what there is, and from when on it would take nothing from anybody. */
function Causes({ item, order }: ItemProps) {
  const { promessa } = order;
  const isDecisive = holdsUp(order, item) && promessa.fila.length > 0;
  return (
    <dl class="causes">
      <dt>{WORDS.say('item_next')}</dt>
      <dd>
        <Receipts item={item} />
      </dd>
      <dt>{WORDS.say(isDecisive ? 'item_queue' : 'item_held')}</dt>
      <dd>
        {isDecisive ? (
          <Holders list={promessa.fila} total={promessa.fila_total} rest={promessa.fila_restantes} />
        ) : (
          <Holders list={item.ocupado_por} total={item.ocupado_total} rest={item.ocupado_restantes} />
        )}
      </dd>
      {takesFromOthers(item) && (
        <>
          <dt>{WORDS.say('item_sure')}</dt>
          <dd>
            {item.data_segura === null
              ? WORDS.say('item_sure_never')
              : WORDS.say('item_sure_on', { date: formats().shortDate(item.data_segura) })}
          </dd>
        </>
      )}
    </dl>
  );
}

/** Whether an item leaves before there is enough of it for everybody. */
function takesFromOthers({ promessa, data_segura, ruptura_qtd }: OrderItemAnswer): boolean {
  return ruptura_qtd > 0 && promessa !== null && (data_segura === null || data_segura > promessa);
}

function Receipts({ item }: { item: OrderItemAnswer }) {
  const { number, shortDate } = formats();
  if (item.producoes.length === 0) return <>{WORDS.say('item_no_receipt')}</>;
  return (
    <>
      {item.producoes.map(({ data, qtd }) => (
        <a key={data} class="chip" href={pageAddress('produto', { cod_produto: item.cod_produto })}>
          {WORDS.say('item_receipt', { quantity: number(qtd), date: shortDate(data) })}
        </a>
      ))}
    </>
  );
}

interface HoldersProps {
  readonly list: OrderItemAnswer['ocupado_por'];
  readonly total: number;
  readonly rest: number;
}

/** Reservations of other orders, each leading to its order; then how many more, and what all of them come to. */
function Holders({ list, total, rest }: HoldersProps) {
  const { integer, number } = formats();
  if (list.length === 0) return <>{WORDS.say('item_held_nobody')}</>;
  return (
    <>
      {list.map((holder, index) => (
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
      {rest > 0 && (
        <span class="muted">
          {WORDS.count('item_held_more', rest, { n: integer(rest), total: number(total) })}
        </span>
      )}
    </>
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
