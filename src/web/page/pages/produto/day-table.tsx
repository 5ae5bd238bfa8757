import { useEffect, useRef } from 'preact/hooks';
import type { CardexAnswer } from '../../../../contract/stock-wire.ts';
import { Icon } from '../../parts/icon.tsx';
import { Term } from '../../parts/term.tsx';
import { formats } from '../../words/words.ts';
import { DayDocuments } from './day-documents.tsx';
import { WORDS } from './words.ts';

type CardexDay = CardexAnswer['projecao'][number];

interface DayTableProps {
  readonly data: CardexAnswer;
  /** The day whose documents are shown, `yyyy-mm-dd`. */
  readonly day: string | null;
  readonly onDay: (day: string | null) => void;
}

/** The 29 days in figures, one of them open with the documents behind it. */
export function DayTable({ data, day, onDay }: DayTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    if (day === null) return;
    body.current?.querySelector(`[data-date="${CSS.escape(day)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [day]);
  const today = data.projecao[0]?.data;
  return (
    <section class="produto-panel produto-days" aria-labelledby="dias">
      <h2 id="dias">
        {WORDS.say('days')}
        <span class="section-note muted">{WORDS.say('days_hint')}</span>
      </h2>
      <table class="figures-table" aria-label={WORDS.say('days_table')}>
        <thead>
          <tr>
            <th scope="col">{WORDS.say('day')}</th>
            <th scope="col">{WORDS.say('day_opening')}</th>
            <th scope="col">{WORDS.say('day_exits')}</th>
            <th scope="col">{WORDS.say('day_receipts')}</th>
            <th scope="col">
              <Term of="saldo">{WORDS.say('day_closing')}</Term>
            </th>
            <th scope="col">
              <Term of="atp">{WORDS.say('day_atp')}</Term>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {data.projecao.map((one) => (
            <Day
              key={one.data}
              day={one}
              today={today}
              isOpen={one.data === day}
              onToggle={() => onDay(one.data === day ? null : one.data)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Day(props: { day: CardexDay; today: string | undefined; isOpen: boolean; onToggle: () => void }) {
  const { day, today, isOpen, onToggle } = props;
  const { shortDate, weekday } = formats();
  const isToday = day.data === today;
  const isWeekend = [0, 6].includes(new Date(`${day.data}T00:00:00Z`).getUTCDay());
  return (
    <>
      <tr
        class={`day-row${isOpen ? ' day-open' : ''}${isWeekend ? ' day-weekend' : ''}`}
        data-date={day.data}
        onClick={(event) => {
          if (!(event.target instanceof Element && event.target.closest('button') !== null)) onToggle();
        }}
      >
        <th scope="row">
          <button type="button" class="day-button" aria-expanded={isOpen} onClick={onToggle}>
            <Icon name={isOpen ? 'chevron' : 'right'} size={12} />
            <span class="day-weekday">{isToday ? WORDS.say('today') : weekday(day.data)}</span>
            {shortDate(day.data)}
            <span class="hidden-label">{WORDS.say('day_open')}</span>
          </button>
        </th>
        <Figures day={day} />
      </tr>
      {isOpen && (
        <tr class="day-documents">
          <td colSpan={6}>
            <DayDocuments day={day} />
          </td>
        </tr>
      )}
    </>
  );
}

function Figures({ day }: { day: CardexDay }) {
  const { number } = formats();
  return (
    <>
      <Balance value={day.estoque_inicial} />
      <td class={day.saidas === 0 ? 'muted' : ''}>{number(day.saidas)}</td>
      <td class={day.entradas === 0 ? 'muted' : ''}>{number(day.entradas)}</td>
      <Balance value={day.estoque_final} isMarked />
      <Balance value={day.atp} />
    </>
  );
}

/** A balance; below zero it is red, and where it is `isMarked` a sign says so too. */
function Balance({ value, isMarked = false }: { value: number; isMarked?: boolean }) {
  const text = formats().number(value);
  if (value >= 0) return <td class={isMarked ? 'strong' : ''}>{text}</td>;
  return (
    <td class={isMarked ? 'below strong' : 'below'}>
      {isMarked && (
        <>
          <Icon name="alert" size={12} />
          <span class="hidden-label">{WORDS.say('day_short')}</span>
        </>
      )}
      {text}
    </td>
  );
}
