import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { msgFile } from '../../../test/portal/formats/msg.ts';
import type { FileStore, PlacedFile } from '../bringing/file-store.ts';
import { keptName } from '../bringing/kept-name.ts';
import type { PurchaseOrder } from '../purchase.ts';
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

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ruptura-names-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** An attachment of the page; what it holds decides whether two are one file. */
interface Shown {
  readonly name: string;
  readonly content: number;
  /** The portal never gives it. */
  readonly isLost: boolean;
}

/** One run: in which order files arrive, after how many it is killed, and how the names lie then. */
interface Run {
  readonly order: readonly number[];
  readonly killedAfter: number;
  /** Files change names with each other, as a kill in the middle of giving names may leave them. */
  readonly isShuffled: boolean;
}

const MAIL = msgFile({
  ...{ subject: 'Confirmação', text: 'Segue.', attachments: [], to: [], sent: new Date(0) },
  from: { name: 'Ana', address: 'ana@fornecedor.example' },
});

function bytesOf({ name, content }: Shown): Buffer {
  if (name.toLowerCase().endsWith('.msg')) return Buffer.concat([MAIL, Buffer.from([content])]);
  return Buffer.from(`%PDF-1.7\n${content}\n%%EOF\n`);
}

function urlOf(place: number): string {
  return `https://portal.example/attachments/${place}`;
}

async function bring(store: FileStore, page: readonly Shown[], place: number) {
  const before = await store.storedBefore(urlOf(place));
  if (before !== null) return before;
  const shown = page[place]!;
  const first = bytesOf(shown);
  const naming = { url: urlOf(place), names: [shown.name], disposition: null, contentType: null, first };
  const name = keptName(naming, null);
  const reserved = await store.reserve(name.given);
  await writeFile(reserved.part, first);
  if (shown.isLost) {
    await store.release(reserved);
    return null;
  }
  const sha256 = createHash('sha256').update(first).digest('hex');
  return await store.commit(reserved, {
    url: urlOf(place),
    page: PAGE,
    bytes: first.length,
    sha256,
    ...name,
  });
}

/** Files on their way at once, as many as a worker has. */
const AT_ONCE = 3;

async function bringSome(store: FileStore, page: readonly Shown[], order: readonly number[], atOnce: number) {
  const placed: PlacedFile[] = page.map((_, place) => ({ url: urlOf(place), stored: null }));
  for (let at = 0; at < order.length; at += atOnce) {
    const together = order.slice(at, at + atOnce).map(async (place) => {
      placed[place] = { url: urlOf(place), stored: await bring(store, page, place) };
    });
    await Promise.all(together);
  }
  return placed;
}

async function collect(output: string, page: readonly Shown[], order: readonly number[], atOnce: number) {
  const store = await openPurchaseFolder(output, PURCHASE, null, null);
  return await store.finish('COMPLETED', await bringSome(store, page, order, atOnce));
}

async function kill(output: string, page: readonly Shown[], { order, killedAfter, isShuffled }: Run) {
  const store = await openPurchaseFolder(output, PURCHASE, null, null);
  await bringSome(store, page, order.slice(0, killedAfter), AT_ONCE);
  // What was on its way stays half written.
  await writeFile((await store.reserve('half.pdf')).part, 'half');
  if (!isShuffled) return;
  const names = (await readdir(store.path)).filter((name) => !/manifest|\.part$/.test(name));
  for (const name of names) await rename(join(store.path, name), join(store.path, `${name}.moved`));
  for (const [at, name] of names.entries())
    await rename(join(store.path, `${name}.moved`), join(store.path, names[(at + 1) % names.length]!));
}

async function everything(output: string): Promise<Record<string, string>> {
  const folder = join(output, 'ACME', `${NUMBER}_COMPLETED`);
  const names = (await readdir(folder)).sort();
  const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'latin1')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

const NAMES = ['a.pdf', 'A.PDF', 'a (2).pdf', 'á.pdf', 'manifest.json', 'half.pdf', ''];
const pages = fc.array(
  fc.record({
    name: fc.constantFrom(...NAMES),
    content: fc.integer({ min: 0, max: 4 }),
    isLost: fc.integer({ min: 0, max: 4 }).map((chance) => chance === 0),
  }),
  { minLength: 1, maxLength: 9 },
);
const scenarios = pages.chain((page) => {
  const order = fc.shuffledSubarray([...page.keys()], { minLength: page.length });
  const run = fc.record({
    order,
    killedAfter: fc.integer({ min: 0, max: page.length }),
    isShuffled: fc.boolean(),
  });
  return fc.record({ page: fc.constant(page), killed: fc.array(run, { maxLength: 2 }), last: order });
});

describe(`the folder of a purchase (SEED=${SEED})`, () => {
  it('is the same whenever its files arrive, and however often it was begun before', async () => {
    const property = fc.asyncProperty(scenarios, async ({ page, killed, last }) => {
      const [one, other] = [join(root, 'one'), join(root, 'other')];
      await rm(one, { recursive: true, force: true });
      await rm(other, { recursive: true, force: true });
      const wanted = await collect(one, page, [...page.keys()], 1);
      for (const run of killed) await kill(other, page, run);
      const came = await collect(other, page, last, AT_ONCE);
      expect(came).toEqual(wanted);
      expect(await everything(other)).toEqual(await everything(one));
      // And a second time.
      expect(await collect(other, page, last, AT_ONCE)).toEqual(wanted);
      expect(await everything(other)).toEqual(await everything(one));
    });
    await fc.assert(property, { seed: SEED, numRuns: 25 });
  }, 60_000);

  it('names the PDFs of mails by the page too', async () => {
    const page = ['a.pdf', 'A.msg', 'a.msg', 'a.pdf'].map((name, content) => ({
      name,
      content,
      isLost: false,
    }));
    const [one, other] = [join(root, 'one'), join(root, 'other')];
    await collect(one, page, [0, 1, 2, 3], 1);
    // The second mail and the last file come first, and are finished with.
    const store = await openPurchaseFolder(other, PURCHASE, null, null);
    await store.finish('PARTIAL', await bringSome(store, page, [3, 2], 1));
    await collect(other, page, [3, 2, 1, 0], AT_ONCE);
    const wanted = await everything(one);
    expect(Object.keys(wanted)).toEqual([
      'A (3).pdf',
      'A.msg',
      'a (2) (2).pdf',
      'a (2).msg',
      'a (2).pdf',
      'a.pdf',
      'manifest.json',
    ]);
    expect(await everything(other)).toEqual(wanted);
  }, 60_000);
});
