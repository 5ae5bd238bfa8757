import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { PORTALS, portalAdapter, portalApi, wayTaken } from '../collector/portals/portals.ts';
import { checkClient } from '../collector/session/client-check.ts';
import { PortalSession } from '../collector/session/portal-session.ts';
import { checkSession } from '../collector/session/session-check.ts';
import type { ApiCredentials } from '../collector/settings.ts';
import type { PortalSessionAnswer, PortalSessionState } from '../contract/collection-wire.ts';
import { RupturaError } from '../contract/errors.ts';
import { apiAccess } from './portal-client.ts';
import { portalPlaces } from './portal-places.ts';

/** A caller waits for the answer: a portal that takes longer does not answer. */
const LONGEST_MS = 15_000;
const IMPATIENCE = { firstDelayMs: 200, longestRetryAfterMs: 1_000 };

const STATES = {
  valid: 'VALID',
  missing: 'MISSING',
  expired: 'EXPIRED',
  unreachable: 'UNREACHABLE',
} as const satisfies Record<string, PortalSessionState>;

/** A portal, and the origin of the tenant at it; null where nobody says one. */
export interface PortalChoice {
  readonly portal: string;
  readonly base: string | null;
}

/**
 * How the session at a portal stands, or the client of its API. The portal itself is asked.
 * @param client of the API of this tenant; null where there is none
 * @throws RupturaError COLETA_PORTAL_DESCONHECIDO
 */
export async function portalSession(
  dataFolder: string | null,
  { portal, base }: PortalChoice,
  client: ApiCredentials | null,
): Promise<Omit<PortalSessionAnswer, 'janela'>> {
  const adapter = portalAdapter(portal);
  const isNamed = portalApi(portal) !== null;
  const way = isNamed ? { portal } : wayTaken({ portal, mode: 'auto' }, client !== null);
  const api = portalApi(way.portal) !== null;
  const known = { success: true, portal, portais: [...PORTALS], base, api };
  if (base === null) return { ...known, estado: null, comando: null };
  // Nobody signs in for a client: there is no command.
  if (api) return { ...known, estado: await clientState(way.portal, base, client), comando: null };
  const { statePath } = await portalPlaces(dataFolder, base);
  const comando = signInCommand(portal, base);
  const session = await PortalSession.open(statePath, adapter.isSessionCookie).catch(() => null);
  // A file that is no session any more is as good as none.
  if (session === null) return { ...known, estado: 'MISSING', comando };
  const limit = AbortSignal.timeout(LONGEST_MS);
  const state = await checkSession(adapter, base, session, limit, IMPATIENCE).catch((error: unknown) => {
    if (limit.aborted) return 'unreachable' as const;
    throw error;
  });
  await session.save();
  return { ...known, estado: STATES[state], comando };
}

async function clientState(
  portal: string,
  base: string,
  client: ApiCredentials | null,
): Promise<PortalSessionState> {
  const access = client === null ? null : apiAccess(portal, base, client);
  if (access === null) return 'MISSING';
  const limit = AbortSignal.timeout(LONGEST_MS);
  const standing = await checkClient(access, limit, IMPATIENCE).catch(() => null);
  if (standing?.state === 'valid') return 'VALID';
  return standing?.state === 'refused' ? 'EXPIRED' : 'UNREACHABLE';
}

/** A storage state that somebody sends. */
export interface SentSession {
  readonly portal: string;
  readonly base: string;
  /** Its text. */
  readonly text: string;
  /** Name of its file, for people. */
  readonly name: string;
}

/**
 * Keeps a storage state that was made elsewhere, for its owner only.
 * @throws RupturaError COLETA_ESTADO_INVALIDO, COLETA_PORTAL_DESCONHECIDO; of the file system
 */
export async function keepPortalSession(
  dataFolder: string | null,
  { portal, base, text, name }: SentSession,
): Promise<void> {
  const adapter = portalAdapter(portal);
  const { statePath } = await portalPlaces(dataFolder, base);
  await mkdir(dirname(statePath), { recursive: true, mode: 0o700 });
  const draft = `${statePath}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFileAtomic(draft, text, { mode: 0o600 });
    // Read as every worker will read it: what cannot be used takes no session's place.
    const session = await PortalSession.open(draft, adapter.isSessionCookie).catch(() => null);
    if (session === null || session.isMissing)
      throw new RupturaError('COLETA_ESTADO_INVALIDO', { arquivo: name });
    await writeFileAtomic(statePath, `${JSON.stringify(session.state, null, 1)}\n`, { mode: 0o600 });
  } finally {
    await rm(draft, { force: true });
  }
}

function signInCommand(portal: string, base: string): string {
  const other = portal === PORTALS[0] ? '' : ` --portal ${portal}`;
  return `ruptura coletar entrar --base-url ${base}${other}`;
}
