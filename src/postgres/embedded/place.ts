import { createHash } from 'node:crypto';
import { access, chmod, chown, constants, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RupturaError } from '../../contract/errors.ts';
import { chooseServerUser, findUser, firstObstacle, runsAsRoot, type ServerUser } from './server-user.ts';

/**
 * Everything the embedded database keeps on disk. When the program is root, only `cluster` and `log` belong to the
 * server's user: what root itself writes stays in folders nobody else can plant links in.
 */
export interface Place {
  /** The data folder (`RUPTURA_DATA`), symbolic links resolved. */
  readonly folder: string;
  /** PostgreSQL's own data directory. It exists only complete. */
  readonly cluster: string;
  /** Server settings, written by us at every start. */
  readonly settings: string;
  /** Server logs, rotated by the server and pruned by us. */
  readonly log: string;
  /** What the server says before its log is open. */
  readonly startLog: string;
  /** The password of the role, mode 0600. */
  readonly password: string;
  readonly lock: string;
  readonly processes: string;
  /** Who the server runs as; null: as ourselves. */
  readonly user: ServerUser | null;
}

const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url));
const ROOT_FOLDER = '/var/lib/ruptura';

/**
 * The data folder in force, absolute; created by nobody yet.
 * @param given `RUPTURA_DATA`; null chooses `.ruptura` in the checkout, or, when root's server user cannot reach
 *   that, a folder under /var/lib/ruptura named by the checkout.
 */
export async function chooseDataFolder(given: string | null, user: ServerUser | null): Promise<string> {
  if (given !== null) return resolve(given);
  const beside = join(CHECKOUT, '.ruptura');
  if (user === null || (await firstObstacle(beside, user)) === null) return beside;
  const name = createHash('sha256')
    .update(await realpath(CHECKOUT))
    .digest('hex')
    .slice(0, 12);
  return join(ROOT_FOLDER, name);
}

/**
 * Makes the folders and decides who runs the server: whoever owns the data already there.
 * @throws RupturaError PASTA_INALCANCAVEL, PASTA_SEM_PERMISSAO, PASTA_SO_LEITURA, PASTA_DE_OUTRO_USUARIO, BANCO_DISCO_CHEIO.
 */
export async function preparePlace(given: string | null): Promise<Place> {
  const chosen = await chooseServerUser();
  const wanted = await chooseDataFolder(given, chosen);
  try {
    return await makePlace(wanted, chosen);
  } catch (error) {
    throw await folderError(error, wanted);
  }
}

async function makePlace(wanted: string, chosen: ServerUser | null): Promise<Place> {
  const user = await ownerOfData(wanted, chosen);
  if (user !== null) await requireReachable(wanted, user);
  await makeFolder(wanted, user === null ? 0o700 : 0o711);
  await access(wanted, constants.R_OK | constants.W_OK | constants.X_OK);
  const place = describePlace(await realpath(wanted), user);
  await makeFolder(place.settings, user === null ? 0o700 : 0o755);
  await makeFolder(place.log, 0o700);
  if (user !== null) await chown(place.log, user.uid, user.gid);
  return place;
}

export function describePlace(folder: string, user: ServerUser | null): Place {
  return {
    folder,
    cluster: join(folder, 'pg'),
    settings: join(folder, 'conf'),
    log: join(folder, 'log'),
    startLog: join(folder, 'start.log'),
    password: join(folder, 'password'),
    lock: join(folder, 'lock'),
    processes: join(folder, 'processes'),
    user,
  };
}

/** An ordinary user can run only a server of its own; root runs it as whoever owns the data. */
async function ownerOfData(folder: string, chosen: ServerUser | null): Promise<ServerUser | null> {
  const uid = await ownerOf(join(folder, 'pg'));
  if (uid === null) return chosen;
  if (!runsAsRoot()) {
    if (uid !== process.getuid?.()) throw await foreignFolder(folder, uid);
    return null;
  }
  if (uid === chosen?.uid || uid === 0) return chosen;
  const owner = await findUser(String(uid));
  if (owner === null) throw await foreignFolder(folder, uid);
  return owner;
}

async function foreignFolder(folder: string, uid: number): Promise<RupturaError> {
  const owner = uid === 0 ? 'root' : ((await findUser(String(uid)))?.name ?? `uid ${uid}`);
  return new RupturaError('PASTA_DE_OUTRO_USUARIO', { pasta: folder, dono: owner });
}

async function ownerOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).uid;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function requireReachable(folder: string, user: ServerUser): Promise<void> {
  const obstacle = await firstObstacle(folder, user);
  if (obstacle === null) return;
  throw new RupturaError('PASTA_INALCANCAVEL', { pasta: folder, usuario: user.name, impedimento: obstacle });
}

/** Makes missing folders one by one, so that a private umask does not shut the server's user out. */
async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path), runsAsRoot() ? 0o755 : 0o700);
    await mkdir(path, { mode });
  }
  await chmod(path, mode);
}

/**
 * Turns a file system's refusal into a sentence; other errors come back as they are.
 * @param folder the folder that was being used.
 */
export async function folderError(error: unknown, folder: string): Promise<unknown> {
  if (error instanceof RupturaError || !(error instanceof Error)) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path ?? folder;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RupturaError('BANCO_DISCO_CHEIO', { pasta: folder }, { cause: error });
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'ELOOP' || code === 'ENAMETOOLONG') {
    return new RupturaError('PASTA_INVALIDA', { pasta: where }, { cause: error });
  }
  if (code === 'EROFS') return new RupturaError('PASTA_SO_LEITURA', { pasta: where }, { cause: error });
  if (code !== 'EACCES' && code !== 'EPERM') return error;
  return new RupturaError('PASTA_SEM_PERMISSAO', { pasta: where }, { cause: error });
}
