import type { Fault } from './fault.ts';

const FEED = ['src/live/feed.test.ts'];
const KEYS = ['src/live/feed-keys.test.ts'];
const JOURNAL = ['src/live/journal.test.ts'];
const PACE = ['src/live/pace.test.ts'];

/** What is told to open pages. */
export const LIVE_FAULTS: readonly Fault[] = [
  {
    file: 'src/live/journal.ts',
    what: 'a page that comes back is told again what it has already',
    right: 'if (entry.version <= version) break;',
    wrong: 'if (entry.version < version) break;',
    guards: JOURNAL,
  },
  {
    file: 'src/live/journal.ts',
    what: 'a page that was away for too long is told a part as if it were all',
    right: 'this.#from = oldest.version;',
    wrong: '',
    guards: JOURNAL,
  },
  {
    file: 'src/live/pace.ts',
    what: 'a single change is told 50 ms late',
    right: 'thick ? TOGETHER_MS : CALM_MS,',
    wrong: 'TOGETHER_MS,',
    guards: PACE,
  },
  {
    file: 'src/live/pace.ts',
    what: 'a database that fails is asked again and again without a pause',
    right: 'if (failed) return LOOK_FAILED_MS;',
    wrong: 'if (failed) return 0;',
    guards: PACE,
  },
  {
    file: 'src/live/unsent.ts',
    what: 'a page that was closed over midnight keeps the answers of yesterday',
    right: 'isSameBook ? version + 1 : version',
    wrong: 'version',
    guards: FEED,
  },
  {
    file: 'src/live/clients.ts',
    what: 'a page on a slow line misses the first of several changes',
    right: 'if (client.busy) client.missedFrom ??= before;',
    wrong: 'if (client.busy) client.missedFrom = before;',
    guards: FEED,
  },
  {
    file: 'src/live/clients.ts',
    what: 'a page on a slow line is never told what it missed',
    right: 'if (alive && !this.#isClosed) this.#catchUp(client);',
    wrong: 'if (alive && !this.#isClosed) client.busy = false;',
    guards: FEED,
  },
  {
    file: 'src/live/answers.ts',
    what: 'pages are told answers that did not change',
    right: 'if (this.#told.get(key) === digest) return null;',
    wrong: '',
    guards: FEED,
  },
  {
    file: 'src/live/unsent.ts',
    what: 'a change and its reversal while no page was open leave the next page with the old answer',
    right: "for (const code of orders) answers.forget('order', code);",
    wrong: '',
    guards: FEED,
  },
  {
    file: 'src/live/watch.ts',
    what: 'pages in English are told sentences in Portuguese',
    right: "detail === 'keys' ? LANGUAGES[0]! : request.language",
    wrong: 'LANGUAGES[0]!',
    guards: FEED,
  },
  {
    file: 'src/live/changes.ts',
    what: 'an order that is gone stays on open pages',
    right: 'if (before !== undefined) codes.add(before);',
    wrong: '',
    guards: KEYS,
  },
];
