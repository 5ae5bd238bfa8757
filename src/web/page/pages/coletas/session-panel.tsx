import { useState } from 'preact/hooks';
import type { PortalSessionAnswer, PortalSessionState } from '../../../../contract/collection-wire.ts';
import { type ApiError, asApiError } from '../../data/api.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import type { IconName } from '../../parts/icon.tsx';
import { notify } from '../../parts/notices.tsx';
import { CopiedText } from './copied-text.tsx';
import { ChooseFile } from './file-input.tsx';
import { sendSession } from './send-file.ts';
import { WORDS } from './words.ts';

const LOOKS: Readonly<Record<PortalSessionState, { readonly tone: Tone; readonly icon: IconName }>> = {
  VALID: { tone: 'ok', icon: 'check' },
  MISSING: { tone: 'warning', icon: 'user' },
  EXPIRED: { tone: 'warning', icon: 'clock' },
  UNREACHABLE: { tone: 'danger', icon: 'alert' },
};

interface SessionPanelProps {
  /** Null while the portal is asked. */
  readonly session: PortalSessionAnswer | null;
  readonly error: ApiError | null;
  /** Asks the portal again. */
  readonly onCheck: () => void;
}

/** How the session at the portal stands, and what to do where it is not good. */
export function SessionPanel({ session, error, onCheck }: SessionPanelProps) {
  if (error !== null) {
    return (
      <p class="session mark tone-danger" role="alert">
        {error.message}
      </p>
    );
  }
  if (session?.base === null) return null;
  const state = session?.estado ?? null;
  return (
    <section class="session" aria-label={WORDS.say('session_title')}>
      <div class="session-line" role="status">
        {state === null ? (
          <span class="muted">{WORDS.say('session_checking')}</span>
        ) : (
          <Badge {...LOOKS[state]}>{WORDS.say(`session_${state}`)}</Badge>
        )}
        {state !== null && (
          <Button kind="quiet" icon="refresh" aria-label={WORDS.say('session_check')} onClick={onCheck} />
        )}
      </div>
      {session !== null && state !== null && state !== 'VALID' && (
        <SignInHelp session={session} state={state} onSent={onCheck} />
      )}
    </section>
  );
}

function SignInHelp(props: {
  session: PortalSessionAnswer;
  state: Exclude<PortalSessionState, 'VALID'>;
  onSent: () => void;
}) {
  const { session, state, onSent } = props;
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (file: File): Promise<void> => {
    try {
      await sendSession(file, session.portal, session.base ?? '');
      setProblem(null);
      notify(WORDS.say('session_sent'));
      onSent();
    } catch (error) {
      setProblem(asApiError(error).message);
    }
  };
  return (
    <div class="session-help">
      <p>{WORDS.say(`session_how_${state}`)}</p>
      {state !== 'UNREACHABLE' && (
        <>
          {session.comando !== null && <CopiedText text={session.comando} />}
          <p class="muted">{WORDS.say('session_elsewhere')}</p>
          <div class="session-send">
            <ChooseFile accept=".json,application/json" onFile={(file) => void send(file)}>
              {WORDS.say('session_send')}
            </ChooseFile>
            <span class="session-note muted">{WORDS.say('session_kept')}</span>
          </div>
        </>
      )}
      {problem !== null && (
        <p class="mark tone-danger session-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
