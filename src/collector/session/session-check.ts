import { HttpClient } from '../net/http-client.ts';
import type { PortalAdapter, SessionState } from '../portal.ts';
import { HttpReader } from '../reading/http-reader.ts';
import {
  closedByStatus,
  isPortalTrouble,
  PATIENCE,
  type Patience,
  PortalClosedError,
  type PortalTrouble,
  SessionExpiredError,
} from '../retry.ts';
import { PortalSession } from './portal-session.ts';

/** Told why a portal could not be asked. */
export type OnUnreachable = (error: PortalTrouble) => void;

/**
 * State of a portal session, asked of the portal. A network that fails is not a logout, and a portal that is closed says
 * nothing of it: `unreachable`.
 * @param onUnreachable told why
 * @throws the signal's reason; RupturaError COLETA_PROXY_INVALIDO
 */
export async function checkSession(
  adapter: PortalAdapter,
  base: string,
  session: PortalSession,
  signal: AbortSignal,
  patience: Patience = PATIENCE,
  onUnreachable: OnUnreachable = () => undefined,
): Promise<SessionState> {
  const client = new HttpClient(base, (url) => adapter.isSignInUrl(url, base));
  try {
    const reader = new HttpReader(client, adapter, base, patience);
    const page = await reader.read(adapter.sessionUrl(base), session.forPurchase(), signal);
    if (adapter.verdict(page) === 'portal-closed') throw new PortalClosedError(page.url, null);
    return 'valid';
  } catch (thrown) {
    const error = closedByStatus(thrown);
    if (error instanceof SessionExpiredError) return session.isMissing ? 'missing' : 'expired';
    if (!isPortalTrouble(error)) throw error;
    onUnreachable(error);
    return 'unreachable';
  } finally {
    client.close();
  }
}

/**
 * State of the session that a storage-state file keeps; cookies the portal renews meanwhile are kept.
 * @throws RupturaError COLETA_ESTADO_INVALIDO for a file that is something else; the signal's reason
 */
export async function sessionState(
  adapter: PortalAdapter,
  base: string,
  statePath: string,
  signal: AbortSignal,
  patience: Patience = PATIENCE,
  onUnreachable: OnUnreachable = () => undefined,
): Promise<SessionState> {
  const session = await PortalSession.open(statePath, adapter.isSessionCookie);
  const state = await checkSession(adapter, base, session, signal, patience, onUnreachable);
  await session.save();
  return state;
}
