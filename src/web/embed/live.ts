import { StreamFollower } from '../stream-follower.ts';
import type { LiveNews } from './answers.ts';
import type { Api } from './api.ts';
import { guarded } from './console.ts';

/** Longest list of orders that goes into an address; more are followed by following all. */
const LONGEST_LIST = 1500;

/**
 * Follows the live book for the orders of a page. While the page is hidden nothing is followed: a browser opens few
 * connections to one server, and tabs nobody looks at must not hold them. What changed meanwhile comes when it is
 * shown again.
 */
export class LiveFollower {
  readonly #api: Api;
  readonly #stream: StreamFollower;
  #url = '';
  /** Version of the answers the page holds. */
  #version = 0;

  constructor(api: Api, heard: (news: LiveNews) => void) {
    this.#api = api;
    this.#stream = new StreamFollower({
      url: () => `${this.#url}&desde=${this.#version}`,
      heard: guarded((data: string) => {
        const news = JSON.parse(data) as LiveNews;
        this.#version = news.versao ?? this.#version;
        heard(news);
      }),
      hiddenMs: 0,
    });
  }

  /** Follows these orders from now on, from the version that the page holds of them. */
  follow(orders: readonly string[], version: number): void {
    // A list is split at its commas.
    const list = orders.some((order) => order.includes(',')) ? null : orders.map(encodeURIComponent).join();
    const url = this.#api.liveUrl(list !== null && list.length <= LONGEST_LIST ? list : null);
    // What is followed already goes on: it has told everything since it began.
    if (url === this.#url && this.#stream.isConnected) return;
    this.#url = url;
    this.#version = version;
    this.#stream.start();
  }

  stop(): void {
    this.#stream.close();
  }
}
