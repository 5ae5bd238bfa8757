import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { msgFile } from '../../../test/portal/formats/msg.ts';
import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import type { FileStore } from '../bringing/file-store.ts';
import { keptName } from '../bringing/kept-name.ts';
import type { PurchaseOrder, StoredFile } from '../purchase.ts';
import type { Manifest } from './manifest.ts';
import { openPurchaseFolder } from './purchase-folder.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const NUMBER = '15262984';
const PURCHASE: PurchaseOrder = {
  number: NUMBER,
  written: NUMBER,
  folders: ['ACME'],
  supplier: 'ACME',
  rows: [0],
};
const PAGE = 'https://portal.example/order_headers/15262984';

let output: string;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'ruptura-folder-'));
});
afterEach(async () => {
  await rm(output, { recursive: true, force: true });
});

function pdf(content: string): Buffer {
  return Buffer.from(`%PDF-1.7\n${content}\n%%EOF\n`);
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function urlOf(key: string): string {
  return `https://portal.example/attachments/${key}`;
}

async function begin(store: FileStore, key: string, name: string, bytes: Buffer) {
  const naming = { url: urlOf(key), names: [name], disposition: null, contentType: null, first: bytes };
  const { given } = keptName(naming, null);
  const reserved = await store.reserve(given);
  await writeFile(reserved.part, bytes);
  return { ...reserved, given };
}

/** Stores a file as a transfer does. */
async function bring(store: FileStore, key: string, name: string, bytes: Buffer): Promise<StoredFile> {
  const reserved = await begin(store, key, name, bytes);
  return await store.commit(reserved, {
    url: urlOf(key),
    page: PAGE,
    bytes: bytes.length,
    sha256: sha256Of(bytes),
    remark: null,
    given: reserved.given,
  });
}

/** Finishes a folder whose page shows these files, in this order. */
async function finish(
  store: FileStore,
  status: PurchaseOrderStatus,
  keys: readonly string[] = [],
): Promise<string> {
  const pages = keys.map((key) => ({ url: urlOf(key), stored: null }));
  return (await store.finish(status, pages)).folder;
}

async function foldersOf(number = NUMBER): Promise<string[]> {
  const all = await readdir(output, { withFileTypes: true, recursive: true });
  return all
    .filter((one) => one.isDirectory() && one.name.startsWith(`${number}_`))
    .map((one) => one.name)
    .sort();
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(join(output, folder))).filter((name) => name !== 'manifest.json').sort();
  const texts = names.map(async (name) => [name, await readFile(join(output, folder, name), 'latin1')]);
  return Object.fromEntries(await Promise.all(texts)) as Record<string, string>;
}

