import { liveAt, liveState, liveToday, liveVersion } from '../data/live.ts';
import { HEALTH } from '../data/questions.ts';
import { onlyAll, useAnswer } from '../data/resource.ts';
import { Badge } from '../parts/badge.tsx';
import { SHELL } from '../words/shell-words.ts';
import { formats } from '../words/words.ts';

const WORDS = { connecting: 'live_connecting', live: 'live', reconnecting: 'live_reconnecting' } as const;

/** Whether the page follows the book, of when its data are, and the business date. */
export function LiveIndicator() {
  const { date, integer, time, weekday } = formats();
  const { state } = useAnswer(HEALTH, onlyAll);
  const today = liveToday.value ?? state.value.data?.data_hoje ?? null;
  const isFixed = state.value.data?.data_fixa === true;
  const version = liveVersion.value;
  const at = liveAt.value;
  const details =
    version === null || at === null
      ? ''
      : SHELL.say('live_data', { time: time(at), version: integer(version) });
  return (
    <div class="live">
      {today !== null &&
        (isFixed ? (
          <span title={SHELL.say('live_fixed_hint')}>
            <Badge tone="warning" icon="alert">
              {SHELL.say('live_fixed', { date: date(today) })}
            </Badge>
          </span>
        ) : (
          <span class="live-today" title={SHELL.say('live_today', { date: date(today) })}>
            {weekday(today)} {date(today)}
          </span>
        ))}
      <span class={`live-state live-${liveState.value}`} role="status" title={details}>
        <span class="live-dot" aria-hidden="true" />
        {SHELL.say(WORDS[liveState.value])}
      </span>
      {at !== null && version !== null && (
        <span class="live-version" title={details}>
          {time(at)} · v{integer(version)}
        </span>
      )}
    </div>
  );
}
