import { RupturaError } from '../../contract/errors.ts';
import { ClientRefusedError } from '../api/access-tokens.ts';
import { ApiRefusal } from '../api/api-client.ts';
import { type ApiAccess, openApi } from '../api/open-api.ts';
import {
  closedByStatus,
  isPortalTrouble,
  PATIENCE,
  type Patience,
  PortalClosedError,
  SessionExpiredError,
} from '../retry.ts';
import type { SessionKeeper } from './session-keeper.ts';

/** How the client of an API stands. */
export type ClientStanding =
  /** `aheadMs`: how far the portal's clock is ahead of this machine's; null where it tells no time. */
  | { readonly state: 'valid'; readonly aheadMs: number | null }
  /** Nothing works until somebody changes it, or what the settings say of it. */
  | { readonly state: 'refused'; readonly error: RupturaError }
  | { readonly state: 'unreachable'; readonly error: RupturaError };

/**
 * Asks an API whether its client may read purchases. A network that fails is no refusal.
 * @throws the signal's reason
 */
export async function checkClient(
  access: ApiAccess,
  signal: AbortSignal,
  patience: Patience = PATIENCE,
): Promise<ClientStanding> {
  const client = openApi(access, patience);
  try {
    await client.admit(signal);
    const at = await access.api.probe(client, signal);
    return { state: 'valid', aheadMs: at === null ? null : at - Date.now() };
  } catch (error) {
    signal.throwIfAborted();
    return standingOf(closedByStatus(error), access);
  } finally {
    client.close();
  }
}

function standingOf(error: unknown, { api, base }: ApiAccess): ClientStanding {
  if (error instanceof ClientRefusedError) return { state: 'refused', error };
  if (error instanceof ApiRefusal && error.status === 403) {
    const escopos = api.demand(base).scopes[0]!.join(' ');
    return { state: 'refused', error: new RupturaError('COLETA_CLIENTE_SEM_ESCOPO', { base, escopos }) };
  }
  if (error instanceof SessionExpiredError || error instanceof ApiRefusal) {
    const motivo = error instanceof ApiRefusal ? `HTTP ${error.status}` : 'HTTP 401';
    return { state: 'refused', error: new RupturaError('COLETA_CLIENTE_RECUSADO', { base, motivo }) };
  }
  if (isPortalTrouble(error)) return { state: 'unreachable', error };
  throw error;
}

/** Looks after the client of a collection, as others look after a session: nobody can sign in for it. */
export function clientKeeper(access: ApiAccess): SessionKeeper {
  return {
    renew: async (signal) => {
      const standing = await checkClient(access, signal);
      if (standing.state === 'valid') return { kind: 'valid' };
      if (standing.state === 'unreachable' && standing.error instanceof PortalClosedError)
        return { kind: 'closed', until: standing.error.until };
      if (standing.state === 'unreachable') return { kind: 'unreachable', error: standing.error };
      return { kind: 'lost', error: standing.error };
    },
  };
}
