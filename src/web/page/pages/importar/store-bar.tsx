import { useState } from 'preact/hooks';
import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import { Button } from '../../parts/button.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { Banner } from './banner.tsx';
import { ConfirmLoss } from './confirm-loss.tsx';
import { Differences, Orphans } from './differences.tsx';
import type { ImportSession } from './import-session.ts';
import { ModeChoice } from './mode-choice.tsx';
import {
  blockedBy,
  factOf,
  greatLosses,
  modeOf,
  REFUSED,
  REPEATED,
  storeText,
  withoutBlocking,
} from './store-rules.ts';
import { WORDS } from './words.ts';
import { WorkFacts } from './work-step.tsx';

/** What is decided for the whole import, and the one thing to do next. */
export function StoreBar({ session, answer }: { session: ImportSession; answer: ImportAnswer }) {
  const { isAsking, problem } = session.state.value;
  const isChecking = !answer.completo || answer.estado === 'CONFERINDO';
  const blocked = blockedBy(answer, isChecking);
  const [isConfirming, setAsking] = useState(false);
  const mode = modeOf(answer);
  const isGreat = greatLosses(answer).length > 0;
  const differences = answer.relatorio?.diferencas ?? [];
  return (
    <div class="store-bar">
      {!isChecking && blocked !== WORDS.say('blocked_files') && <Differences differences={differences} />}
      <Trouble session={session} answer={answer} isChecking={isChecking} />
      {problem !== null && <Banner tone="danger" icon="alert" title={problem.message} />}
      <div class="store-line">
        <Choices session={session} answer={answer} />
        <div class="store-end">
          {isChecking ? (
            <span class="store-progress" role="status">
              <span class="store-progress-text">
                {WORDS.say('checking_again')} <WorkFacts answer={answer} />
              </span>
              <ProgressBar label={WORDS.say('checking_progress')} share={answer.progresso} />
            </span>
          ) : (
            <span id="gravar-porque" class={blocked === null ? 'muted' : 'store-blocked'} role="status">
              {blocked ?? WORDS.say('ready')} <Orphans differences={differences} />
            </span>
          )}
          {blocked === WORDS.say('blocked_files') && (
            <Button icon="minus" onClick={() => session.check({}, withoutBlocking(answer))}>
              {WORDS.say('leave_marked')}
            </Button>
          )}
          <Button kind="quiet" onClick={() => void session.cancel()}>
            {WORDS.say('cancel')}
          </Button>
          <Button
            kind="primary"
            disabled={blocked !== null || isAsking}
            aria-describedby={isChecking ? undefined : 'gravar-porque'}
            onClick={() => (isGreat ? setAsking(true) : session.store(mode))}
          >
            {storeText(answer)}
          </Button>
        </div>
      </div>
      {isConfirming && (
        <ConfirmLoss
          answer={answer}
          onYes={() => session.store(mode, true)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** What stands in the way of the whole import, and is not told beside a file. */
function Trouble(props: { session: ImportSession; answer: ImportAnswer; isChecking: boolean }) {
  const { session, answer, isChecking } = props;
  if (isChecking || answer.error === null) return null;
  if (answer.codigo === REPEATED) {
    return (
      <Banner
        tone="warning"
        icon="alert"
        title={WORDS.say('again_title')}
        actions={<Button onClick={() => session.check({ de_novo: true })}>{WORDS.say('again')}</Button>}
      >
        <span>{factOf(answer.error)}</span>
      </Banner>
    );
  }
  const isTold = answer.codigo === REFUSED || answer.exame.some(({ codigo }) => codigo === answer.codigo);
  return isTold ? null : <Banner tone="danger" icon="alert" title={answer.error} />;
}

function Choices({ session, answer }: { session: ImportSession; answer: ImportAnswer }) {
  const { ignorar_invalidas, de_novo, erros } = answer;
  return (
    <div class="store-choices">
      <ModeChoice session={session} answer={answer} />
      {(erros > 0 || ignorar_invalidas) && (
        <label class="choice" title={WORDS.say('ignore_bad_hint')}>
          <input
            type="checkbox"
            checked={ignorar_invalidas}
            onChange={({ currentTarget }) => session.check({ ignorar_invalidas: currentTarget.checked })}
          />
          <span>{WORDS.say('ignore_bad')}</span>
        </label>
      )}
      {de_novo && (
        <label class="choice">
          <input
            type="checkbox"
            checked
            onChange={({ currentTarget }) => session.check({ de_novo: currentTarget.checked })}
          />
          <span>{WORDS.say('again_on')}</span>
        </label>
      )}
    </div>
  );
}
