import type { CollectionMode } from '../../contract/collection-codes.ts';
import { RupturaError } from '../../contract/errors.ts';
import type { PortalApi } from '../api/portal-api.ts';
import type { PortalAdapter } from '../portal.ts';
import { coupa } from './coupa.ts';
import { coupaApi } from './coupa-api.ts';
import { simple } from './simple.ts';

const ADAPTERS: readonly PortalAdapter[] = [coupa, simple];
const APIS: readonly PortalApi[] = [coupaApi];

/** Names of the portals that can be collected from: by their pages, then by their API. */
export const PORTALS: readonly string[] = [...ADAPTERS, ...APIS].map(({ name }) => name);

/**
 * The adapter of a portal's pages, also where it is collected from by its API.
 * @throws RupturaError COLETA_PORTAL_DESCONHECIDO
 */
export function portalAdapter(name: string): PortalAdapter {
  const pages = portalApi(name)?.portal ?? name;
  const found = ADAPTERS.find((adapter) => adapter.name === pages);
  if (found !== undefined) return found;
  throw new RupturaError('COLETA_PORTAL_DESCONHECIDO', { portal: name, portais: PORTALS.join(', ') });
}

/** The API of this name; null where the name is that of a portal's pages, or of nothing. */
export function portalApi(name: string): PortalApi | null {
  return APIS.find((api) => api.name === name) ?? null;
}

/** By which way a portal is collected from. */
export interface PortalWay {
  readonly portal: string;
  readonly mode: CollectionMode;
}

/**
 * The way that is really taken. By the API where it is named; where nobody names a way (`auto`) and there is a client for
 * the API, by the API too: it tells what pages have to be read for.
 * @throws RupturaError COLETA_PORTAL_DESCONHECIDO, COLETA_SEM_API; COLETA_SEM_CLIENTE where the API is named without a client
 */
export function wayTaken({ portal, mode }: PortalWay, hasClient: boolean): PortalWay {
  portalAdapter(portal);
  const own = APIS.find((api) => api.name === portal || api.portal === portal);
  const isNamed = own?.name === portal || mode === 'api';
  if (!isNamed && !(mode === 'auto' && hasClient && own !== undefined)) return { portal, mode };
  if (own === undefined) throw new RupturaError('COLETA_SEM_API', { portal });
  if (!hasClient) throw new RupturaError('COLETA_SEM_CLIENTE', { portal: own.name });
  return { portal: own.name, mode: 'api' };
}
