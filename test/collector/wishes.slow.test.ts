/** Which files are wanted, what they are called, how fast they may come: the same folder however it is collected. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import { treeOf } from './same-folder.ts';
import { fileAnswer, type SmallPortal, startSmallPortal } from './small-portal.ts';
import {
  collectAt,
  collectingCommand,
  expectNobodyLeft,
  type Place,
  placeFor,
  resultRows,
  start,
} from './support.ts';

const HTTP = ['--modo', 'http'];
const ONE = [...HTTP, '--workers', '1'];

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) {
    await expectNobodyLeft(place);
    await place.close();
  }
});

describe('a collection of some files only', () => {
  const pdf = Buffer.from(`%PDF-1.7\n${'x'.repeat(50_000)}\n%%EOF\n`);
  let portal: SmallPortal;
  let place: Place;

  beforeEach(async () => {
    const unknownLength = (bytes: Buffer) => (_: unknown, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/pdf' });
      response.write(bytes.subarray(0, 100));
      response.end(bytes.subarray(100));
    };
    portal = await startSmallPortal([
      { name: 'nota.pdf', answer: fileAnswer(pdf) },
      { name: 'nota.xml', answer: fileAnswer(Buffer.from('<nfe/>')) },
      { name: 'sem nome', answer: fileAnswer(Buffer.from('PK\x03\x04 PK\x05\x06 zip', 'latin1')) },
      { name: 'grande.pdf', answer: fileAnswer(Buffer.concat([pdf, pdf, pdf])) },
      { name: 'maior.pdf', answer: unknownLength(Buffer.concat([pdf, pdf, pdf, pdf])) },
      { name: 'pasta', href: 'https://files.example/contrato' },
    ]);
    place = await placeFor(portal, [portal.number]);
    places.push(place);
  });
  afterEach(() => portal.close());

  it('leaves out the others, says so, and is complete', { timeout: 60_000 }, async () => {
    const options = [...ONE, '--tipo', 'pdf', '--tamanho-max', '60kB', '--depois-de', '01/03/2026'];
    const { code, err } = await collectAt(portal, place, options);
    expect([code, err]).toEqual([EXIT.ok, '']);
    const [row] = await resultRows(place);
    expect(row).toMatchObject({
      STATUS: 'COMPLETED',
      ATTACHMENTS_DOWNLOADED: '1',
      AttachmentName: 'nota.pdf',
    });
    for (const said of [
      'nota.xml (tipo)',
      'grande.pdf (tamanho)',
      'maior.pdf (tamanho)',
      'sem data conhecida: 1',
    ])
      expect(row!['ERROR_MESSAGE']).toContain(said);
    // What the page shows not to be wanted is not asked for; the rest is asked for once.
    expect(portal.asked.filter((path) => path.endsWith('nota.xml'))).toEqual([]);
    expect(portal.asked.filter((path) => path.endsWith('grande.pdf'))).toHaveLength(1);
  });

  it('is put where a template says, and goes on as it was begun', { timeout: 60_000 }, async () => {
    const options = [...ONE, '--tipo', 'pdf', '--modelo', 'Compras/{po} {status}/{po} {nome}'];
    expect((await collectAt(portal, place, options)).code).toBe(EXIT.ok);
    const once = await treeOf(place);
    const folder = `Compras/${portal.number} COMPLETED`;
    expect(Object.keys(once)).toEqual([
      `${folder}/${portal.number} grande.pdf`,
      `${folder}/${portal.number} maior.pdf`,
      `${folder}/${portal.number} nota.pdf`,
      `${folder}/manifest.json`,
    ]);
    const asked = portal.asked.length;
    expect((await collectAt(portal, place, options)).code).toBe(EXIT.ok);
    expect(await treeOf(place)).toEqual(once);
    // The page again, and no file but the one whose page does not tell what it is.
    const again = portal.asked.slice(asked).filter((path) => path.includes('attachment_file'));
    expect(again).toEqual([expect.stringMatching(/sem%20nome$/)]);
  });

  it('is refused before it begins where an option makes no sense', { timeout: 60_000 }, async () => {
    for (const option of [
      ['--modelo', '{fornecedor}/{nome}'],
      ['--tamanho-max', 'muito'],
      ['--tipo', '*'],
      ['--depois-de', '31/02/2026'],
      ['--banda', '1'],
    ]) {
      const { code, err } = await collectAt(portal, place, [...ONE, ...option]);
      expect([code, err]).toEqual([EXIT.usage, expect.stringContaining(option[1]!)]);
    }
    expect(portal.asked).toEqual([]);
  });

  it('comes no faster than it may', { timeout: 60_000 }, async () => {
    const began = performance.now();
    const options = [...ONE, '--tipo', 'pdf', '--tamanho-max', '160kB', '--banda', '40kB'];
    expect((await collectAt(portal, place, options)).code).toBe(EXIT.ok);
    // 200,000 bytes of two files together, a burst at the beginning aside; what a third one sent before it was left out.
    expect(performance.now() - began).toBeGreaterThan(4_500);
  });
});

describe('the folder of a collection', () => {
  let portal: Portal;
  beforeEach(async () => {
    portal = await startPortal({
      purchases: 6,
      scenes: ['twins', 'plain'],
      fileMs: [0, 60],
      fileBytes: [5_000, 200_000],
    });
  });
  afterEach(() => portal.close());

  it('is the same with one worker and one file at a time, with two and four, and taken up after a kill', {
    timeout: 120_000,
  }, async () => {
    const trees: Record<string, string>[] = [];
    for (const options of [
      ['1', '1'],
      ['2', '4'],
    ] as const) {
      const place = await placeFor(portal, portal.purchases);
      places.push(place);
      const all = [...HTTP, '--workers', options[0], '--downloads', options[1]];
      expect((await collectAt(portal, place, all)).code).toBe(EXIT.ok);
      trees.push(await treeOf(place));
    }
    const place = await placeFor(portal, portal.purchases);
    places.push(place);
    const running = start(place, await collectingCommand(portal, place, [...HTTP, '--json']));
    await running.until(/"evento":"pedido"/);
    await sleep(50);
    running.child.kill('SIGKILL');
    await running.ended;
    await expectNobodyLeft(place);
    expect((await collectAt(portal, place, HTTP)).code).toBe(EXIT.ok);
    trees.push(await treeOf(place));
    const [one, four, resumed] = trees;
    expect(Object.keys(one!).length).toBeGreaterThan(20);
    expect(four).toEqual(one);
    expect(resumed).toEqual(one);
  });
});
