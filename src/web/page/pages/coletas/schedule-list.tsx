import { useEffect, useState } from 'preact/hooks';
import type { CollectionSchedule } from '../../../../contract/collection-wire.ts';
import { asApiError, ask } from '../../data/api.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';
import { notify } from '../../parts/notices.tsx';
import { formats } from '../../words/words.ts';
import { collectionAddress, schedulePath, schedulesPath } from './coletas-view.ts';
import { localTimeText } from './texts.ts';
import { WORDS } from './words.ts';

/** The collections that begin by themselves: when next, and how the last time went. Nothing where there are none. */
export function ScheduleList() {
  const { state, again } = useAnswer(schedulesPath(), onlyAll);
  // They may have begun one since an earlier visit.
  useEffect(() => again(), []);
  const schedules = state.value.data?.agendas ?? [];
  if (schedules.length === 0) return null;
  return (
    <section class="schedules" aria-label={WORDS.say('schedules_title')}>
      <h2>{WORDS.say('schedules_title')}</h2>
      <ul class="collection-cards">
        {schedules.map((schedule) => (
          <ScheduleCard key={schedule.agenda_id} schedule={schedule} onRemoved={again} />
        ))}
      </ul>
    </section>
  );
}

function ScheduleCard({ schedule, onRemoved }: { schedule: CollectionSchedule; onRemoved: () => void }) {
  const { agenda_id: id, agenda, fuso, arquivo, lista, proxima } = schedule;
  const [isBusy, setBusy] = useState(false);
  const remove = async (close: () => void): Promise<void> => {
    close();
    setBusy(true);
    try {
      await ask(schedulePath(id), { method: 'DELETE' });
      notify(WORDS.say('schedule_removed', { schedule: agenda }));
      onRemoved();
    } catch (error) {
      notify(asApiError(error).message, 'danger');
      setBusy(false);
    }
  };
  return (
    <li class="collection-card schedule-card">
      <span class="collection-card-head">
        <strong class="cell-text" title={lista}>
          {arquivo}
        </strong>
        {!isBusy && (
          <Menu label={WORDS.say('schedule_remove')} icon="close" bare align="end">
            {(close) => (
              <button type="button" class="menu-item" onClick={() => void remove(close)}>
                <Icon name="close" />
                {WORDS.say('schedule_remove_this', { schedule: agenda })}
              </button>
            )}
          </Menu>
        )}
      </span>
      <span class="collection-card-facts">
        <span title={fuso}>{agenda}</span>
        <span>{WORDS.say('schedule_next', { time: localTimeText(proxima) })}</span>
      </span>
      <LastTime last={schedule.ultima} />
    </li>
  );
}

function LastTime({ last }: { last: CollectionSchedule['ultima'] }) {
  if (last === null) return <span class="muted schedule-last">{WORDS.say('schedule_never')}</span>;
  const { horario, estado, coleta_id: id, total, com_sucesso: done, error } = last;
  const { integer } = formats();
  const isGood = estado === 'completed' || estado === 'running' || estado === 'starting';
  const text = WORDS.say('schedule_last', {
    time: localTimeText(horario),
    state: WORDS.say(`schedule_${estado}`),
  });
  return (
    <span class="schedule-last">
      <span class={`toned tone-${isGood ? 'neutral' : 'warning'}`}>
        {id === null ? text : <a href={collectionAddress(id)}>{text}</a>}
        {total !== null &&
          done !== null &&
          ` · ${WORDS.say('schedule_figures', { done: integer(done), total: integer(total) })}`}
      </span>
      {error !== null && <span class="muted"> {error}</span>}
    </span>
  );
}
