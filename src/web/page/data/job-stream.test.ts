import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnswer, FakeBrowser } from '../../../../test/support/fake-browser.ts';
import { followJob } from './job-stream.ts';

let browser: FakeBrowser;
let said: unknown[];
let stop: () => void;
beforeEach(() => {
  browser = new FakeBrowser();
  said = [];
  stop = followJob('/api/demo/stream', {
    onEvent: (event) => said.push(event),
    onEnd: () => said.push('end'),
  });
});
afterEach(() => browser.close());

describe('work of the server', () => {
  it('is followed until it rests, and that is said once', async () => {
    browser.source.tell({ completo: false, progresso: 10 });
    browser.source.tell({ completo: true, progresso: 100 });
    browser.source.refuse();
    await browser.pass(60_000);
    expect(said).toEqual([{ completo: false, progresso: 10 }, 'end']);
    expect(browser.sources).toHaveLength(1);
  });

  it('is waited for through an outage', async () => {
    browser.answers = () => new FakeAnswer(503);
    for (let refusals = 0; refusals < 5; refusals++) {
      browser.source.refuse();
      await browser.pass(20_000);
    }
    expect([said, browser.sources.length]).toEqual([[], 6]);
    browser.source.tell({ completo: true });
    expect(said).toEqual(['end']);
  });

  it('ends where the server knows nothing of it', async () => {
    browser.answers = () => new FakeAnswer(404);
    browser.source.refuse();
    await browser.pass(60_000);
    expect([said, browser.sources.length]).toEqual([['end'], 1]);
  });

  it('says nothing more when it is followed no longer', async () => {
    stop();
    browser.source.refuse();
    await browser.pass(60_000);
    expect([said, browser.sources.length, browser.asked]).toEqual([[], 1, []]);
  });
});
