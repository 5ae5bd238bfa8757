import { RupturaError } from '../../contract/errors.ts';
import { TransientError } from '../retry.ts';
import { browserIdentity, identityFlags } from './identity.ts';
import { browserProxy } from './proxy.ts';

const BROWSER_FLAGS: readonly string[] = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-dev-shm-usage',
  '--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication',
];

/** The library takes 86 MB of memory, so it is loaded by who needs a browser only. */
export function loadPlaywright(): Promise<typeof import('playwright-core')> {
  return import('playwright-core');
}

/** Switches that every browser of this program gets; it tells of itself what requests without it tell. */
export async function browserFlags(program: string): Promise<string[]> {
  return [...BROWSER_FLAGS, ...identityFlags(await browserIdentity(program))];
}

/**
 * What the library must know of a browser that works at a portal. Signals are this program's own business; root cannot
 * have the sandbox. Where the system speaks no UTF-8 (a server without `LANG`) a browser would call downloads with
 * accents in their names just `download`.
 * @throws RupturaError COLETA_PROXY_INVALIDO
 */
export function launchOptions(program: string, base: string) {
  // What a page or an extension could read of the process must not have the secret of the API.
  const { COUPA_CLIENT_SECRET: _, ...own } = process.env;
  const environment = process.platform === 'linux' ? { ...own, LC_ALL: 'C.UTF-8' } : own;
  const proxy = browserProxy(base);
  return {
    executablePath: program,
    env: environment as Record<string, string>,
    chromiumSandbox:
      process.getuid?.() !== 0 && process.platform !== 'linux' ? true : process.getuid?.() !== 0,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    ...(proxy === null ? {} : { proxy }),
  };
}

/** A browser that does not start; on a machine out of memory it may a moment later. */
export function launchFailure(programa: string, error: unknown): RupturaError {
  if (error instanceof RupturaError) return error;
  return new TransientError(
    'BROWSER',
    'NAVEGADOR_FALHOU',
    { programa, motivo: reasonOf(error) },
    { cause: error },
  );
}

const DEATHS =
  /Target (page, context or browser|crashed|closed)|has been closed|Page crashed|Browser has been closed|no page|no browser/i;

/** Whether a browser, or a part of it, is gone. */
export function isDeath(error: unknown): boolean {
  return error instanceof Error && !(error instanceof RupturaError) && DEATHS.test(error.message);
}

/** First line of what the browser's library says. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();
}

/** For waits whose end is no failure. */
export function ignoreTimeout(error: unknown): void {
  if ((error as Error).name !== 'TimeoutError') throw error;
}
