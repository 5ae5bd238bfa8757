import { RupturaError } from '../../contract/errors.ts';
import { openApi } from '../api/open-api.ts';
import type { TransferGate } from '../bringing/collecting.ts';
import { TRANSFER_LIMITS } from '../bringing/transfer.ts';
import { openPurchaseFolder, storedInFolders } from '../folder/purchase-folder.ts';
import { NO_PACE } from '../net/portal-pace.ts';
import { portalAdapter, portalApi } from '../portals/portals.ts';
import type { ApiCredentials, CollectorSettings } from '../settings.ts';
import { ApiCollector } from './api-collector.ts';
import type { CollectorTools } from './collect-purchase.ts';

/**
 * Opens what a worker needs to collect purchases by a portal's API. Nothing is asked yet.
 * @param gate the cap of transfers of all workers
 * @throws RupturaError COLETA_SEM_API, COLETA_SEM_CLIENTE
 */
export function openApiCollector(
  settings: CollectorSettings,
  credentials: ApiCredentials | null,
  gate: TransferGate,
  tools: CollectorTools = {},
): ApiCollector {
  const { portal, base } = settings;
  const api = portalApi(portal);
  if (api === null) throw new RupturaError('COLETA_SEM_API', { portal });
  if (credentials === null) throw new RupturaError('COLETA_SEM_CLIENTE', { portal });
  const adapter = portalAdapter(portal);
  return new ApiCollector({
    ...{ settings, api, adapter, gate },
    client: openApi({ api, pages: adapter, base, credentials }, tools.patience, tools.pace),
    pace: tools.pace ?? NO_PACE,
    openStore: tools.openStore ?? openPurchaseFolder,
    lookAtStored: storedInFolders,
    limits: tools.transferLimits ?? TRANSFER_LIMITS,
  });
}
