import { setTimeout as sleep } from 'node:timers/promises';
import { RupturaError } from '../contract/errors.ts';
import type { EpochDay } from '../contract/units.ts';
import type { Database } from '../postgres/database.ts';
import type { AnswerDigest } from './digest.ts';
import { type Verification, verify } from './verify.ts';

/** A verification, and which server was compared (null: none runs on these data that could be asked). */
export interface DriftCheck extends Verification {
  readonly serverUrl: string | null;
}

/**
 * Recomputes everything and compares it with the tables and with the server that runs on the same data.
 * @param serverUrl server to ask; null finds the one registered with the embedded database
 * @throws RupturaError SERVIDOR_NAO_RESPONDE when a server is named that cannot be asked
 */
export async function checkDrift(
  database: Database,
  fixedToday: EpochDay | null,
  serverUrl: string | null,
): Promise<DriftCheck> {
  const url = serverUrl ?? (await answeringServer(async () => await registeredServer(database)));
  const ask = url === null ? null : (): Promise<AnswerDigest> => askServer(url);
  return { ...(await verify(() => database.connect(), fixedToday, ask)), serverUrl: url };
}

const PATIENCE_MS = 120_000;
const LISTEN_ATTEMPTS = 50;
const LISTEN_RETRY_MS = 100;
/** A server that took the connection listens, however long its answer takes. */
const LISTENING_MS = 2000;

async function registeredServer(database: Database): Promise<string | null> {
  return (await database.embedded?.others())?.find((process) => process.kind === 'start')?.url ?? null;
}

/**
 * Address of the server registered with the embedded database, once it answers; null when there is none. A server is
 * registered a moment before it listens and until a moment after it stopped listening: what cannot be reached is looked
 * up again for some seconds. One that can be reached and does not answer is asked once, with the patience of a question.
 * @param find the address that is registered now
 */
export async function answeringServer(
  find: () => Promise<string | null>,
  listeningMs = LISTENING_MS,
): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    const url = await find();
    if (url === null || attempt === LISTEN_ATTEMPTS || (await isListening(url, listeningMs))) return url;
    await sleep(LISTEN_RETRY_MS);
  }
}

async function isListening(url: string, listeningMs: number): Promise<boolean> {
  const answer = fetch(new URL('/saude', url), { signal: AbortSignal.timeout(listeningMs) });
  return await answer.then(
    () => true,
    (error: Error) => error.name === 'TimeoutError',
  );
}

async function askServer(url: string): Promise<AnswerDigest> {
  const response = await fetch(new URL('/api/verificacao', url), {
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((cause: unknown) => {
    throw new RupturaError('SERVIDOR_NAO_RESPONDE', { url, motivo: String(cause) }, { cause });
  });
  if (!response.ok) {
    throw new RupturaError('SERVIDOR_NAO_RESPONDE', { url, motivo: `HTTP ${response.status}` });
  }
  return (await response.json()) as AnswerDigest;
}

/** Whether nothing drifted. */
export function isSound(check: Verification): boolean {
  return check.stockDrift.length === 0 && check.balanceDrift.length === 0 && check.serverAgrees;
}
