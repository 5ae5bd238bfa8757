import type { PortalSessionAnswer, PortalSessionState } from '../../../../contract/collection-wire.ts';
import type { ApiError } from '../../data/api.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import type { IconName } from '../../parts/icon.tsx';
import { SignInHelp } from './sign-in-help.tsx';
import { WORDS } from './words.ts';

const LOOKS: Readonly<Record<PortalSessionState, { readonly tone: Tone; readonly icon: IconName }>> = {
  VALID: { tone: 'ok', icon: 'check' },
  MISSING: { tone: 'warning', icon: 'user' },
  EXPIRED: { tone: 'warning', icon: 'clock' },
  UNREACHABLE: { tone: 'danger', icon: 'alert' },
};

interface SessionPanelProps {
  /** As it was told last; null before. */
  readonly session: PortalSessionAnswer | null;
  readonly error: ApiError | null;
  /** The portal is being asked. */
  readonly isChecking: boolean;
  /** Asks the portal again. */
  readonly onCheck: () => void;
}

/** How the session at the portal stands, and what to do where it is not good. */
export function SessionPanel({ session, error, isChecking, onCheck }: SessionPanelProps) {
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
        {state === null || isChecking ? (
          <span class="muted">{WORDS.say('session_checking')}</span>
        ) : (
          <>
            <Badge {...LOOKS[state]}>
              {WORDS.say(session?.api === true ? `api_${state}` : `session_${state}`)}
            </Badge>
            <Button kind="quiet" icon="refresh" aria-label={WORDS.say('session_check')} onClick={onCheck} />
          </>
        )}
      </div>
      {session !== null && state !== null && state !== 'VALID' && (
        <div class="session-help">
          {state === 'UNREACHABLE' ? (
            <p>{WORDS.say('session_how_UNREACHABLE')}</p>
          ) : (
            // Stays while the portal is asked again: a window may be open.
            <SignInHelp session={session} onSignedIn={onCheck} />
          )}
        </div>
      )}
    </section>
  );
}
