import { existsSync } from 'node:fs';
import { chooseDataFolder, describePlace } from './place.ts';
import { chooseServerUser } from './server-user.ts';

/**
 * Data folder of the embedded server when it holds a cluster already; null when the first start has yet to come.
 * @param given `RUPTURA_DATA`, null for the default folder
 */
export async function findClusterFolder(given: string | null): Promise<string | null> {
  const user = await chooseServerUser();
  const folder = await chooseDataFolder(given, user);
  return existsSync(describePlace(folder, user).cluster) ? folder : null;
}
