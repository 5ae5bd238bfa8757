import type { LiveNews } from './answers.ts';
import type { Api } from './api.ts';
import { guarded } from './console.ts';

/** Longest list of orders that goes into an address; more are followed by following all. */
const LONGEST_LIST = 1500;
const FIRST_RETRY_MS = 5000;
const LAST_RETRY_MS = 60_000;

/**
 * Follows the live book for the orders of a page. While the page is hidden nothing is followed: a browser opens few
 * connections to one server, and tabs nobody looks at must not hold them. What changed meanwhile comes when it is
 * shown again.
 */
export class LiveFollower {
  readonly #api: Api;
  readonly #heard: (news: LiveNews) => void;
  #source: EventSource | null = null;
  #url = '';
  /** Version of the answers the page holds. */
  #version = 0;
  #isFollowing = false;
  #wait = FIRST_RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #visibility = (): void => (document.hidden ? this.#close() : this.#open());

  constructor(api: Api, heard: (news: LiveNews) => void) {
    this.#api = api;
    this.#heard = heard;
  }

  /** Follows these orders from now on, from the version that the page holds of them. */
  follow(orders: readonly string[], version: number): void {
    if (!this.#isFollowing) document.addEventListener('visibilitychange', this.#visibility);
    this.#isFollowing = true;
    // A list is split at its commas.
    const list = orders.some((order) => order.includes(',')) ? null : orders.map(encodeURIComponent).join();
    const url = this.#api.liveUrl(list !== null && list.length <= LONGEST_LIST ? list : null);
    // What is followed already goes on: it has told everything since it began.
    if (url === this.#url && this.#source !== null) return;
    this.#url = url;
    this.#version = version;
    this.#close();
    this.#open();
  }

  stop(): void {
    this.#isFollowing = false;
    document.removeEventListener('visibilitychange', this.#visibility);
    this.#close();
  }

  #open(): void {
    if (!this.#isFollowing || this.#source !== null || document.hidden) return;
    const source = new EventSource(`${this.#url}&desde=${this.#version}`);
    this.#source = source;
    source.onmessage = guarded(({ data }: MessageEvent) => {
      const news = JSON.parse(String(data)) as LiveNews;
      this.#wait = FIRST_RETRY_MS;
      this.#version = news.versao ?? this.#version;
      this.#heard(news);
    });
    source.onerror = () => {
      // While it is only cut, the browser connects again by itself.
      if (source.readyState === EventSource.CLOSED && source === this.#source) this.#later();
    };
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #later(): void {
    this.#close();
    this.#timer = setTimeout(() => this.#open(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LAST_RETRY_MS);
  }
}