describe('the folder of a purchase', () => {
  it('is at work under one name, and finished under its status', async () => {
    const store = await openPurchaseFolder(output, PURCHASE, null, null);
    await bring(store, '1', 'a.pdf', pdf('a'));
    expect(await foldersOf()).toEqual([`${NUMBER}__WORK`]);
    const evidence = [{ part: 'form' as const, page: PAGE, said: 1, found: 1, stored: 1, missing: null }];
    expect((await store.finish('COMPLETED', [], evidence)).folder).toBe(`ACME/${NUMBER}_COMPLETED`);
    expect(await foldersOf()).toEqual([`${NUMBER}_COMPLETED`]);
    const manifest = JSON.parse(
      await readFile(join(output, 'ACME', `${NUMBER}_COMPLETED`, 'manifest.json'), 'utf8'),
    ) as unknown;
    expect(manifest).toEqual({
      po_id: NUMBER,
      arquivos: [
        {
          url: urlOf('1'),
          name: 'a.pdf',
          given: 'a.pdf',
          bytes: pdf('a').length,
          sha256: sha256Of(pdf('a')),
          page: PAGE,
          remark: null,
        },
      ],
      pdfs: [],
      evidencias: evidence,
    });
  });

  it('stands where the list says, else with the supplier of the portal, else with the unknown ones', async () => {
    const nameless = { ...PURCHASE, folders: [], supplier: null };
    const listed = await openPurchaseFolder(output, { ...PURCHASE, folders: ['SP', '2026'] }, 'Other', null);
    expect(await finish(listed, 'COMPLETED')).toBe(`SP/2026/${NUMBER}_COMPLETED`);
    const named = await openPurchaseFolder(
      output,
      { ...nameless, number: '15262985' },
      '../Aço & Cia.',
      null,
    );
    expect(await finish(named, 'COMPLETED')).toBe('__Aço & Cia/15262985_COMPLETED');
    const unknown = await openPurchaseFolder(output, { ...nameless, number: '15262986' }, null, null);
    expect(await finish(unknown, 'FAILED')).toBe('Unknown/15262986_FAILED');
  });

  it('keeps two files of one name, numbered by the page, and the same content once', async () => {
    const store = await openPurchaseFolder(output, PURCHASE, null, null);
    const names = await Promise.all([
      bring(store, '1', 'Contrato.pdf', pdf('one')),
      bring(store, '2', 'contrato.PDF', pdf('two')),
    ]);
    // Of two that arrive at the same moment either may be the first.
    names.push(await bring(store, '3', 'Another name.pdf', pdf('one')));
    expect(names.map(({ name }) => name)).toEqual(['Contrato.pdf', 'contrato (2).PDF', 'Contrato.pdf']);
    const folder = await finish(store, 'COMPLETED', ['2', '1', '3']);
    expect(await contentOf(folder)).toEqual({
      'contrato.PDF': pdf('two').toString('latin1'),
      'Contrato (2).pdf': pdf('one').toString('latin1'),
    });
  });

  it('lets no attachment take the place of its manifest, or of a file on its way', async () => {
    const store = await openPurchaseFolder(output, PURCHASE, null, null);
    const names = [
      await bring(store, '1', 'manifest.json', Buffer.from('{"arquivos": []}')),
      await bring(store, '2', 'a.pdf.part', Buffer.from('half')),
      await bring(store, '3', 'a.pdf', pdf('a')),
    ].map(({ name }) => name);
    expect(names).toEqual(['manifest_.json', 'a.pdf.part_', 'a.pdf']);
    expect(Object.keys(await contentOf(await finish(store, 'COMPLETED'))).sort()).toEqual([...names].sort());
  });
});

describe('a mail among the attachments', () => {
  it('gets a PDF beside it, once; one that cannot be read is noted and stops nothing', async () => {
    const mail = msgFile({
      ...{ subject: 'Confirmação', text: 'Segue.', attachments: [], to: [], sent: new Date(0) },
      from: { name: 'Ana', address: 'ana@fornecedor.example' },
    });
    const first = await openPurchaseFolder(output, PURCHASE, null, null);
    await bring(first, '1', 'Mail.msg', mail);
    await bring(first, '2', 'mail.pdf', pdf('another'));
    await bring(first, '3', 'bad.msg', mail.subarray(0, 700));
    const folder = await finish(first, 'COMPLETED');
    const contents = await contentOf(folder);
    expect(Object.keys(contents)).toEqual(['Mail (2).pdf', 'Mail.msg', 'bad.msg', 'mail.pdf']);
    expect(contents['Mail (2).pdf']?.startsWith('%PDF-')).toBe(true);
    const { pdfs } = JSON.parse(await readFile(join(output, folder, 'manifest.json'), 'utf8')) as Manifest;
    expect(pdfs).toMatchObject([
      { mail: 'Mail.msg', name: 'Mail (2).pdf', error: null },
      { mail: 'bad.msg', name: null, error: expect.stringContaining('bad.msg') as string },
    ]);
    const second = await openPurchaseFolder(output, PURCHASE, null, null);
    expect(await contentOf(await finish(second, 'PARTIAL'))).toEqual(contents);
  });
});

