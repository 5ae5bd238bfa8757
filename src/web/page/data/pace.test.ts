import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../../../test/support/fake-browser.ts';
import { PacedWork } from './pace.ts';

let browser: FakeBrowser;
/** When the work was begun, in ms since the test began. */
let begun: number[];
let ends: (() => void)[];
let pace: PacedWork;
beforeEach(() => {
  browser = new FakeBrowser();
  const start = performance.now();
  begun = [];
  ends = [];
  pace = new PacedWork(() => {
    begun.push(performance.now() - start);
    return new Promise((resolve) => ends.push(() => resolve()));
  });
});
afterEach(() => {
  pace.stop();
  browser.close();
});
const end = async (): Promise<void> => {
  ends.at(-1)?.();
  await browser.pass(0);
};

describe('work that is wanted again and again', () => {
  it('is begun at once, and seldom', async () => {
    pace.want();
    await browser.pass(0);
    await end();
    for (let time = 0; time < 240; time += 10) {
      pace.want();
      await browser.pass(10);
      await end();
    }
    expect(begun).toEqual([0, 120, 240]);
  });

  it('is never done twice at once; what is wanted meanwhile is done once more', async () => {
    pace.want();
    await browser.pass(0);
    for (let count = 0; count < 3; count++) pace.want();
    await browser.pass(50);
    expect(begun).toEqual([0]);
    await end();
    await browser.pass(1000);
    expect(begun).toEqual([0, 170]);
    await end();
    await browser.pass(1000);
    expect(begun).toHaveLength(2);
  });

  it('is done more rarely where it is slow, counted from its last lap', async () => {
    pace.want();
    await browser.pass(1000);
    pace.want();
    await end();
    await browser.pass(999);
    expect(begun).toEqual([0]);
    await browser.pass(1);
    expect(begun).toEqual([0, 2000]);
    await browser.pass(1000);
    pace.lap();
    pace.want();
    await end();
    await browser.pass(120);
    expect(begun).toEqual([0, 2000, 3120]);
  });

  it('waits while nobody looks, and is done when somebody does', async () => {
    browser.isHidden = true;
    pace.want();
    await browser.pass(10_000);
    expect(begun).toEqual([]);
    browser.show(true);
    await browser.pass(0);
    expect(begun).toEqual([10_000]);
  });

  it('is not done any more once it is stopped', async () => {
    pace.want();
    pace.stop();
    pace.want();
    browser.show(false);
    browser.show(true);
    await browser.pass(1000);
    expect(begun).toEqual([]);
  });
});
