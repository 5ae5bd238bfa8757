import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { RupturaError } from '../../contract/errors.ts';
import { browserFlags, launchFailure, launchOptions, loadPlaywright } from '../net/browser-launch.ts';
import type { StorageState } from '../net/cookies.ts';
import { requireBrowser } from '../net/find-browser.ts';
import type { PortalAdapter, SessionState } from '../portal.ts';
import { PortalSession } from './portal-session.ts';
import { checkSession } from './session-check.ts';

export interface SignIn {
  readonly adapter: PortalAdapter;
  /** Origin of the portal. */
  readonly base: string;
  /** Where the session is kept. */
  readonly statePath: string;
  /** The program's own browser profile: single sign-on remembers the person there. */
  readonly profileFolder: string;
  /** With a window, for a person; without one only a portal that knows the person signs in, by itself. */
  readonly isVisible: boolean;
  /** How long to wait, in milliseconds. */
  readonly waitMs: number;
  /** Told when the browser shows the portal, and the person may begin. */
  readonly onOpened?: () => void;
}

const LAUNCH_MS = 60_000;
const OPEN_MS = 60_000;
const LOOK_EVERY_MS = 300;
/** Without a window nobody types: a page that is loaded and does not move on for so long waits for somebody who does. */
const QUIET_MS = 4_000;

/**
 * Opens the portal in a browser, waits until somebody is signed in, and keeps the session. No password passes through
 * this program. Returns the state at the end: `expired` where nobody signed in in time or the window was closed.
 * @throws RupturaError NAVEGADOR_AUSENTE, NAVEGADOR_SEM_TELA, NAVEGADOR_FALHOU; the signal's reason
 */
export async function signIn(wanted: SignIn, signal: AbortSignal): Promise<SessionState> {
  const program = wanted.isVisible ? requireScreen() : requireBrowser();
  const session = await PortalSession.open(wanted.statePath, wanted.adapter.isSessionCookie);
  await mkdir(wanted.profileFolder, { recursive: true, mode: 0o700 });
  const context = await launch(program, wanted);
  const stop = (): void => {
    context.close().catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await waitForPerson(context, session, wanted, signal);
  } finally {
    signal.removeEventListener('abort', stop);
    await context.close().catch(() => undefined);
    signal.throwIfAborted();
  }
}

async function launch(program: string, { profileFolder, isVisible, base }: SignIn): Promise<BrowserContext> {
  try {
    const { chromium } = await loadPlaywright();
    return await chromium.launchPersistentContext(profileFolder, {
      ...launchOptions(program, base),
      headless: !isVisible,
      args: await browserFlags(program),
      timeout: LAUNCH_MS,
      viewport: null,
    });
  } catch (error) {
    throw launchFailure(program, error);
  }
}

async function waitForPerson(
  context: BrowserContext,
  session: PortalSession,
  wanted: SignIn,
  signal: AbortSignal,
): Promise<SessionState> {
  const { adapter, base, waitMs, isVisible, onOpened } = wanted;
  // Cookies that end with a browser are not in the profile, and single sign-on often rests on them.
  if (!session.isMissing) await context.addCookies(session.state.cookies).catch(() => undefined);
  const page = context.pages()[0] ?? (await context.newPage());
  const stillFor = stillness(page);
  await page.goto(adapter.signInUrl(base), { timeout: OPEN_MS, waitUntil: 'commit' }).catch(() => undefined);
  onOpened?.();
  const end = performance.now() + waitMs;
  let seen = '';
  while (performance.now() < end && context.pages().length > 0 && !signal.aborted) {
    if (!isVisible && (await stillFor()) > QUIET_MS) break;
    const url = await signedInUrl(context.pages(), wanted);
    // The portal itself is asked, once per page that looks like it.
    if (url !== null && url !== seen) {
      seen = url;
      const state = await keepIfValid(context, session, wanted, signal);
      if (state !== 'expired' && state !== 'missing') return state;
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  signal.throwIfAborted();
  return session.isMissing ? 'missing' : 'expired';
}

/** Milliseconds since a page last moved: nothing of it is loading, and it is not on its way to another. */
function stillness(page: Page): () => Promise<number> {
  let underway = 0;
  let movedAt = performance.now();
  const ended = (request: Request): void => {
    if (request.isNavigationRequest()) underway--;
    movedAt = performance.now();
  };
  page.on('request', (request) => {
    if (request.isNavigationRequest()) underway++;
    movedAt = performance.now();
  });
  page.on('requestfinished', ended).on('requestfailed', ended);
  return async () => {
    const isLoaded = await page
      .evaluate(() => (globalThis as unknown as { document: { readyState: string } }).document.readyState)
      .then((state) => state === 'complete')
      .catch(() => false);
    if (!isLoaded || underway > 0) movedAt = performance.now();
    return performance.now() - movedAt;
  };
}

/** Address of a page that only a signed-in person sees; null where there is none yet. */
async function signedInUrl(pages: readonly Page[], { adapter, base }: SignIn): Promise<string | null> {
  for (const page of pages) {
    const url = page.url();
    if (!url.startsWith(base) || adapter.isSignInUrl(url, base)) continue;
    const html = await page.content().catch(() => null);
    if (html === null) continue;
    if (adapter.verdict({ asked: url, url, status: 200, html, frames: [] }) !== 'sign-in') return url;
  }
  return null;
}

async function keepIfValid(
  context: BrowserContext,
  session: PortalSession,
  { adapter, base }: SignIn,
  signal: AbortSignal,
): Promise<SessionState> {
  const state = (await context.storageState()) as StorageState;
  const former = session.state;
  session.use(state);
  const verdict = await checkSession(adapter, base, session, signal);
  if (verdict === 'valid') await session.replace(session.state);
  else session.use(former);
  return verdict;
}

/**
 * Path of a browser that can show a window here.
 * @throws RupturaError NAVEGADOR_AUSENTE, NAVEGADOR_SEM_TELA
 */
export function requireScreen(): string {
  const program = requireBrowser();
  if (!hasScreen()) throw new RupturaError('NAVEGADOR_SEM_TELA');
  return program;
}

function hasScreen(): boolean {
  if (process.platform !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (process.env[name] ?? '') !== '');
}
