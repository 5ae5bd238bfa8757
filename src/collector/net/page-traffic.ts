import type { Page, Request, Response } from 'playwright-core';

/** What of a page's requests may still bring something to read. */
const TELLING_TYPES = new Set(['document', 'script', 'xhr', 'fetch']);
/** A request that may never end, or that is somebody else's, is waited for no longer than this. */
const DOUBTFUL_MS = 3_000;
/** The same question asked more often than this is a page that keeps watching something. */
const MOST_REPEATS = 2;
/** Words of addresses at which pages wait for news for as long as they are open. */
const WAITS_FOR_NEWS =
  /(^|[/_.-])(long-?poll(ing)?|poll(ing)?|comet|cable|websockets?|sockjs|socket\.io|signalr|event-?streams?|sse|heartbeats?|keep-?alive|presence|beacons?|telemetry|analytics|metrics|rum|collect)([/_.-]|$)/i;
/** Counted up or drawn anew at each question. */
const CHANGING_NUMBER = /\d{10,}|([?&](_|t|ts|cb|nonce|rand(om)?)=)[^&]*/gi;

/** Whether a request is waited for: as long as it takes, for a while, or not at all. */
export type Weight = 'counts' | 'doubtful' | 'never';

/** What decides it. */
export interface AskedFor {
  readonly type: string;
  readonly url: string;
  /** Times the page has asked the same, this time included. */
  readonly times: number;
}

/** How a request of a page of `origin` is waited for. Pure. */
export function weightOf({ type, url, times }: AskedFor, origin: string): Weight {
  if (!TELLING_TYPES.has(type) || !URL.canParse(url)) return 'never';
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return 'never';
  const asks = type === 'xhr' || type === 'fetch';
  if (asks && times > MOST_REPEATS) return 'never';
  // Scripts of other hosts fill pages too; what those hosts are asked is none of the portal's answers.
  if (!isSameSite(hostname, new URL(origin).hostname)) return type === 'script' ? 'doubtful' : 'never';
  return asks && WAITS_FOR_NEWS.test(pathname) ? 'doubtful' : 'counts';
}

/** Hosts of one owner, as far as names tell: the same last labels. */
function isSameSite(one: string, other: string): boolean {
  if (one === other) return true;
  const site = siteOf(other);
  return site.includes('.') && !/^[\d.]+$/.test(site) && (one === site || one.endsWith(`.${site}`));
}

/** `example.com` of `a.b.example.com`, `example.com.br` of `www.example.com.br`. */
function siteOf(host: string): string {
  const labels = host.split('.');
  const isSecondLevel =
    labels.length > 2 && (labels.at(-2)?.length ?? 0) <= 3 && (labels.at(-1)?.length ?? 0) === 2;
  return labels.slice(isSecondLevel ? -3 : -2).join('.');
}

interface UnderWay {
  readonly url: string;
  readonly weight: Weight;
  readonly since: number;
  isStreaming: boolean;
}

/**
 * What a page still asks for.
 *
 *     request ──▶ under way ──finished, failed──▶ gone      the page is quiet since the last one went
 *                    │ doubtful, or streaming, for 3 s
 *                    └──────────────────────────▶ not waited for any more
 *
 * Pictures, styles, event streams, sockets, beacons and what other hosts are asked are ignored.
 */
export class PageTraffic {
  readonly #page: Page;
  readonly #origin: string;
  readonly #underWay = new Map<Request, UnderWay>();
  readonly #asked = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #quietSince = performance.now();
  #changes = 0;

  /** @param origin of the portal */
  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    page
      .on('request', this.#begin)
      .on('response', this.#answered)
      .on('requestfinished', this.#finish)
      .on('requestfailed', this.#finish);
  }

  /** How often something began or ended that counts. */
  get changes(): number {
    return this.#changes;
  }

  /** Milliseconds for which nothing that counts was under way; -1 while something is. */
  quietMs(): number {
    const now = performance.now();
    let quietSince = this.#quietSince;
    for (const one of this.#underWay.values()) {
      if (one.weight === 'counts' && !one.isStreaming) return -1;
      if (now - one.since < DOUBTFUL_MS) return -1;
      quietSince = Math.max(quietSince, one.since + DOUBTFUL_MS);
    }
    return now - quietSince;
  }

  /** Addresses that are waited for. */
  pending(): readonly string[] {
    return this.quietMs() >= 0 ? [] : [...this.#underWay.values()].map(({ url }) => url);
  }

  /** Resolves at the next change, or after `ms`. */
  async change(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#listeners.add(done);
    });
  }

  /** Nothing has been quiet until now. */
  touched(): void {
    this.#quietSince = performance.now();
  }

  /** Stops watching. */
  end(): void {
    this.#page
      .off('request', this.#begin)
      .off('response', this.#answered)
      .off('requestfinished', this.#finish)
      .off('requestfailed', this.#finish);
    for (const listener of [...this.#listeners]) listener();
  }

  readonly #begin = (request: Request): void => {
    const url = request.url();
    const type = request.resourceType();
    const key = [request.method(), url.replace(CHANGING_NUMBER, '$1'), request.postData() ?? ''].join(' ');
    const times = (this.#asked.get(key) ?? 0) + 1;
    this.#asked.set(key, times);
    const weight = weightOf({ type, url, times }, this.#origin);
    if (weight === 'never') return;
    this.#underWay.set(request, { url, weight, since: performance.now(), isStreaming: false });
    this.#changed();
  };

  /** An answer that has begun and does not end is one that waits for news. */
  readonly #answered = (response: Response): void => {
    const one = this.#underWay.get(response.request());
    if (one === undefined) return;
    if (/text\/event-stream/i.test(response.headers()['content-type'] ?? ''))
      this.#finish(response.request());
    else one.isStreaming = response.request().resourceType() !== 'document';
  };

  readonly #finish = (request: Request): void => {
    if (!this.#underWay.delete(request)) return;
    this.#quietSince = performance.now();
    this.#changed();
  };

  #changed(): void {
    this.#changes++;
    for (const listener of [...this.#listeners]) listener();
  }
}
