import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { Fault } from '../portal/faults.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import {
  collectAt,
  collectingCommand,
  expectNobodyLeft,
  expectWhole,
  type Place,
  placeFor,
  purchaseFolders,
  resultRows,
  start,
} from './support.ts';

const OPTIONS = ['--modo', 'http', '--workers', '2', '--json'];
/** Longer than a worker waits by itself. */
const SECONDS = 24;

let portal: Portal;
let place: Place;

beforeEach(async () => {
  portal = await startPortal({ purchases: 12, scenes: ['plain'], filesPerPurchase: 2 });
  place = await placeFor(portal, portal.purchases);
});
afterEach(async () => {
  await expectNobodyLeft(place);
  const log = join(place.output, '.coleta', 'worker.log');
  if (existsSync(log)) expect(await readFile(log, 'utf8')).toBe('');
  await place.close();
  await portal.close();
});

function setFaults(fault: Fault | null): void {
  for (const number of portal.purchases) portal.setFault(number, fault);
}

function close(seconds: number): void {
  setFaults({ on: 'page', kind: 'status', status: 503, retryAfter: { seconds, as: 'seconds' } });
}

function requests(): number {
  return Object.values(portal.stats().pages).reduce((sum, times) => sum + times, 0);
}

async function expectAllThere(): Promise<void> {
  const rows = await resultRows(place);
  expect(rows.map(({ PO_NUMBER, STATUS }) => [PO_NUMBER, STATUS])).toEqual(
    portal.purchases.map((number) => [number, 'COMPLETED']),
  );
  for (const number of portal.purchases) await expectWhole(portal, place, number);
}

describe('a collection at a portal that is closed', () => {
  it('says until when, asks for nothing meanwhile, and goes on by itself', { timeout: 120_000 }, async () => {
    close(SECONDS);
    const running = start(place, await collectingCommand(portal, place, OPTIONS));
    await running.until(/"aviso":"Portal fechado até [^"]*sozinha/);
    const shown = await running.until(/"portal_ate":"([^"]+)"/);
    const left = Date.parse(shown[1]!) - Date.now();
    expect(left).toBeGreaterThan((SECONDS - 10) * 1000);
    expect(left).toBeLessThanOrEqual(SECONDS * 1000);
    // Those that met it; nobody else.
    const met = requests();
    expect(met).toBeLessThanOrEqual(4);
    setFaults(null);
    expect((await running.ended).code).toBe(EXIT.ok);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(shown[1]!));
    expect(requests()).toBe(met + portal.purchases.length);
    await expectAllThere();
  });

  it('begins when the portal opens, where it is closed from the start and names no time', {
    timeout: 120_000,
  }, async () => {
    portal.setClosed({ status: 200, retryAfter: null });
    const running = start(place, await collectingCommand(portal, place, OPTIONS));
    await running.until(/"aviso":"O portal está fechado[^"]*não diz até quando/);
    portal.setClosed(null);
    expect((await running.ended).code).toBe(EXIT.ok);
    await expectAllThere();
  });

  it('is gone on with after the coordinator was killed in the pause', { timeout: 120_000 }, async () => {
    close(3600);
    const running = start(place, await collectingCommand(portal, place, OPTIONS));
    await running.until(/"portal_ate":"/);
    running.child.kill('SIGKILL');
    await running.ended;
    await expectNobodyLeft(place);
    expect((await resultRows(place)).every(({ STATUS }) => STATUS === '')).toBe(true);
    setFaults(null);
    expect((await collectAt(portal, place, OPTIONS)).code).toBe(EXIT.ok);
    await expectAllThere();
  });

  it('ends at once when it is told to in the pause, or where it may not wait', {
    timeout: 120_000,
  }, async () => {
    close(3600);
    const running = start(place, await collectingCommand(portal, place, OPTIONS));
    await running.until(/"portal_ate":"/);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(EXIT.interrupted);
    const impatient = await collectAt(portal, place, [...OPTIONS.slice(0, 4), '--espera-max', '10']);
    expect([impatient.code, impatient.err]).toEqual([EXIT.failure, expect.stringContaining('--espera-max')]);
    expect(impatient.out).toContain('--retomar');
    setFaults(null);
    expect((await collectAt(portal, place, OPTIONS)).code).toBe(EXIT.ok);
    await expectAllThere();
  });
});

describe('a dry run', () => {
  it('that is killed leaves nothing of purchases, and is gone on with', { timeout: 120_000 }, async () => {
    setFaults({ on: 'page', kind: 'slow', ms: 300 });
    const options = [...OPTIONS, '--simular'];
    const running = start(place, await collectingCommand(portal, place, options));
    await running.until(/"evento":"pedido"/);
    running.child.kill('SIGKILL');
    await running.ended;
    await expectNobodyLeft(place);
    expect((await purchaseFolders(place)).size).toBe(0);
    setFaults(null);
    const { code, out } = await collectAt(portal, place, options);
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('"previstos":[{"nome":');
    const [name, ...others] = (await readdir(place.output)).filter((one) => one.includes('_simulado_'));
    expect(others).toEqual([]);
    const text = await readFile(join(place.output, name!), 'utf8');
    for (const number of portal.purchases) expect(text).toContain(`${number};SIMULATED`);
    expect((await purchaseFolders(place)).size).toBe(0);
    expect(portal.stats().files).toEqual({});
  });
});
