import { useEffect } from 'preact/hooks';
import type { CardexAnswer } from '../../../../contract/stock-wire.ts';
import { changeQuery, pageAddress, query } from '../../app/router.ts';
import { cardex } from '../../data/questions.ts';
import { productTouched, useAnswer } from '../../data/resource.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Empty, Failure, Skeleton } from '../../parts/states.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { formats } from '../../words/words.ts';
import { Available } from './available.tsx';
import { BalanceChart } from './balance-chart.tsx';
import { CardTools } from './card-tools.tsx';
import { DayTable } from './day-table.tsx';
import { LateReceipts, UndatedRequirements } from './loose-documents.tsx';
import { Movements } from './movements.tsx';
import { ProductOrders } from './product-orders.tsx';
import { WORDS } from './words.ts';

/** Movements that come with the card. */
const FIRST_MOVEMENTS = 100;

/** One product: how it stands, its balances of 29 days with their documents, and its movements so far. */
export function ProductCard({ product }: { product: string }) {
  const { state, again } = useAnswer(cardex(product, FIRST_MOVEMENTS), productTouched(product));
  const { data, error } = state.value;
  if (data === null)
    return error === null ? <Skeleton lines={8} /> : <Failure error={error} onRetry={again} />;
  if (!data.conhecido) return <Unknown product={product} />;
  return <Card data={data} />;
}

function Unknown({ product }: { product: string }) {
  return (
    <Empty icon="question" title={WORDS.say('not_found', { product })}>
      <p>{WORDS.say('not_found_hint')}</p>
      <LinkButton href={pageAddress('produtos')}>{WORDS.say('to_list')}</LinkButton>
    </Empty>
  );
}

function Card({ data }: { data: CardexAnswer }) {
  const product = data.cod_produto;
  const day = query.value.get('dia');
  const choose = (chosen: string | null): void => changeQuery({ dia: chosen }, { replace: true });
  useEffect(() => {
    document.title = `${product} · ${document.title.split(' · ').slice(-2).join(' · ')}`;
  }, [product]);
  return (
    <div class="produto">
      <header class="produto-head">
        <a class="produto-back" href={pageAddress('produtos')}>
          {WORDS.say('all_products')}
        </a>
        <div class="produto-title">
          <h1>{product}</h1>
          <span class="produto-name">{data.nome_produto ?? WORDS.say('without_name')}</span>
          <StatusBadge status={data.status_ruptura} />
          <CardTools product={product} />
        </div>
      </header>
      <div class="produto-top">
        <Facts data={data} />
        <Available product={product} days={data.projecao} />
      </div>
      <section class="produto-panel produto-chart" aria-label={WORDS.say('chart', { product })}>
        <BalanceChart data={data} day={day} onDay={choose} />
      </section>
      <div class="produto-columns">
        <DayTable data={data} day={day} onDay={choose} />
        <div class="produto-side">
          <ProductOrders product={product} />
          <UndatedRequirements data={data} />
          <LateReceipts data={data} />
        </div>
      </div>
      <Movements data={data} />
    </div>
  );
}

/** The figures of the product; each leads to what is behind it. */
function Facts({ data }: { data: CardexAnswer }) {
  const { number, shortDate, weekday } = formats();
  const days = data.projecao;
  const dayHref = (day: string | undefined): string =>
    pageAddress('produto', { cod_produto: data.cod_produto }, { dia: day ?? null });
  const lowest = days.slice(0, 8).find((day) => day.estoque_final === data.menor_estoque_7d);
  const stockout = data.dia_ruptura;
  return (
    <dl class="produto-facts">
      <Figure
        label={WORDS.say('fact_stock')}
        term="est_hoje"
        value={number(data.estoque_atual)}
        href="#movimentacoes"
      />
      <Figure
        label={WORDS.say('fact_lowest')}
        term="est_min"
        value={number(data.menor_estoque_7d)}
        tone={data.menor_estoque_7d < 0 ? 'danger' : 'neutral'}
        href={dayHref(lowest?.data)}
      />
      <Figure
        label={WORDS.say('fact_receipts')}
        term="prod_hoje"
        value={number(data.producao_hoje)}
        href={dayHref(days[0]?.data)}
      />
      {stockout === null ? (
        <Figure
          label={WORDS.say('fact_stockout')}
          term="dia_ruptura"
          value={WORDS.say('fact_stockout_none')}
          tone="ok"
        />
      ) : (
        <Figure
          label={WORDS.say('fact_stockout')}
          term="dia_ruptura"
          value={`${weekday(stockout)} ${shortDate(stockout)}`}
          tone="danger"
          href={dayHref(stockout)}
        />
      )}
      <Figure
        label={WORDS.say('fact_undated')}
        value={number(data.sem_data)}
        tone={data.sem_data > 0 ? 'warning' : 'neutral'}
        {...(data.sem_data > 0 ? { href: '#sem-data' } : {})}
      />
      <Figure
        label={WORDS.say('fact_late')}
        value={number(data.entrada_atrasada)}
        tone={data.entrada_atrasada > 0 ? 'warning' : 'neutral'}
        {...(data.entrada_atrasada > 0 ? { href: '#atrasadas' } : {})}
      />
    </dl>
  );
}
