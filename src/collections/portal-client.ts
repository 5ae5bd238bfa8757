import type { ApiAccess } from '../collector/api/open-api.ts';
import type { PortalClock } from '../collector/list/collection-choice.ts';
import { portalAdapter, portalApi } from '../collector/portals/portals.ts';
import { checkClient } from '../collector/session/client-check.ts';
import type { ApiCredentials } from '../collector/settings.ts';
import { RupturaError } from '../contract/errors.ts';

const LONGEST_MS = 120_000;

/** What the settings of the process say of the client of a portal's API. */
export interface ClientSettings {
  readonly COUPA_URL: string | null;
  readonly COUPA_CLIENT_ID: string | null;
  readonly COUPA_CLIENT_SECRET: string | null;
}

/**
 * The client for a tenant; null where there is none. It is that of `COUPA_URL`: its secret is sent nowhere else, whatever
 * address somebody names.
 * @param base origin of the tenant
 * @param isOwner whether whoever names the tenant is who set the client; then it need not be in `COUPA_URL`
 * @throws RupturaError COLETA_CLIENTE_INCOMPLETO
 */
export function portalClient(
  { COUPA_URL: usual, COUPA_CLIENT_ID: id, COUPA_CLIENT_SECRET: secret }: ClientSettings,
  base: string,
  isOwner: boolean,
): ApiCredentials | null {
  if (id === null && secret === null) return null;
  if (id === null || secret === null) {
    const nome = id === null ? 'COUPA_CLIENT_ID' : 'COUPA_CLIENT_SECRET';
    throw new RupturaError('COLETA_CLIENTE_INCOMPLETO', { nome });
  }
  if (usual === null ? !isOwner : usual !== base) return null;
  return { id, secret };
}

/**
 * What is needed to collect from a portal by its API; null where it is collected from by its pages.
 * @throws RupturaError COLETA_SEM_CLIENTE; COLETA_CLIENTE_EM_CLARO for an address at which others could read the secret
 */
export function apiAccess(
  portal: string,
  base: string,
  credentials: ApiCredentials | null,
): ApiAccess | null {
  const api = portalApi(portal);
  if (api === null) return null;
  if (credentials === null) throw new RupturaError('COLETA_SEM_CLIENTE', { portal });
  const { protocol, hostname } = new URL(base);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !isLocal) throw new RupturaError('COLETA_CLIENTE_EM_CLARO', { base });
  return { api, pages: portalAdapter(portal), base, credentials };
}

/**
 * Makes sure of the client before anything is begun with it. A portal that does not answer says nothing of it.
 * @returns the portal's clock; null where it tells no time
 * @throws RupturaError COLETA_CLIENTE_RECUSADO, COLETA_CLIENTE_SEM_ESCOPO
 */
export async function requireClient(access: ApiAccess): Promise<PortalClock | null> {
  const seenAt = new Date();
  const standing = await checkClient(access, AbortSignal.timeout(LONGEST_MS)).catch(() => null);
  if (standing?.state === 'refused') throw standing.error;
  if (standing?.state !== 'valid' || standing.aheadMs === null) return null;
  return { aheadMs: standing.aheadMs, seenAt, isWide: false };
}
