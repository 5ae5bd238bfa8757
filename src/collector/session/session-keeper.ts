import { RupturaError } from '../../contract/errors.ts';
import { portalAdapter } from '../portals/portals.ts';
import { PATIENCE, PortalClosedError } from '../retry.ts';
import type { CollectorSettings } from '../settings.ts';
import { sessionState } from './session-check.ts';
import { type SignIn, signIn } from './sign-in.ts';

/** What came of looking after the session. */
export type Renewal =
  /** It was good all along, or somebody else signed in. */
  | { readonly kind: 'valid' }
  /** Somebody was signed in just now. */
  | { readonly kind: 'renewed' }
  /** The portal does not answer; a network failure is not a logout. */
  | { readonly kind: 'unreachable'; readonly error: RupturaError }
  /** It answers that it is closed, until then as far as it says (epoch milliseconds). */
  | { readonly kind: 'closed'; readonly until: number | null }
  | { readonly kind: 'lost'; readonly error: RupturaError };

export interface SessionKeeper {
  /** Makes sure of a session. @throws RupturaError; the signal's reason */
  renew(signal: AbortSignal): Promise<Renewal>;
}

export interface SessionKeeperOptions {
  /** Whether a window may be opened for a person to sign in. */
  readonly mayShowWindow: boolean;
  /** Told when the window is open and the person may begin. */
  readonly onWindow?: () => void;
}

/** A portal that knows the person signs in by itself within this; one that waits for a person is left sooner. */
const QUIET_MS = 45_000;
const PERSON_MS = 10 * 60_000;
/** Without a browser, or with one that fails, nobody can be signed in; that the session has ended is what matters. */
const NO_BROWSER = new Set(['NAVEGADOR_AUSENTE', 'NAVEGADOR_FALHOU', 'NAVEGADOR_SEM_TELA']);

/**
 * Looks after the session of a collection: asks the portal, which knows whether somebody signed in meanwhile; then lets
 * single sign-on do it without a window; then, where that is allowed, asks the person.
 */
export function sessionKeeper(settings: CollectorSettings, options: SessionKeeperOptions): SessionKeeper {
  const { base, statePath, profileFolder } = settings;
  const adapter = portalAdapter(settings.portal);
  const wanted = { adapter, base, statePath, profileFolder };
  return {
    renew: async (signal) => {
      let trouble = null as RupturaError | null;
      const state = await sessionState(adapter, base, statePath, signal, PATIENCE, (error) => {
        trouble = error;
      });
      if (state === 'valid') return { kind: 'valid' };
      if (trouble instanceof PortalClosedError) return { kind: 'closed', until: trouble.until };
      if (state === 'unreachable') return { kind: 'unreachable', error: trouble ?? unreachable(settings) };
      if (await isSignedIn({ ...wanted, isVisible: false, waitMs: QUIET_MS }, signal))
        return { kind: 'renewed' };
      if (options.mayShowWindow) {
        const { onWindow } = options;
        const asked = { ...wanted, isVisible: true, waitMs: PERSON_MS };
        if (await isSignedIn(onWindow === undefined ? asked : { ...asked, onOpened: onWindow }, signal))
          return { kind: 'renewed' };
      }
      const code = state === 'missing' ? 'COLETA_SEM_SESSAO' : 'COLETA_SESSAO_EXPIRADA';
      return { kind: 'lost', error: new RupturaError(code, { base }) };
    },
  };
}

async function isSignedIn(wanted: SignIn, signal: AbortSignal): Promise<boolean> {
  try {
    return (await signIn(wanted, signal)) === 'valid';
  } catch (error) {
    if (error instanceof RupturaError && NO_BROWSER.has(error.code)) return false;
    throw error;
  }
}

function unreachable({ portal, base }: CollectorSettings): RupturaError {
  const url = portalAdapter(portal).sessionUrl(base);
  return new RupturaError('COLETA_PORTAL_SEM_RESPOSTA', { url, motivo: 'offline' });
}
