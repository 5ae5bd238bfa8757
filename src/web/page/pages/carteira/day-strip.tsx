import type { OrderBookAnswer } from '../../../../contract/order-wire.ts';
import { RovingButtons } from '../../parts/roving.tsx';
import { formats } from '../../words/words.ts';
import { promiseOfDay } from './day-filter.ts';
import { changeOrderFilter, type Filter } from './order-filter.ts';
import { WORDS } from './words.ts';

export type PromisedDays = OrderBookAnswer['promessas_por_dia'];

const DAYS = 14;

/** Orders and R$ promised on each of the next days, whatever the list says of the promised day; pressed, a day filters it. */
export function DayStrip({ days, filter }: { days: PromisedDays | null; filter: Filter }) {
  if (days === null) return <div class="strip strip-waiting" aria-hidden="true" />;
  const most = days.reduce((sum, { valor }) => Math.max(sum, valor), 0);
  return (
    <RovingButtons label={WORDS.say('strip', { n: `${DAYS}` })} class="strip">
      {days.map((day, index) => (
        <StripDay key={day.data} {...day} isToday={index === 0} most={most} filter={filter} />
      ))}
    </RovingButtons>
  );
}

function StripDay(props: PromisedDays[number] & { isToday: boolean; most: number; filter: Filter }) {
  const { data, pedidos, valor, isToday, most, filter } = props;
  const { integer, money, compact, date, weekday } = formats();
  const wanted = promiseOfDay(data);
  const isPressed =
    filter.promessa_de === data && filter.promessa_ate === data && filter.promessa === undefined;
  const name = isToday ? WORDS.say('today') : weekday(data);
  const told = WORDS.count('strip_day', pedidos, {
    day: `${name} ${date(data)}`,
    n: integer(pedidos),
    value: money(valor),
  });
  const look = `${isToday ? ' strip-today' : ''}${isWeekend(data) ? ' strip-weekend' : ''}${pedidos === 0 ? ' strip-none' : ''}`;
  return (
    <button
      type="button"
      class={`strip-day${look}`}
      title={told}
      aria-pressed={isPressed}
      aria-current={isToday ? 'date' : undefined}
      onClick={() => changeOrderFilter(isPressed ? promiseOfDay(null) : wanted)}
    >
      <span class="hidden-label">{told}</span>
      <span class="strip-bar" style={{ height: `${most === 0 ? 0 : (100 * valor) / most}%` }} />
      <span class="strip-name" aria-hidden="true">
        {isToday ? name : `${name} ${data.slice(8)}`}
      </span>
      <span class="strip-count" aria-hidden="true">
        {pedidos === 0 ? WORDS.say('none') : integer(pedidos)}
      </span>
      <span class="strip-value" aria-hidden="true">
        {pedidos === 0 ? '' : compact(valor)}
      </span>
    </button>
  );
}

function isWeekend(data: string): boolean {
  return new Date(`${data}T00:00:00Z`).getUTCDay() % 6 === 0;
}
