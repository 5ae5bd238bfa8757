/**
 * The commands of the documents answer what the documents say. `UPDATE=1` writes their answers anew.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { importFiles } from '../../src/imports/import-files.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import { storageState } from '../portal/storage-state.ts';
import { dayOf, openTestServer, type TestServer, TODAY } from './support.ts';
import { stepsOf, withAnswers } from './transcripts.ts';

const run = promisify(execFile);
const DOCUMENTED = 'http://127.0.0.1:5000';
/** Portal of the documents; its imitation answers in its place. */
const DOCUMENTED_PORTAL = 'https://empresa.coupahost.com';
const BOOK = fileURLToPath(new URL('../../examples/livro', import.meta.url));
const DOCUMENTS = ['api.md', 'api.pt-br.md'].map((name) =>
  fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)),
);
/** Commands are run by the real one; where there is none the documents cannot be checked. */
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const isWriting = process.env['UPDATE'] === '1';

async function openBook(): Promise<TestServer> {
  // The same on every machine: none of them can show a window.
  vi.stubEnv('CHROMIUM', '/nowhere/chromium');
  const test = await openTestServer();
  await importFiles(test.database.pool, {
    paths: [BOOK],
    today: dayOf(TODAY),
    mode: null,
    ignoreInvalid: false,
    again: false,
    dryRun: false,
  });
  await test.server.listen({ host: '127.0.0.1', port: 0 });
  return test;
}

/** What each command of a document answers on one book. */
async function answersOf(document: string): Promise<string[]> {
  const test = await openBook();
  const { port } = test.server.server.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), 'ruptura-transcripts-'));
  const base = `http://127.0.0.1:${port}`;
  const portal = await openPortal(folder);
  const answers: string[] = [];
  let id = '';
  try {
    for (const { command } of stepsOf(document)) {
      const real = command.replaceAll(DOCUMENTED, base).replaceAll(DOCUMENTED_PORTAL, portal.base);
      const environment = { PATH: process.env['PATH'] ?? '', ID: id };
      const { stdout, stderr } = await run('sh', ['-c', real], { cwd: folder, env: environment });
      expect([command, stderr]).toEqual([command, '']);
      if (command.includes('agora=1')) portal.setFault(portal.purchases[0]!, null);
      id = /"(?:coleta_)?id":"([^"]+)"/.exec(stdout)?.[1] ?? id;
      answers.push(stdout.replaceAll(base, DOCUMENTED).replaceAll(portal.base, DOCUMENTED_PORTAL));
    }
    expect(test.problems).toEqual([]);
    return answers;
  } finally {
    await test.close();
    await portal.close();
    await rm(folder, { recursive: true });
    vi.unstubAllEnvs();
  }
}

/** A portal, and a session at it where the commands look for one. */
async function openPortal(folder: string): Promise<Portal> {
  const portal = await startPortal({ purchases: 1, scenes: ['plain'] });
  // Nothing is done by the time the collection is cancelled, however slow the commands are.
  portal.setFault(portal.purchases[0]!, { on: 'page', kind: 'slow', ms: 30_000 });
  await writeFile(join(folder, 'sessao.json'), JSON.stringify(await storageState(portal.base)));
  return portal;
}

/** Every route of the reference that is no twin of another. */
async function routes(): Promise<RegExp[]> {
  const test = await openTestServer();
  try {
    const { payload } = await test.server.inject('/docs/openapi.json');
    const { paths } = JSON.parse(payload) as { paths: Record<string, unknown> };
    return Object.keys(paths).map(
      (path) => new RegExp(`${path.replace(/\{\w+\}/g, "[^/?\\s']+")}(?=[?'\\s]|$)`, 'm'),
    );
  } finally {
    await test.close();
  }
}

describe.skipIf(!hasCurl)('the commands of the documents (with curl)', () => {
  it('answer as written, in both languages', async () => {
    const documents = await Promise.all(DOCUMENTS.map((path) => readFile(path, 'utf8')));
    // Their commands are the same, as the next test shows.
    const answers = await answersOf(documents[0]!);
    for (const [index, document] of documents.entries()) {
      const now = withAnswers(document, answers);
      if (isWriting) await writeFile(DOCUMENTS[index]!, now);
      else expect(now).toBe(document);
    }
  });

  it('are the same in both languages', async () => {
    const [english, portuguese] = await Promise.all(DOCUMENTS.map((path) => readFile(path, 'utf8')));
    const commands = (text: string): string[] => stepsOf(text).map(({ command }) => command);
    expect(commands(portuguese!)).toEqual(commands(english!));
  });

  it('call every route of the reference', async () => {
    const document = await readFile(DOCUMENTS[0]!, 'utf8');
    const commands = stepsOf(document)
      .map(({ command }) => command)
      .join('\n');
    expect((await routes()).filter((route) => !route.test(commands)).map(String)).toEqual([]);
  });
});
