import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { formats } from '../../words/words.ts';
import type { RunState } from './analysis-run.ts';
import { WORDS } from './words.ts';

/** How far the analysis is, how fast, and who works at it. */
export function RunBar(props: { state: RunState; onCancel: () => void; onAgain: () => void }) {
  const { state, onCancel, onAgain } = props;
  if (state.phase === 'idle') return null;
  if (state.phase !== 'running' && state.phase !== 'starting') {
    return (
      <div class="run run-ended">
        <Ended state={state} />
        <Button kind="quiet" icon="refresh" aria-label={WORDS.say('run_again')} onClick={onAgain} />
      </div>
    );
  }
  return (
    <div class="run">
      <Progress state={state} />
      <Button kind="quiet" icon="stop" onClick={onCancel} disabled={state.phase === 'starting'}>
        {WORDS.say('run_cancel')}
      </Button>
    </div>
  );
}

function Progress({ state }: { state: RunState }) {
  const { integer } = formats();
  const { phase, done, total, progress, rate, workers } = state;
  const isStarting = phase === 'starting';
  return (
    <>
      <span
        class="run-track"
        role="progressbar"
        aria-label={WORDS.say('run_running')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(progress)}
      >
        <span style={{ width: `${progress}%` }} />
      </span>
      <span class="run-text">
        {isStarting
          ? WORDS.say('run_starting')
          : WORDS.say('run_progress', { done: integer(done), total: integer(total) })}
      </span>
      {!isStarting && <span class="run-text muted">{WORDS.say('run_rate', { n: integer(rate) })}</span>}
      <span class="run-text" aria-hidden="true">
        {WORDS.say('run_workers', { n: integer(workers.length) })}
      </span>
      <ul class="run-workers" aria-label={WORDS.say('run_workers', { n: integer(workers.length) })}>
        {workers.map((worker) => {
          const text = worker.isFree
            ? WORDS.say('run_worker_free', { id: String(worker.id) })
            : WORDS.say('run_worker', { id: String(worker.id), n: integer(worker.rate) });
          return (
            <li key={worker.id} class={worker.isFree ? 'run-worker' : 'run-worker run-busy'} title={text}>
              <span class="hidden-label">{text}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Ended({ state }: { state: RunState }) {
  const { integer, number } = formats();
  const { phase, done, total, errors, tookMs, reason } = state;
  if (phase === 'failed') {
    return (
      <span class="run-text mark tone-danger" role="alert">
        <Icon name="alert" size={14} />
        {WORDS.say('run_failed', { reason })}
      </span>
    );
  }
  if (phase === 'cancelled') {
    return (
      <span class="run-text mark tone-warning">
        <Icon name="stop" size={14} />
        {WORDS.say('run_cancelled', { done: integer(done), total: integer(total) })}
      </span>
    );
  }
  const seconds = number(Math.round(tookMs / 100) / 10);
  return (
    <span class="run-text muted">
      {WORDS.say('run_done', { n: integer(done), time: WORDS.say('run_seconds', { n: seconds }) })}
      {errors > 0 && `, ${WORDS.say('run_done_errors', { n: integer(errors) })}`}
    </span>
  );
}
