import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { HORIZON_DAYS } from '../../../../contract/codes.ts';
import type { HeatRow } from '../../../../contract/stock-wire.ts';
import { parseIsoDate } from '../../../../contract/units.ts';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { formats } from '../../words/words.ts';
import { compactQuantity, levelOf } from './heat.ts';
import type { MapRows } from './map-rows.ts';
import { cardAddress } from './map-view.ts';
import { WORDS } from './words.ts';

/** Columns before the days: product, status, stock, stockout, orders, value. */
export const LEAD_COLUMNS = 6;

/** A day that changed is marked so long. */
const CHANGED_MS = 2500;
const NOTHING: ReadonlySet<number> = new Set();
/** Width of the bar of a day that is not there yet. */
const SKELETON_DAYS = Array.from({ length: HORIZON_DAYS }, (_, day) => day);

export function isWeekend(date: string): boolean {
  // Day 0 of the count is a Thursday.
  const weekday = ((parseIsoDate(date) ?? 0) + 4) % 7;
  return weekday === 0 || weekday === 6;
}

interface HeatLineProps {
  readonly id: string;
  readonly rows: MapRows;
  readonly row: HeatRow | null;
  readonly index: number;
  readonly top: number;
  /** The day the keyboard is at; -1 where it is in another line. */
  readonly activeDay: number;
}

/** A product: what it is, how it stands, and its 29 balances. */
export function HeatLine({ id, rows, row, index, top, activeDay }: HeatLineProps) {
  const { language } = formats();
  const days = rows.days.value;
  const inside = useMemo(
    () => (row === null ? <Waiting /> : <Product id={id} rows={rows} row={row} activeDay={activeDay} />),
    // What is said is of a language.
    [id, row, activeDay, days, language],
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
    <div
      role="row"
      class={`map-line${activeDay >= 0 ? ' map-line-active' : ''}`}
      aria-rowindex={index + 2}
      data-index={index}
      style={{ transform: `translateY(${top}px)` }}
    >
      {inside}
    </div>
  );
}

function Waiting() {
  return (
    <>
      <div class="map-lead" role="presentation">
        {/* biome-ignore lint/a11y/useSemanticElements: part of a grid */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus */}
        <div class="map-product" role="rowheader">
          <span class="skeleton skeleton-0" />
        </div>
      </div>
      {SKELETON_DAYS.map((day) => (
        // biome-ignore lint/a11y/useSemanticElements: part of a grid
        // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
        <div key={day} role="gridcell" class="heat" />
      ))}
    </>
  );
}

function Product(props: { id: string; rows: MapRows; row: HeatRow; activeDay: number }) {
  const { id, rows, row, activeDay } = props;
  const days = rows.days.value;
  const { number, decimal, shortDate } = formats();
  const changedAt = rows.windows.changedAt(row);
  const isFresh = changedAt !== null && performance.now() - changedAt < CHANGED_MS;
  const changed = isFresh ? rows.changedDays(row) : NOTHING;
  const turn = Math.round(changedAt ?? 0) % 2;
  const daily = row.saidas_total / HORIZON_DAYS;
  return (
    <>
      <Lead row={row} />
      {row.saldos.map((balance, day) => {
        const date = days[day] ?? '';
        const text = compactQuantity(balance, decimal);
        const whole = number(balance);
        // What is seen is part of what is said: people who speak to their browser say what they see.
        const words = { day: shortDate(date), balance: text === whole ? whole : `${text} (${whole})` };
        const marks = `${isWeekend(date) ? ' heat-weekend' : ''}${changed.has(day) ? ` heat-changed-${turn}` : ''}`;
        return (
          // biome-ignore lint/a11y/useSemanticElements: part of a grid
          // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
          <div
            key={day}
            id={`${id}-${day}`}
            role="gridcell"
            class={`heat heat-${levelOf(balance, daily)}${marks}${day === activeDay ? ' heat-active' : ''}`}
            aria-colindex={LEAD_COLUMNS + day + 1}
            aria-label={balance < 0 ? WORDS.say('cell_short', words) : WORDS.say('cell', words)}
            data-day={day}
          >
            {text}
          </div>
        );
      })}
    </>
  );
}

/** The columns that stay while the days scroll. */
function Lead({ row }: { row: HeatRow }) {
  const { integer, number, shortDate, shortMoney } = formats();
  const none = <span class="muted">{WORDS.say('none')}</span>;
  const cells: readonly (readonly [look: string, content: ComponentChildren])[] = [
    ['map-status', <StatusBadge key="status" status={row.status_ruptura} />],
    ['map-stock align-end', number(row.estoque_atual)],
    ['map-stockout align-end', row.dia_ruptura === null ? none : shortDate(row.dia_ruptura)],
    ['map-orders align-end', row.pedidos_aguardando === 0 ? none : integer(row.pedidos_aguardando)],
    ['map-value align-end', row.valor_aguardando === 0 ? none : shortMoney(row.valor_aguardando)],
  ];
  return (
    <div class="map-lead" role="presentation">
      {/* biome-ignore lint/a11y/useSemanticElements: part of a grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus */}
      <div class="map-product" role="rowheader" aria-colindex={1}>
        <a tabIndex={-1} href={cardAddress(row.cod_produto, null)} title={row.nome_produto ?? undefined}>
          {row.cod_produto}
        </a>
        {row.nome_produto !== null && <span class="map-name">{row.nome_produto}</span>}
      </div>
      {cells.map(([look, content], column) => (
        // biome-ignore lint/a11y/useSemanticElements: part of a grid
        // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
        <div key={look} role="gridcell" class={look} aria-colindex={column + 2}>
          {content}
        </div>
      ))}
    </div>
  );
}
