import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { HORIZON_DAYS } from '../../../../contract/codes.ts';
import type { HeatRow } from '../../../../contract/stock-wire.ts';
import { projection } from '../../data/questions.ts';
import { productTouched, useAnswer } from '../../data/resource.ts';
import { formats } from '../../words/words.ts';
import { coverOf, LEVELS, type Level, levelOf } from './heat.ts';
import type { MapRows, Point } from './map-rows.ts';
import { cardAddress } from './map-view.ts';
import { WORDS } from './words.ts';

/** A pointer that only passes over a product asks nothing of it. */
const REST_MS = 90;

/** What stands behind the colour of the day pointed at. */
export function Inspector(props: { rows: MapRows; point: ReadonlySignal<Point | null> }) {
  const { rows } = props;
  const point = props.point.value;
  void rows.windows.revision.value;
  const row = point === null ? null : rows.windows.row(point.index);
  const date = point === null ? undefined : rows.days.value[point.day];
  return (
    <div class="map-point" aria-live="polite">
      {row === null || point === null || date === undefined ? (
        <span class="muted">{WORDS.say('point_hint')}</span>
      ) : (
        <Details row={row} day={point.day} date={date} />
      )}
    </div>
  );
}

function Details({ row, day, date }: { row: HeatRow; day: number; date: string }) {
  const { date: write, number, weekday } = formats();
  const flows = useFlows(row.cod_produto)?.[day];
  const balance = row.saldos[day] ?? 0;
  const daily = row.saidas_total / HORIZON_DAYS;
  return (
    <>
      <a class="strong nowrap" href={cardAddress(row.cod_produto, date)}>
        {row.cod_produto}
      </a>
      <span class="nowrap">{WORDS.say('point_day', { weekday: weekday(date), date: write(date) })}</span>
      <dl class="map-figures">
        <Flow label={WORDS.say('point_exits')} value={flows === undefined ? null : number(flows.saidas)} />
        <Flow
          label={WORDS.say('point_receipts')}
          value={flows === undefined ? null : number(flows.entradas)}
        />
        <Flow label={WORDS.say('point_balance')} value={number(balance)} />
      </dl>
      <span class={`map-swatch heat-${levelOf(balance, daily)}`} aria-hidden="true" />
      <span class="map-cover">{coverText(balance, daily)}</span>
    </>
  );
}

function Flow({ label, value }: { label: string; value: string | null }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value ?? <span class="skeleton" />}</dd>
    </div>
  );
}

function coverText(balance: number, daily: number): string {
  const cover = coverOf(balance, daily);
  const size = Math.abs(cover);
  const n = formats().number(size < 10 ? Math.floor(size * 10) / 10 : Math.floor(size));
  if (cover < 0) return daily === 0 ? WORDS.say('cover_short_idle') : WORDS.say('cover_short', { n });
  return daily === 0 ? WORDS.say('cover_idle') : WORDS.say('cover_days', { n });
}

/** The days of a product once the pointer rests on it; null until they are there. */
function useFlows(product: string) {
  const [rested, setRested] = useState(product);
  useEffect(() => {
    const timer = setTimeout(() => setRested(product), REST_MS);
    return () => clearTimeout(timer);
  }, [product]);
  const isAt = rested === product;
  const { state } = useAnswer(isAt ? projection(product) : null, productTouched(product));
  return isAt ? (state.value.data?.projecao ?? null) : null;
}

/** What the colours mean. Every cell says its number too. */
export function Legend() {
  return (
    <div class="map-legend">
      <span class="map-legend-title">{WORDS.say('legend_title')}</span>
      <Swatches title={WORDS.say('legend_short_group')} levels={LEVELS.slice(0, 3)} sign="-" />
      <Swatches title={WORDS.say('legend_cover_group')} levels={LEVELS.slice(3)} sign="" />
    </div>
  );
}

function Swatches(props: { title: string; levels: readonly Level[]; sign: string }) {
  return (
    <>
      <span>{props.title}</span>
      <ul>
        {props.levels.map((level) => (
          <li key={level}>
            <span class={`map-swatch heat-${level}`} aria-hidden="true">
              {props.sign}
            </span>
            {WORDS.say(`level_${level}`)}
          </li>
        ))}
      </ul>
    </>
  );
}
