import { useEffect, useRef } from 'preact/hooks';
import { changeQuery, query } from '../../app/router.ts';
import { Button } from '../../parts/button.tsx';
import { ChooseFiles } from '../../parts/choose-file.tsx';
import { Empty, Failure, Skeleton } from '../../parts/states.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import { Banner } from './banner.tsx';
import { CheckStep } from './check-step.tsx';
import { ChooseStep } from './choose-step.tsx';
import { useDroppedFiles } from './drop-area.tsx';
import { ImportSession, type ImportSessionState } from './import-session.ts';
import { useMostBytes } from './most-bytes.ts';
import { ResultStep } from './result-step.tsx';
import { type Step, Steps } from './steps.tsx';
import { WORDS } from './words.ts';
import { SendStep, WorkStep } from './work-step.tsx';

/** One for the application: another page may be looked at while files are sent. */
const session = new ImportSession();

type Phase = 'choosing' | 'sending' | 'opening' | 'looking' | 'checking' | 'storing' | 'done' | 'lost';
const STEP_OF: Readonly<Record<Phase, Step>> = {
  choosing: 'files',
  sending: 'files',
  opening: 'check',
  looking: 'check',
  checking: 'check',
  storing: 'store',
  done: 'done',
  lost: 'check',
};

function phaseOf({ id, answer, upload, lost }: ImportSessionState): Phase {
  if (upload !== null) return 'sending';
  if (lost !== null) return 'lost';
  if (id === null) return 'choosing';
  if (answer === null) return 'opening';
  if (answer.estado === 'GRAVADA') return 'done';
  if (answer.estado === 'GRAVANDO') return 'storing';
  // The first look at the files has nothing to show yet.
  return answer.exame.length === 0 && !answer.completo ? 'looking' : 'checking';
}

/** Files in: chosen, checked, stored. */
export function ImportarPage() {
  const state = session.state.value;
  const phase = phaseOf(state);
  session.mostBytes = useMostBytes();
  useAddress(state.id);
  useLanguage();
  const isTaken = phase !== 'storing' && phase !== 'opening';
  const onFiles = (files: readonly File[]): void => void session.send(files);
  const isOver = useDroppedFiles(isTaken, onFiles);
  return (
    <div class={`importar${isOver && phase !== 'choosing' ? ' importar-over' : ''}`}>
      <div class="page-head">
        <h1>{WORDS.say('title')}</h1>
        <Steps current={STEP_OF[phase]} />
      </div>
      <Refused state={state} />
      <Body phase={phase} state={state} isOver={isOver} onFiles={onFiles} />
      {isOver && phase !== 'choosing' && <p class="over-note">{WORDS.say('drop_here')}</p>}
    </div>
  );
}

/** The address names the import: whichever of the two changed last is right. */
function useAddress(id: string | null): void {
  const asked = query.value.get('id');
  const before = useRef<{ id: string | null; asked: string | null }>(null);
  useEffect(() => {
    const was = before.current;
    before.current = { id, asked };
    if (id === asked) return;
    const isNewHere = was !== null && was.id !== id;
    if (isNewHere) changeQuery({ id, arquivo: null, parte: null }, { replace: true });
    else if (asked !== null) session.open(asked);
    else if (session.isOver) session.clear();
    else changeQuery({ id }, { replace: true });
  }, [id, asked]);
}

/** Sentences of the server are of a language. */
function useLanguage(): void {
  const spoken = language.value;
  useEffect(() => {
    if (session.state.peek().answer !== null) session.refresh();
  }, [spoken]);
}

function Body(props: {
  phase: Phase;
  state: ImportSessionState;
  isOver: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  const { phase, state, isOver, onFiles } = props;
  const { answer, upload, problem } = state;
  const onCancel = (): void => void session.cancel();
  if (phase === 'choosing') return <ChooseStep isOver={isOver} onFiles={onFiles} />;
  if (phase === 'sending' && upload !== null) return <SendStep upload={upload} onCancel={onCancel} />;
  if (phase === 'lost') return <Lost state={state} onFiles={onFiles} />;
  if (answer === null) {
    if (problem !== null) return <Failure error={problem} onRetry={() => session.refresh()} />;
    return <Skeleton lines={6} />;
  }
  if (phase === 'checking') return <CheckStep session={session} answer={answer} />;
  if (phase === 'done') return <ResultStep answer={answer} onMore={() => session.clear()} />;
  return (
    <>
      {problem !== null && <Banner tone="danger" icon="alert" title={problem.message} />}
      <WorkStep answer={answer} onCancel={onCancel} />
    </>
  );
}

/** Files that the server did not take, and why. */
function Refused({ state: { refused, upload } }: { state: ImportSessionState }) {
  if (refused.length === 0) return null;
  const canAgain = upload === null && refused.some(({ isLost }) => isLost);
  return (
    <Banner
      tone="danger"
      icon="alert"
      title={WORDS.count('refused_title', refused.length, { n: formats().integer(refused.length) })}
      actions={
        canAgain && <Button onClick={() => void session.sendAgain()}>{WORDS.say('refused_again')}</Button>
      }
    >
      <ul>
        {refused.map(({ file, reason }) => (
          <li key={file.name}>
            <span class="strong">{file.name}</span>: {reason}
          </li>
        ))}
      </ul>
    </Banner>
  );
}

/** The server knows nothing of the import any more. */
function Lost({ state, onFiles }: { state: ImportSessionState; onFiles: (files: readonly File[]) => void }) {
  return (
    <Empty icon="alert" title={WORDS.say('lost_title')}>
      <p>{state.lost?.wasStoring === true ? WORDS.say('lost_storing') : WORDS.say('lost_checking')}</p>
      {session.canSendAgain ? (
        <Button kind="primary" icon="refresh" onClick={() => void session.sendAgain()}>
          {WORDS.say('lost_again')}
        </Button>
      ) : (
        <ChooseFiles kind="primary" onFiles={onFiles}>
          {WORDS.say('lost_choose')}
        </ChooseFiles>
      )}
    </Empty>
  );
}
