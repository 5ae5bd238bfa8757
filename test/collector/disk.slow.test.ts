import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import { collectAt, expectNobodyLeft, expectWhole, type Place, placeFor } from './support.ts';

const HTTP = ['--modo', 'http', '--workers', '2'];

let portal: Portal;
let place: Place;

const run = promisify(execFile);

/** A small disk of its own at the output folder; only root may make one. */
async function mount(options: string): Promise<boolean> {
  const mounting = run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place.output]);
  return await mounting.then(
    () => true,
    () => false,
  );
}

beforeEach(async () => {
  portal = await startPortal({ purchases: 8, scenes: ['plain'], filesPerPurchase: 4 });
  place = await placeFor(portal, portal.purchases);
  await mkdir(place.output);
});
afterEach(async () => {
  await run('umount', [place.output]).catch(() => undefined);
  await expectNobodyLeft(place);
  await place.close();
  await portal.close();
});

describe('an output folder', () => {
  it('whose disk is full ends the collection with a sentence, and it goes on when there is room', {
    timeout: 120_000,
  }, async ({ skip }) => {
    if (!(await mount('size=400k'))) skip();
    const full = await collectAt(portal, place, HTTP);
    expect([full.code, full.err]).toEqual([EXIT.failure, expect.stringContaining('está cheio')]);
    expect(full.err).toContain(place.output);
    expect(full.err).not.toContain('ENOSPC');
    await expectNobodyLeft(place);
    await run('mount', ['-o', 'remount,size=64m', place.output]);
    expect((await collectAt(portal, place, HTTP)).code).toBe(EXIT.ok);
    for (const number of portal.purchases) await expectWhole(portal, place, number);
  });

  it('on a disk that is read-only, or where no folder can be, is refused with a sentence', {
    timeout: 60_000,
  }, async ({ skip }) => {
    if (!(await mount('size=1m,ro'))) skip();
    const refused = await collectAt(portal, place, HTTP);
    expect([refused.code, refused.err]).toEqual([EXIT.failure, expect.stringContaining('só para leitura')]);
    const nowhere = { ...place, output: join(place.list, 'saida') };
    const file = await collectAt(portal, nowhere, HTTP);
    expect([file.code, file.err]).toEqual([EXIT.failure, expect.stringContaining('Confira o caminho')]);
    expect(portal.stats().pages).toEqual({});
  });
});
