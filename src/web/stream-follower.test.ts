import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../../test/support/fake-browser.ts';
import { type Refusal, StreamFollower, type StreamUser } from './stream-follower.ts';

let browser: FakeBrowser;
let said: string[];

beforeEach(() => {
  browser = new FakeBrowser();
  said = [];
  // The middle of what chance may add to a wait.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => browser.close());

/** Someone who writes down all that is said. */
function followed(user: Partial<StreamUser> = {}): StreamFollower {
  const stream = new StreamFollower({
    url: () => '/stream',
    heard: (data) => said.push(`heard ${data}`),
    troubled: (failures) => said.push(`troubled ${failures}`),
    ended: (why) => said.push(`ended ${why}`),
    ...user,
  });
  stream.start();
  return stream;
}

describe('a stream that is followed', () => {
  it('tells what comes, as it comes', () => {
    followed({ began: () => said.push('began'), opened: () => said.push('opened') });
    browser.source.tell(1);
    browser.source.tell(2);
    expect(said).toEqual(['began', 'opened', 'heard 1', 'heard 2']);
  });

  it('is left to the browser while it is only cut', async () => {
    followed();
    browser.source.tell(1);
    browser.source.cut();
    browser.source.cut();
    await browser.pass(60_000);
    expect(browser.sources).toHaveLength(1);
    browser.source.tell(2);
    browser.source.cut();
    expect(said).toEqual(['heard 1', 'troubled 1', 'troubled 2', 'heard 2', 'troubled 1']);
  });

  it('tells nothing after it was closed, not even that it broke', async () => {
    const stream = followed();
    const { source } = browser;
    stream.close();
    expect([source.readyState, stream.isConnected]).toEqual([2, false]);
    source.refuse();
    await browser.pass(60_000);
    expect([said, browser.sources.length]).toEqual([[], 1]);
  });

  it('may be closed by what it tells, and by who hears of trouble', async () => {
    const first = followed({ heard: () => first.close() });
    browser.source.tell('the end');
    browser.source.refuse();
    const second = followed({ troubled: (failures) => failures === 2 && second.close() });
    browser.source.cut();
    browser.source.refuse();
    await browser.pass(60_000);
    expect([said, browser.sources.length]).toEqual([[], 2]);
  });

  it('is begun anew by every start, and the old connection says nothing more', () => {
    const stream = followed();
    const [old] = browser.sources;
    stream.start();
    old?.onerror?.();
    browser.source.tell(1);
    expect([old?.readyState, said]).toEqual([2, ['heard 1']]);
  });
});

describe('a stream that is refused', () => {
  /** How long after a refusal it was asked for again. */
  async function waits(refusals: number): Promise<number[]> {
    const found: number[] = [];
    for (let count = 0; count < refusals; count++) {
      const before = browser.sources.length;
      browser.source.refuse();
      const began = performance.now();
      while (browser.sources.length === before) await browser.pass(25);
      found.push(performance.now() - began);
    }
    return found;
  }

  it('is asked for again, ever more rarely, for as long as somebody follows', async () => {
    followed();
    expect(await waits(8)).toEqual([375, 750, 1500, 3000, 6000, 12_000, 15_000, 15_000]);
    browser.source.tell(1);
    expect(await waits(1)).toEqual([375]);
  });

  it('is not asked for by everybody at one moment', async () => {
    followed();
    vi.mocked(Math.random).mockReturnValue(0);
    expect(await waits(1)).toEqual([250]);
    vi.mocked(Math.random).mockReturnValue(0.999);
    expect(await waits(1)).toEqual([1000]);
  });

  it('asks for the address of that moment', async () => {
    let version = 1;
    followed({ url: () => `/stream?desde=${version}` });
    version = 7;
    browser.source.refuse();
    await browser.pass(1000);
    expect(browser.sources.map(({ url }) => url)).toEqual(['/stream?desde=1', '/stream?desde=7']);
  });

  it('is lost after so many refusals as its user has patience for', async () => {
    followed({ mostRefusals: 3 });
    await waits(2);
    browser.source.refuse();
    await browser.pass(60_000);
    expect(said).toEqual(['troubled 1', 'troubled 2', 'troubled 3', 'ended lost']);
    expect(browser.sources).toHaveLength(3);
  });

  it.each(['gone', 'refused'] as const)('ends at once where it is %s', async (refusal) => {
    followed({ judge: async () => refusal });
    browser.source.refuse();
    await browser.pass(60_000);
    expect(said).toEqual(['troubled 1', `ended ${refusal}`]);
    expect(browser.sources).toHaveLength(1);
  });

  it('is asked for again where that is an outage', async () => {
    followed({ judge: async () => 'outage', mostRefusals: 2 });
    browser.source.refuse();
    await browser.pass(1000);
    browser.source.tell(1);
    browser.source.refuse();
    await browser.pass(1000);
    expect(said).toEqual(['troubled 1', 'heard 1', 'troubled 1']);
    expect(browser.sources).toHaveLength(3);
  });

  it('is not ended by a verdict that comes when it was closed or begun anew', async () => {
    const verdicts: ((refusal: Refusal) => void)[] = [];
    const stream = followed({ judge: () => new Promise((resolve) => verdicts.push(resolve)) });
    browser.source.refuse();
    stream.start();
    browser.source.refuse();
    stream.close();
    for (const judged of verdicts) judged('gone');
    await browser.pass(60_000);
    expect(verdicts).toHaveLength(2);
    expect(said).toEqual(['troubled 1', 'troubled 1']);
    expect(browser.sources).toHaveLength(2);
  });
});

describe('a stream of a page that is hidden', () => {
  it('is let go after a while, and taken up when the page is seen', async () => {
    followed({ hiddenMs: 20_000 });
    browser.source.tell(1);
    browser.show(false);
    await browser.pass(19_000);
    expect(browser.source.readyState).toBe(1);
    await browser.pass(1000);
    expect([browser.source.readyState, said]).toEqual([2, ['heard 1', 'troubled 0']]);
    browser.show(true);
    expect(browser.sources).toHaveLength(2);
  });

  it('stays where the page is seen again in time', async () => {
    followed({ hiddenMs: 20_000 });
    browser.show(false);
    await browser.pass(19_000);
    browser.show(true);
    await browser.pass(60_000);
    expect([browser.sources.length, said]).toEqual([1, []]);
  });

  it('is not begun before the page is seen, by a start or a wait', async () => {
    browser.isHidden = true;
    followed({ hiddenMs: 0 });
    expect(browser.sources).toHaveLength(0);
    browser.show(true);
    browser.source.refuse();
    browser.show(false);
    await browser.pass(60_000);
    expect(browser.sources).toHaveLength(1);
    browser.show(true);
    expect(browser.sources).toHaveLength(2);
  });

  it('is not waited for when the page is seen', async () => {
    followed({ hiddenMs: 0 });
    browser.source.refuse();
    browser.show(true);
    expect(browser.sources).toHaveLength(2);
    await browser.pass(60_000);
    expect(browser.sources).toHaveLength(2);
  });

  it('goes on where its user does not mind', async () => {
    followed();
    browser.show(false);
    await browser.pass(60_000);
    expect([browser.sources.length, browser.source.readyState]).toEqual([1, 0]);
  });

  it('is left alone once it is closed', async () => {
    followed({ hiddenMs: 0 }).close();
    browser.show(false);
    browser.show(true);
    await browser.pass(60_000);
    expect(browser.sources).toHaveLength(1);
  });
});