describe('a folder that a former run left', () => {
  it('is taken up again, whatever its status was, and nothing whole is brought twice', async () => {
    const first = await openPurchaseFolder(output, PURCHASE, null, null);
    const stored = await bring(first, '1', 'a.pdf', pdf('a'));
    await finish(first, 'PARTIAL');
    const second = await openPurchaseFolder(output, PURCHASE, null, null);
    expect(await foldersOf()).toEqual([`${NUMBER}__WORK`]);
    expect(await second.storedBefore(urlOf('1'))).toEqual(stored);
    expect(await second.storedBefore(urlOf('2'))).toBeNull();
    await bring(second, '2', 'b.pdf', pdf('b'));
    const folder = await finish(second, 'COMPLETED');
    expect(Object.keys(await contentOf(folder))).toEqual(['a.pdf', 'b.pdf']);
    expect(await foldersOf()).toEqual([`${NUMBER}_COMPLETED`]);
  });

  it('is not believed: a file that was changed or cut is brought again, and kept beside', async () => {
    const first = await openPurchaseFolder(output, PURCHASE, null, null);
    await bring(first, '1', 'a.pdf', pdf('a'));
    await bring(first, '2', 'b.pdf', pdf('b'));
    const folder = await finish(first, 'COMPLETED');
    await writeFile(join(output, folder, 'a.pdf'), pdf('x'));
    await writeFile(join(output, folder, 'b.pdf'), 'cut');
    const second = await openPurchaseFolder(output, PURCHASE, null, null);
    expect(await second.storedBefore(urlOf('1'))).toBeNull();
    expect(await second.storedBefore(urlOf('2'))).toBeNull();
    expect((await bring(second, '1', 'a.pdf', pdf('a'))).name).toBe('a (2).pdf');
  });

  it('half written is cleaned, and whole files without a manifest are recognised by their content', async () => {
    const first = await openPurchaseFolder(output, PURCHASE, null, null);
    await bring(first, '1', 'a.pdf', pdf('a'));
    await begin(first, '2', 'b.pdf', pdf('b'));
    await rm(join(first.path, 'manifest.json'));
    await writeFile(join(first.path, 'manifest.json.123456'), '{"arq');
    const second = await openPurchaseFolder(output, PURCHASE, null, null);
    expect(await second.storedBefore(urlOf('1'))).toBeNull();
    // Until the end it has the name it had; then the one of its page.
    expect((await bring(second, '1', 'other.pdf', pdf('a'))).name).toBe('a.pdf');
    const folder = await finish(second, 'COMPLETED');
    expect((await readdir(join(output, folder))).sort()).toEqual(['manifest.json', 'other.pdf']);
  });

  it('is never two: folders of several runs become one, and no file of theirs is lost', async () => {
    const parent = join(output, 'ACME');
    const put = async (folder: string, name: string, text: string): Promise<void> => {
      await mkdir(join(parent, folder), { recursive: true });
      await writeFile(join(parent, folder, name), text);
    };
    await put(`${NUMBER}__WORK`, 'a.pdf', 'newest');
    await put(`${NUMBER}_PARTIAL`, 'a.pdf', 'older');
    await put(`${NUMBER}_PARTIAL`, 'same.pdf', 'same');
    await put(`${NUMBER}_COMPLETED`, 'same.pdf', 'same');
    await put(`${NUMBER}_COMPLETED`, 'note.txt', 'by hand');
    await put(`${NUMBER}_COMPLETED/own folder`, 'deep.txt', 'deep');
    const store = await openPurchaseFolder(output, PURCHASE, null, null);
    expect(await foldersOf()).toEqual([`${NUMBER}__WORK`]);
    // One that somebody puts there meanwhile is taken in too.
    await put(`${NUMBER}_FAILED`, 'late.txt', 'late');
    const folder = await finish(store, 'FAILED');
    expect(await foldersOf()).toEqual([`${NUMBER}_FAILED`]);
    expect(await readFile(join(output, folder, 'own folder', 'deep.txt'), 'utf8')).toBe('deep');
    await rm(join(output, folder, 'own folder'), { recursive: true });
    expect(await contentOf(folder)).toEqual({
      'a.pdf': 'newest',
      'a (2).pdf': 'older',
      'same.pdf': 'same',
      'note.txt': 'by hand',
      'late.txt': 'late',
    });
  });

  it('is found where it was while nobody knew the supplier, and stays where somebody did', async () => {
    const nameless = { ...PURCHASE, folders: [], supplier: null };
    const first = await openPurchaseFolder(output, nameless, null, null);
    await bring(first, '1', 'a.pdf', pdf('a'));
    expect(await finish(first, 'PARTIAL')).toBe(`Unknown/${NUMBER}_PARTIAL`);
    const second = await openPurchaseFolder(output, nameless, 'Beta', null);
    expect(await second.storedBefore(urlOf('1'))).not.toBeNull();
    expect(await finish(second, 'COMPLETED')).toBe(`Beta/${NUMBER}_COMPLETED`);
    const third = await openPurchaseFolder(output, nameless, null, null);
    expect(await finish(third, 'COMPLETED')).toBe(`Beta/${NUMBER}_COMPLETED`);
    expect(await foldersOf()).toEqual([`${NUMBER}_COMPLETED`]);
  });

  it('with a manifest that is damaged or leads elsewhere is taken without it', async () => {
    const folder = join(output, 'ACME', `${NUMBER}_COMPLETED`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(output, 'secret.pdf'), 'secret');
    const entry = {
      url: urlOf('1'),
      name: '../../secret.pdf',
      bytes: 6,
      sha256: sha256Of(Buffer.from('secret')),
      page: PAGE,
    };
    for (const text of [JSON.stringify({ arquivos: [entry, null, 3] }), '{"arquivos": [', '[]', 'null']) {
      await writeFile(join(folder, 'manifest.json'), text);
      const store = await openPurchaseFolder(output, PURCHASE, null, null);
      expect(await store.storedBefore(urlOf('1'))).toBeNull();
      await finish(store, 'COMPLETED');
    }
  });
});

