import { RupturaError } from '../../contract/errors.ts';
import type { PortalAdapter } from '../portal.ts';
import { coupa } from './coupa.ts';
import { simple } from './simple.ts';

const ADAPTERS: readonly PortalAdapter[] = [coupa, simple];

/** Names of the portals that can be collected from. */
export const PORTALS: readonly string[] = ADAPTERS.map(({ name }) => name);

/**
 * The adapter of a portal.
 * @throws RupturaError COLETA_PORTAL_DESCONHECIDO
 */
export function portalAdapter(name: string): PortalAdapter {
  const found = ADAPTERS.find((adapter) => adapter.name === name);
  if (found !== undefined) return found;
  throw new RupturaError('COLETA_PORTAL_DESCONHECIDO', { portal: name, portais: PORTALS.join(', ') });
}
