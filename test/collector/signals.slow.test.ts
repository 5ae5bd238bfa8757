import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import {
  collectAt,
  collectingCommand,
  expectNobodyLeft,
  expectWhole,
  type Place,
  placeFor,
  resultRows,
  start,
} from './support.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const HTTP = ['--modo', 'http'];
const CTRL_C = '\u0003';
/** A terminal around a command, from util-linux. */
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

let portal: Portal;
let place: Place;
let purchases: readonly string[];

beforeAll(async () => {
  portal = await startPortal({
    purchases: 40,
    scenes: ['plain'],
    filesPerPurchase: 4,
    pageMs: 60,
    fileMs: [40, 120],
  });
  purchases = portal.purchases.slice(0, 16);
});
afterAll(async () => {
  await portal.close();
});
beforeEach(async () => {
  place = await placeFor(portal, purchases);
  portal.resetStats();
});
afterEach(async () => {
  await expectNobodyLeft(place);
  await place.close();
});

function inTerminal(command: readonly string[]): string[] {
  const line = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(' ');
  return ['script', '-qefc', `stty rows 24 cols 80; exec ${line}`, '/dev/null'];
}

/** Fails unless every row has at most one result, and what has one is on the disk whole. */
async function expectCorrectSoFar(): Promise<number> {
  const rows = await resultRows(place);
  expect(rows.map(({ PO_NUMBER }) => PO_NUMBER)).toEqual(purchases);
  const done = rows.filter(({ STATUS }) => STATUS !== '');
  for (const { STATUS, PO_NUMBER = '' } of done) {
    expect(STATUS).toBe('COMPLETED');
    await expectWhole(portal, place, PO_NUMBER);
  }
  return done.length;
}

/** Runs the same command once more: it goes on, and repeats nothing that was done. */
async function expectToGoOn(done: number): Promise<void> {
  const before = await resultRows(place);
  const kept = before.filter(({ STATUS }) => STATUS !== '').map(({ PO_NUMBER = '' }) => PO_NUMBER);
  portal.resetStats();
  const { code, out } = await collectAt(portal, place, HTTP);
  expect(code).toBe(EXIT.ok);
  expect(out).toContain(`${done} já coletados`);
  const rows = await resultRows(place);
  expect(rows.every(({ STATUS }) => STATUS === 'COMPLETED')).toBe(true);
  for (const number of purchases) await expectWhole(portal, place, number);
  const asked = Object.keys(portal.stats().pages);
  for (const number of kept) expect(asked.some((path) => path.includes(number))).toBe(false);
}

describe('stopping a collection', () => {
  it.skipIf(!hasTerminal)(
    'finishes what runs after one Ctrl-C, gives the terminal back and can go on',
    { timeout: 60_000 },
    async () => {
      const running = start(place, inTerminal(await collectingCommand(portal, place, HTTP)));
      await running.until(/[2-9] de 16 pedidos/);
      running.child.stdin!.write(CTRL_C);
      const { code, out } = await running.ended;
      expect(code).toBe(EXIT.interrupted);
      expect(out).toContain('interrompida');
      expect(out.lastIndexOf('\u001b[?25h')).toBeGreaterThan(out.lastIndexOf('\u001b[?25l'));
      const done = await expectCorrectSoFar();
      expect(done).toBeGreaterThanOrEqual(2);
      expect(done).toBeLessThan(16);
      await expectToGoOn(done);
    },
  );

  it.skipIf(!hasTerminal)('stops at once after two', { timeout: 60_000 }, async () => {
    portal.setFault(purchases[2]!, { on: 'file', kind: 'slow', ms: 20_000 });
    const running = start(place, inTerminal(await collectingCommand(portal, place, HTTP)));
    await running.until(/[2-9] de 16 pedidos/);
    running.child.stdin!.write(CTRL_C);
    await running.until(/Terminando o que/);
    // Closer together they would be one press that arrives twice.
    await sleep(1_200);
    const began = performance.now();
    running.child.stdin!.write(CTRL_C);
    const { code, out } = await running.ended;
    expect(code).toBe(EXIT.interrupted);
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(out.lastIndexOf('\u001b[?25h')).toBeGreaterThan(out.lastIndexOf('\u001b[?25l'));
    portal.setFault(purchases[2]!, null);
    await expectToGoOn(await expectCorrectSoFar());
  });

  it('finishes what runs when it is told to terminate', { timeout: 60_000 }, async () => {
    const told = join(place.folder, 'avisos.txt');
    const source = `require('fs').appendFileSync(process.argv[1], process.env.RUPTURA_COLETA_ESTADO + '\\n')`;
    const notice = ['--ao-terminar', `"${process.execPath}" -e "${source}" '${told}'`];
    const running = start(place, await collectingCommand(portal, place, [...HTTP, ...notice]));
    await running.until(/COMPLETED/);
    running.child.kill('SIGTERM');
    const { code, out } = await running.ended;
    expect(code).toBe(EXIT.interrupted);
    expect(out).toContain('--retomar');
    // Who wants to know of the end knows of this one, once.
    expect(await readFile(told, 'utf8')).toBe('interrupted\n');
    const done = await expectCorrectSoFar();
    const id = /--retomar (\S+)/.exec(out)![1]!;
    const again = await collectAt(portal, place, [...HTTP, '--retomar', id]);
    expect(again.code).toBe(EXIT.ok);
    expect(again.out).toContain(`${done} já coletados`);
    const third = await collectAt(portal, place, [...HTTP, '--retomar', id]);
    expect([third.code, third.err]).toEqual([EXIT.failure, expect.stringContaining('já foi concluída')]);
  });

  it(`loses nothing when it is killed at any moment, and takes everybody along (SEED=${SEED})`, {
    timeout: 90_000,
  }, async () => {
    const running = start(place, await collectingCommand(portal, place, HTTP));
    // Some purchases are done by then and some are not, however fast the machine is.
    await running.until(new RegExp(`(COMPLETED[^]*){${1 + (SEED % 10)}}`));
    await sleep(SEED % 150);
    running.child.kill('SIGKILL');
    await running.ended;
    await expectNobodyLeft(place);
    const done = (await resultRows(place)).filter(({ STATUS }) => STATUS !== '').length;
    portal.resetStats();
    const { code, out } = await collectAt(portal, place, HTTP);
    expect(code).toBe(EXIT.ok);
    // The journal may know of results that had not got to the result file.
    const kept = Number(/\((\d+) já coletados\)/.exec(out)![1]);
    expect(kept).toBeGreaterThanOrEqual(done);
    expect(Object.keys(portal.stats().pages)).toHaveLength(16 - kept);
    const rows = await resultRows(place);
    expect(rows.map(({ PO_NUMBER, STATUS }) => [PO_NUMBER, STATUS])).toEqual(
      purchases.map((number) => [number, 'COMPLETED']),
    );
    for (const number of purchases) await expectWhole(portal, place, number);
  });
});
