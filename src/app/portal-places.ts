import { join } from 'node:path';
import { chooseDataFolder } from '../postgres/embedded-place.ts';
import { chooseServerUser } from '../postgres/server-user.ts';

/** Where the program keeps what it knows of being signed in at a portal. */
export interface PortalPlaces {
  /** Storage state, absolute. */
  readonly statePath: string;
  /** Profile of the browser people sign in with, absolute. */
  readonly profileFolder: string;
}

/**
 * The places of a portal, below the data folder.
 * @param dataFolder `RUPTURA_DATA`, null for the default folder
 * @param base origin of the portal
 */
export async function portalPlaces(dataFolder: string | null, base: string): Promise<PortalPlaces> {
  const folder = join(await chooseDataFolder(dataFolder, await chooseServerUser()), 'coletas');
  const name = new URL(base).host.replace(/[^a-z0-9.-]/gi, '_');
  return {
    statePath: join(folder, 'sessao', `${name}.json`),
    profileFolder: join(folder, 'perfil', name),
  };
}
