import { describe, expect, it } from 'vitest';
import type { PagePart, PurchasePage } from '../portal.ts';
import { QUIET_TIMES, quietNeeded } from './page-patience.ts';

const PAGE = 'https://x.example/order_headers/1';

function pageOf(...parts: Partial<PagePart>[]): PurchasePage {
  const whole = {
    part: 'form' as const,
    page: PAGE,
    said: 0,
    found: 0,
    lacking: 0,
    isWaiting: false,
    toOpen: [],
    strange: 0,
  };
  return {
    attachments: [],
    requisitions: [],
    supplier: null,
    parts: parts.map((one) => ({ ...whole, ...one })),
  };
}

const opener = { selector: '#more', page: PAGE, replaces: false, url: null };

describe('how long a page must be quiet', () => {
  it('is not at all where each part says how much there is, and that was found', () => {
    expect(quietNeeded('purchase', pageOf({ said: 2, found: 2 }, { said: 0 }), QUIET_TIMES)).toBe(0);
    expect(quietNeeded('not-found', null, QUIET_TIMES)).toBe(0);
    expect(quietNeeded('portal-closed', null, QUIET_TIMES)).toBe(0);
  });

  it.each<[string, PurchasePage, number]>([
    [
      'one part says nothing of how much there is',
      pageOf({ said: 2, found: 2 }, { said: null }),
      QUIET_TIMES.silentMs,
    ],
    ['no part is known', pageOf(), QUIET_TIMES.silentMs],
    ['something is strange', pageOf({ said: 1, found: 1, strange: 1 }), QUIET_TIMES.silentMs],
    [
      'something can be opened',
      pageOf({ said: 2, found: 1, lacking: 1, toOpen: [opener] }),
      QUIET_TIMES.silentMs,
    ],
    ['more is promised than found', pageOf({ said: 2, found: 1, lacking: 1 }), QUIET_TIMES.lackingMs],
    ['a place is empty', pageOf({ said: 0 }, { said: null, isWaiting: true }), QUIET_TIMES.waitingMs],
  ])('depends on what is missing: %s', (_, content, needed) => {
    expect(quietNeeded('purchase', content, QUIET_TIMES)).toBe(needed);
  });

  it('gives pages on their way time to go on by themselves', () => {
    expect(quietNeeded('sign-in', null, QUIET_TIMES)).toBe(QUIET_TIMES.signOnMs);
    expect(quietNeeded('unknown', null, QUIET_TIMES)).toBe(QUIET_TIMES.lackingMs);
  });
});
