import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Portal, startPortal } from '../../../test/portal/start.ts';
import { expiredState, storageState } from '../../../test/portal/storage-state.ts';
import { findBrowser } from '../net/find-browser.ts';
import { coupa } from '../portals/coupa.ts';
import { sessionState } from './session-check.ts';
import { signIn } from './sign-in.ts';

const signal = AbortSignal.timeout(120_000);

let portal: Portal;
let folder: string;
let statePath: string;

beforeAll(async () => {
  portal = await startPortal({ singleSignOn: true });
});
afterAll(() => portal.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-sign-in-'));
  statePath = join(folder, 'state.json');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const keep = (state: unknown) => writeFile(statePath, JSON.stringify(state), { mode: 0o644 });

describe('the state of a session', () => {
  it('is missing without a file, valid, expired', async () => {
    expect(await sessionState(coupa, portal.base, statePath, signal)).toBe('missing');
    await keep(await storageState(portal.base));
    expect(await sessionState(coupa, portal.base, statePath, signal)).toBe('valid');
    expect((await stat(statePath)).mode & 0o777).toBe(0o600);
    await keep(expiredState(portal.base));
    expect(await sessionState(coupa, portal.base, statePath, signal)).toBe('expired');
  });

  it('is unreachable, and not ended, when nobody answers', { timeout: 60_000 }, async () => {
    await keep(await storageState(portal.base));
    const text = await readFile(statePath, 'utf8');
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
    });
    const patience = { firstDelayMs: 10, longestRetryAfterMs: 100 };
    const nowhere = `http://127.0.0.1:${free}`;
    expect(await sessionState(coupa, nowhere, statePath, signal, patience)).toBe('unreachable');
    expect(await readFile(statePath, 'utf8')).toBe(text);
  });

  it('is not guessed from a file that is something else', async () => {
    for (const text of ['', '[]{', '{"cookies":[{"name":1}]}', '{"cookies":7}']) {
      await writeFile(statePath, text);
      await expect(sessionState(coupa, portal.base, statePath, signal)).rejects.toMatchObject({
        code: 'COLETA_ESTADO_INVALIDO',
      });
    }
  });
});

describe.skipIf(findBrowser() === null)('signing in', () => {
  const wanted = (waitMs: number, isVisible = false) => ({
    adapter: coupa,
    base: portal.base,
    statePath,
    profileFolder: join(folder, 'profile'),
    isVisible,
    waitMs,
  });

  it('goes by itself where single sign-on knows the person, and keeps the session', {
    timeout: 60_000,
  }, async () => {
    await keep(await storageState(portal.base));
    portal.expireSessions();
    expect(await sessionState(coupa, portal.base, statePath, signal)).toBe('expired');
    expect(await signIn(wanted(20_000), signal)).toBe('valid');
    expect(await sessionState(coupa, portal.base, statePath, signal)).toBe('valid');
    expect((await stat(statePath)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'profile'))).mode & 0o777).toBe(0o700);
  });

  it('ends without a session when nobody signs in, and leaves the file as it was', {
    timeout: 60_000,
  }, async () => {
    await keep(expiredState(portal.base));
    const text = await readFile(statePath, 'utf8');
    expect(await signIn(wanted(1_500), signal)).toBe('expired');
    expect(await readFile(statePath, 'utf8')).toBe(text);
  });

  it('says where it can be done when there is no screen', async () => {
    for (const name of ['DISPLAY', 'WAYLAND_DISPLAY']) vi.stubEnv(name, '');
    if (process.platform !== 'linux') return;
    await expect(signIn(wanted(1_000, true), signal)).rejects.toMatchObject({ code: 'NAVEGADOR_SEM_TELA' });
  });

  it('says what to install when there is no browser', async () => {
    vi.stubEnv('CHROMIUM', '/nowhere/chromium');
    await expect(signIn(wanted(1_000), signal)).rejects.toMatchObject({ code: 'NAVEGADOR_AUSENTE' });
  });
});
