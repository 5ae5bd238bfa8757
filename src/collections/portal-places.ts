import { join, resolve } from 'node:path';
import { chooseDataFolder } from '../postgres/embedded/place.ts';
import { chooseServerUser } from '../postgres/embedded/server-user.ts';

/** Where the program keeps what it knows of being signed in at a portal. */
export interface PortalPlaces {
  /** Storage state, absolute. */
  readonly statePath: string;
  /** Profile of the browser people sign in with, absolute. */
  readonly profileFolder: string;
}

/** Where collections begun over HTTP and what is known of portals are kept. @param dataFolder as below */
export async function collectionsRoot(dataFolder: string | null): Promise<string> {
  // Who the default folder must be open to is asked of the system, by processes.
  const folder =
    dataFolder === null ? await chooseDataFolder(null, await chooseServerUser()) : resolve(dataFolder);
  return join(folder, 'coletas');
}

/**
 * The places of a portal, below the data folder: each origin has its own, so that what was signed in over https is never
 * spoken of in clear. Those of https have the names that all had once, whose scheme nobody noted.
 * @param dataFolder `RUPTURA_DATA`, null for the default folder
 * @param base origin of the portal
 */
export async function portalPlaces(dataFolder: string | null, base: string): Promise<PortalPlaces> {
  const folder = await collectionsRoot(dataFolder);
  const { host, protocol } = new URL(base);
  const name = (protocol === 'https:' ? host : `http_${host}`).replace(/[^a-z0-9.-]/gi, '_');
  return {
    statePath: join(folder, 'sessao', `${name}.json`),
    profileFolder: join(folder, 'perfil', name),
  };
}
