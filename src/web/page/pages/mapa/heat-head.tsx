import type { ReadonlySignal } from '@preact/signals';
import type { TermName } from '../../../../i18n/page-glossario-labels.ts';
import { Term } from '../../parts/term.tsx';
import { formats } from '../../words/words.ts';
import { isWeekend, LEAD_COLUMNS } from './heat-line.tsx';
import type { Point } from './map-rows.ts';
import { WORDS } from './words.ts';

interface Lead {
  readonly name: string;
  readonly look: string;
  readonly hint?: string;
  readonly term?: TermName;
}

/** Names of the columns that stay, and the days. The day pointed at stands out. */
export function HeatHead(props: { days: readonly string[]; point: ReadonlySignal<Point | null> }) {
  const { days, point } = props;
  const { language, shortDate, weekday } = formats();
  // The names of months are too long for every day.
  const dayOf = (date: string, day: number): string =>
    language === 'pt-BR' || day === 0 || date.endsWith('-01') ? shortDate(date) : date.slice(8);
  const pointed = point.value?.day ?? -1;
  const lead: readonly Lead[] = [
    { name: WORDS.say('column_product'), look: 'map-product' },
    { name: WORDS.say('column_status'), look: 'map-status', term: 'status_produto' },
    { name: WORDS.say('column_stock'), look: 'map-stock align-end', term: 'est_hoje' },
    { name: WORDS.say('column_stockout'), look: 'map-stockout align-end', term: 'dia_ruptura' },
    {
      name: WORDS.say('column_orders'),
      look: 'map-orders align-end',
      hint: WORDS.say('column_orders_hint'),
    },
    { name: WORDS.say('column_value'), look: 'map-value align-end', hint: WORDS.say('column_value_hint') },
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid
    <div class="map-head" role="rowgroup">
      {/* biome-ignore lint/a11y/useSemanticElements: part of a grid; its cells take no focus of their own */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <div class="map-line" role="row" aria-rowindex={1}>
        <div class="map-lead" role="presentation">
          {lead.map(({ name, look, hint, term }, column) => (
            // biome-ignore lint/a11y/useSemanticElements: part of a grid
            // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
            <div key={look} role="columnheader" class={look} aria-colindex={column + 1} title={hint}>
              <span class="map-head-word">
                <Term of={term}>{name}</Term>
              </span>
            </div>
          ))}
        </div>
        {days.map((date, day) => (
          // biome-ignore lint/a11y/useSemanticElements: part of a grid
          // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
          <div
            key={date}
            role="columnheader"
            class={`map-day${isWeekend(date) ? ' map-weekend' : ''}${day === 0 ? ' map-today' : ''}${day === pointed ? ' map-pointed' : ''}`}
            aria-colindex={LEAD_COLUMNS + day + 1}
          >
            <span class="map-weekday">{day === 0 ? WORDS.say('today') : weekday(date)}</span>
            <span>{dayOf(date, day)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
