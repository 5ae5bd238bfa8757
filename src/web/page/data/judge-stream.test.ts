import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnswer, FakeBrowser } from '../../../../test/support/fake-browser.ts';
import { judgeStream } from './judge-stream.ts';

let browser: FakeBrowser;
beforeEach(() => {
  browser = new FakeBrowser();
});
afterEach(() => browser.close());

describe('what a refused stream comes to', () => {
  it.each([
    [204, 'gone'],
    [404, 'gone'],
    [410, 'gone'],
    [400, 'refused'],
    [401, 'refused'],
    [403, 'refused'],
    [408, 'outage'],
    [429, 'outage'],
    [500, 'outage'],
    [502, 'outage'],
    [503, 'outage'],
    // It is there again: it was away for a moment.
    [200, 'outage'],
  ])('%d is %s', async (status, refusal) => {
    browser.answers = () => new FakeAnswer(status);
    expect(await judgeStream('/api/x/stream')).toBe(refusal);
    expect(browser.asked).toMatchObject([{ method: 'GET', path: '/api/x/stream' }]);
  });

  it('is an outage where nothing answers, at once or ever', async () => {
    browser.answers = () => {
      throw new TypeError('connection refused');
    };
    expect(await judgeStream('/x')).toBe('outage');
    browser.answers = () => new Promise(() => undefined);
    const judged = judgeStream('/x');
    await browser.pass(10_000);
    expect(await judged).toBe('outage');
  });
});
