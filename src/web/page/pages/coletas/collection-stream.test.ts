import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnswer, FakeBrowser } from '../../../../../test/support/fake-browser.ts';
import type { CollectionStreamEvent } from '../../../../contract/collection-wire.ts';
import { CollectionStream } from './collection-stream.ts';

let browser: FakeBrowser;
let stream: CollectionStream;
beforeEach(() => {
  browser = new FakeBrowser();
  stream = new CollectionStream('/api/coletas/c1/stream');
  stream.follow();
});
afterEach(() => browser.close());

const picture = (revisao: number, completo = false): CollectionStreamEvent =>
  ({ revisao, completo }) as CollectionStreamEvent;

describe('a collection that is followed', () => {
  it('shows the newest picture', () => {
    expect([stream.state.value, stream.now.value]).toEqual(['connecting', null]);
    browser.source.tell(picture(1));
    browser.source.tell(picture(2));
    expect([stream.state.value, stream.now.value?.revisao]).toEqual(['live', 2]);
  });

  it('rests when the collection does, and is followed again when it was begun again', () => {
    browser.source.tell(picture(1, true));
    expect([stream.state.value, browser.source.readyState]).toEqual(['rests', 2]);
    stream.follow();
    browser.source.tell(picture(2));
    expect([stream.state.value, browser.sources.length]).toEqual(['live', 2]);
  });

  it('says that it is not followed while the server is away, and keeps what it showed', async () => {
    browser.source.tell(picture(1));
    browser.source.cut();
    expect([stream.state.value, stream.now.value?.revisao]).toEqual(['reconnecting', 1]);
    browser.answers = () => new FakeAnswer(503);
    for (let refusals = 0; refusals < 8; refusals++) {
      browser.source.refuse();
      await browser.pass(20_000);
    }
    expect(stream.state.value).toBe('reconnecting');
    browser.source.tell(picture(2));
    expect(stream.state.value).toBe('live');
  });

  it('is lost where the server knows no such collection', async () => {
    browser.answers = () => new FakeAnswer(404);
    browser.source.refuse();
    expect(stream.state.value).toBe('connecting');
    await browser.pass(60_000);
    expect([stream.state.value, browser.sources.length]).toEqual(['lost', 1]);
  });

  it('says nothing more when nobody looks at it', async () => {
    stream.close();
    browser.source.refuse();
    await browser.pass(60_000);
    expect([stream.state.value, browser.sources.length]).toEqual(['connecting', 1]);
  });
});
