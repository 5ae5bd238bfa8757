import { describe, expect, it } from 'vitest';
import { Watched } from './watched.ts';

/** The signal of one who waits as long as it takes. */
const never = (): AbortSignal => new AbortController().signal;

describe('who watches work', () => {
  it('is told of a change at once, all who wait', async () => {
    const watched = new Watched();
    const waiting = Promise.all(Array.from({ length: 50 }, () => watched.changed(0, never())));
    watched.tell();
    await waiting;
    expect(watched.told).toBe(1);
  });

  it('misses nothing that was told between a look and the waiting', async () => {
    const watched = new Watched();
    const seen = watched.told;
    watched.tell();
    await watched.changed(seen, never());
  });

  it('waits no longer than the signal lets it', async () => {
    const gone = new AbortController();
    const waiting = new Watched().changed(0, gone.signal);
    gone.abort();
    await waiting;
    await new Watched().changed(0, gone.signal);
  });

  it('is told of progress now and then, and of the end always', () => {
    let now = 0;
    const watched = new Watched({ pause: 100, clock: () => now });
    watched.tellProgress();
    for (now = 1; now < 100; now++) watched.tellProgress();
    expect(watched.told).toBe(1);
    now = 100;
    watched.tellProgress();
    watched.tellProgress();
    watched.tell();
    expect(watched.told).toBe(3);
  });
});