/** What a run does; killed, it stops between two steps and leaves everything as it is. */
type Step =
  | { readonly kind: 'bring'; readonly key: number; readonly name: string; readonly content: number }
  | { readonly kind: 'half'; readonly key: number; readonly name: string; readonly content: number }
  | { readonly kind: 'finish'; readonly status: 'COMPLETED' | 'PARTIAL' | 'FAILED' };

const file = {
  key: fc.integer({ min: 0, max: 5 }),
  name: fc.constantFrom(
    'a.pdf',
    'A.PDF',
    'á.pdf',
    'a\u0301.pdf',
    'CON',
    '',
    '..',
    'a.pdf.part',
    'manifest.json',
  ),
  content: fc.integer({ min: 0, max: 3 }),
};
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('bring' as const), ...file }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('half' as const), ...file }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('finish' as const),
        status: fc.constantFrom('COMPLETED' as const, 'PARTIAL' as const, 'FAILED' as const),
      }),
    },
  ),
  { maxLength: 12 },
);

async function run(all: readonly Step[], wanted: Set<string>): Promise<void> {
  const store = await openPurchaseFolder(output, PURCHASE, null, null);
  const parallel: Promise<unknown>[] = [];
  for (const step of all) {
    if (step.kind === 'finish') {
      await Promise.all(parallel);
      await finish(store, step.status);
      return;
    }
    const bytes = pdf(String(step.content));
    if (step.kind === 'half') {
      parallel.push(begin(store, String(step.key), step.name, bytes));
    } else {
      wanted.add(sha256Of(bytes));
      parallel.push(bring(store, String(step.key), step.name, bytes));
    }
  }
  await Promise.all(parallel);
}

describe(`any number of runs, finished or killed (SEED=${SEED})`, () => {
  it('leave one folder, every content once, nothing half written, and a manifest that is true', async () => {
    const property = fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 4 }), async (runs) => {
      await rm(output, { recursive: true, force: true });
      await mkdir(output);
      const wanted = new Set<string>();
      for (const one of runs) await run(one, wanted);
      await run([{ kind: 'finish', status: 'COMPLETED' }], wanted);
      expect(await foldersOf()).toEqual([`${NUMBER}_COMPLETED`]);
      const folder = `ACME/${NUMBER}_COMPLETED`;
      const contents = Object.values(await contentOf(folder)).map((text) =>
        sha256Of(Buffer.from(text, 'latin1')),
      );
      expect(contents.sort()).toEqual([...wanted].sort());
      const names = Object.keys(await contentOf(folder));
      expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
      const { arquivos } = JSON.parse(await readFile(join(output, folder, 'manifest.json'), 'utf8')) as {
        arquivos: StoredFile[];
      };
      for (const { name, sha256 } of arquivos) {
        expect(sha256Of(await readFile(join(output, folder, name)))).toBe(sha256);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: 20 });
  });
});
