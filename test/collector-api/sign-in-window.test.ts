import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import type { PortalSessionAnswer, SignInWindowEvent } from '../../src/contract/collection-wire.ts';
import { storageState } from '../portal/storage-state.ts';
import { windowlessBrowser } from '../portal/windowless-browser.ts';
import { type CollectorBench, call, openCollectorBench, sendSession, startedProcesses } from './support.ts';

const BROWSER = findBrowser();
const PATH = '/api/coletas/sessao/janela';

describe.skipIf(BROWSER === null || process.platform !== 'linux')('the window to sign in', () => {
  let bench: CollectorBench;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ruptura-window-'));
    vi.stubEnv('CHROMIUM', await windowlessBrowser(BROWSER!, folder));
    bench = await openCollectorBench({ purchases: 1, scenes: ['plain'], singleSignOn: true }, false);
  });
  beforeEach(() => {
    vi.stubEnv('DISPLAY', ':99');
  });
  afterEach(() => {
    vi.stubEnv('DISPLAY', '');
  });
  afterAll(async () => {
    await bench?.close();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  const session = () => call<PortalSessionAnswer>(bench, '/api/coletas/sessao');
  const profile = () => join(bench.dataFolder, 'coletas', 'perfil');
  const refusal = (headers: Record<string, string>, server = bench.server) =>
    server
      .inject({ method: 'POST', url: PATH, headers })
      .then(({ statusCode, json }) => [statusCode, json().codigo]);

  /** Opens the window, and what is told of it as it comes. */
  const open = () => {
    const leaving = new AbortController();
    const told: SignInWindowEvent[] = [];
    const over = (async () => {
      const { body } = await fetch(`${bench.url}${PATH}`, { method: 'POST', signal: leaving.signal });
      let text = '';
      for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const lines = text.split('\n');
        text = lines.pop()!;
        for (const line of lines) if (line.startsWith('data: ')) told.push(JSON.parse(line.slice(6)));
      }
    })().catch(() => undefined);
    return { told, over, leave: () => leaving.abort(), states: () => told.map(({ estado }) => estado) };
  };

  it('is offered to who sits at this machine, where it has a screen', async () => {
    expect((await session()).body.janela).toBe(true);
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    expect((await session()).body.janela).toBe(false);
    expect(await refusal({})).toEqual([503, 'NAVEGADOR_SEM_TELA']);
  });

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }, 'ORIGEM_NAO_ACEITA'],
    ['an image of another site', { 'sec-fetch-site': 'cross-site' }, 'ORIGEM_NAO_ACEITA'],
    ['somebody behind a proxy', { 'x-forwarded-for': '10.0.0.7' }, 'COLETA_JANELA_SO_AQUI'],
    [
      'an own page that was opened elsewhere',
      { origin: 'https://erp.example', 'sec-fetch-site': 'same-origin' },
      'COLETA_JANELA_SO_AQUI',
    ],
  ])('is not opened for %s', async (_who, headers, code) => {
    expect(await refusal(headers as Record<string, string>)).toEqual([403, code]);
  });

  it('is not opened for a caller at another machine', async () => {
    const answer = await bench.server.inject({ method: 'POST', url: PATH, remoteAddress: '10.0.0.7' });
    expect([answer.statusCode, answer.json().codigo]).toEqual([403, 'COLETA_JANELA_SO_AQUI']);
    const told = await bench.server.inject({ url: '/api/coletas/sessao', remoteAddress: '10.0.0.7' });
    expect(told.json().janela).toBe(false);
  });

  it('waits for the person, one at a time, and closes when its page goes', { timeout: 60_000 }, async () => {
    const window = open();
    await expect.poll(window.states).toEqual(['OPENING', 'WAITING']);
    expect((await startedProcesses(profile())).length).toBeGreaterThan(0);
    expect(await refusal({})).toEqual([409, 'COLETA_JANELA_ABERTA']);
    window.leave();
    await expect.poll(() => startedProcesses(profile())).toEqual([]);
    expect((await session()).body.estado).toBe('MISSING');
    const again = open();
    await expect.poll(again.states).toContain('WAITING');
    again.leave();
    await expect.poll(() => startedProcesses(profile())).toEqual([]);
  });

  it('says that somebody has signed in, and the session is kept', { timeout: 60_000 }, async () => {
    // Single sign-on knows the person: what the window would ask for is there.
    await sendSession(bench, JSON.stringify(await storageState(bench.portal.base)));
    bench.portal.expireSessions();
    expect((await session()).body.estado).toBe('EXPIRED');
    const { over, told } = open();
    await over;
    expect(told.at(-1)).toEqual({ estado: 'SIGNED_IN', codigo: null, error: null });
    expect((await session()).body.estado).toBe('VALID');
    expect(await startedProcesses(profile())).toEqual([]);
  });

  it('says why it could not be opened', { timeout: 60_000 }, async () => {
    vi.stubEnv('CHROMIUM', '/bin/false');
    const { over, told } = open();
    await over;
    vi.stubEnv('CHROMIUM', join(folder, 'windowless-browser'));
    expect(told.at(-1)).toMatchObject({ estado: 'FAILED', codigo: 'NAVEGADOR_FALHOU' });
    expect(told.at(-1)!.error).toContain('/bin/false');
  });

  it('closes with the server', { timeout: 60_000 }, async () => {
    bench.portal.expireSessions();
    await sendSession(
      bench,
      JSON.stringify({ cookies: [{ name: 'x', value: 'y', domain: 'localhost', path: '/' }], origins: [] }),
    );
    const window = open();
    await expect.poll(window.states).toContain('OPENING');
    await bench.restart();
    await window.over;
    expect(await startedProcesses(profile())).toEqual([]);
  });
});
