import { RupturaError } from '../../contract/errors.ts';
import { ClientRefusedError } from '../api/access-tokens.ts';
import { ApiRefusal } from '../api/api-client.ts';
import { openApi } from '../api/open-api.ts';
import type { PortalApi } from '../api/portal-api.ts';
import { portalAdapter } from '../portals/portals.ts';
import { PATIENCE, type Patience, PermanentError, SessionExpiredError, TransientError } from '../retry.ts';
import type { ApiCredentials } from '../settings.ts';
import type { SessionKeeper } from './session-keeper.ts';

/** How the client of an API stands. */
export type ClientStanding =
  /** `at`: the portal's clock, in milliseconds since 1970; null where it tells no time. */
  | { readonly state: 'valid'; readonly at: number | null }
  /** Nothing works until somebody changes it, or what the settings say of it. */
  | { readonly state: 'refused'; readonly error: RupturaError }
  | { readonly state: 'unreachable'; readonly error: RupturaError };

/** Whom an API is asked for, and where. */
export interface ApiAccess {
  readonly api: PortalApi;
  /** Origin of the tenant. */
  readonly base: string;
  readonly credentials: ApiCredentials;
}

/**
 * Asks an API whether its client may read purchases. A network that fails is no refusal.
 * @throws the signal's reason
 */
export async function checkClient(
  { api, base, credentials }: ApiAccess,
  signal: AbortSignal,
  patience: Patience = PATIENCE,
): Promise<ClientStanding> {
  const adapter = portalAdapter(api.name);
  const client = openApi(api, base, credentials, (url) => adapter.isSignInUrl(url, base), patience);
  try {
    await client.admit(signal);
    return { state: 'valid', at: await api.probe(client, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return standingOf(error, api, base);
  } finally {
    client.close();
  }
}

function standingOf(error: unknown, api: PortalApi, base: string): ClientStanding {
  if (error instanceof ClientRefusedError) return { state: 'refused', error };
  if (error instanceof ApiRefusal && error.status === 403) {
    const escopos = api.demand(base).scopes[0]!.join(' ');
    return { state: 'refused', error: new RupturaError('COLETA_CLIENTE_SEM_ESCOPO', { base, escopos }) };
  }
  if (error instanceof SessionExpiredError || error instanceof ApiRefusal) {
    const motivo = error instanceof ApiRefusal ? `HTTP ${error.status}` : 'HTTP 401';
    return { state: 'refused', error: new RupturaError('COLETA_CLIENTE_RECUSADO', { base, motivo }) };
  }
  if (error instanceof TransientError || error instanceof PermanentError)
    return { state: 'unreachable', error };
  throw error;
}

/** Looks after the client of a collection, as others look after a session: nobody can sign in for it. */
export function clientKeeper(access: ApiAccess): SessionKeeper {
  return {
    renew: async (signal) => {
      const standing = await checkClient(access, signal);
      if (standing.state === 'valid') return { kind: 'valid' };
      if (standing.state === 'unreachable') return { kind: 'unreachable', error: standing.error };
      return { kind: 'lost', error: standing.error };
    },
  };
}
