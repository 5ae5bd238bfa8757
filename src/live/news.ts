import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Engine } from '../availability/engine.ts';
import type { LiveAnswers, LiveTexts } from './answers.ts';
import { NO_CODES, type Pending, unionOf } from './changes.ts';
import type { Client, Known } from './client.ts';
import { ALL, type AnswersByCode, keysOf, type News, NOTHING, newsFrom } from './event.ts';
import type { ChangedCodes, LiveJournal } from './journal.ts';
import { common, isLong, isTooMany, type Watch, watchedPart } from './watch.ts';

/** Calculation between two chances for requests to be served. */
const SLICE_MS = 8;

type Watched = Iterable<Watch<Client>>;

/** Works out what each watch is told: every answer touched and watched is made once, whoever watches it. */
export class NewsMaker {
  readonly #answers: LiveAnswers;
  readonly #journal: LiveJournal;
  /** The engine of now: between two slices of work it may move on. */
  readonly #engine: () => Engine;

  constructor(answers: LiveAnswers, journal: LiveJournal, engine: () => Engine) {
    this.#answers = answers;
    this.#journal = journal;
    this.#engine = engine;
  }

  /** News of the watchers of keys, who wait for no answer to be made. */
  ofKeys(watches: Watched, pending: Pending, before: string): Map<Watch<Client>, News> {
    const news = new Map<Watch<Client>, News>();
    const touched = withNoted(pending);
    for (const watch of watches) {
      if (watch.detail !== 'keys') continue;
      if (pending.all) {
        watch.owedFrom ??= before;
        continue;
      }
      const part = this.#partToTell(watch, touched, before);
      if (part.orders.size + part.products.size > 0) news.set(watch, keysOf(part));
    }
    return news;
  }

  /** News of each watch of answers. Where too many orders changed for one, it is owed the rest. */
  async ofAnswers(watches: Watched, pending: Pending, before: string): Promise<Map<Watch<Client>, News>> {
    if (pending.all) return await this.#ofEverything(watches, before);
    const parts = new Map<Watch<Client>, ChangedCodes>();
    for (const watch of watches) {
      if (watch.detail === 'answers') parts.set(watch, this.#partToTell(watch, pending, before));
    }
    const watched = unionOf(parts.values());
    for (const code of pending.orders) if (!watched.orders.has(code)) this.#answers.forget('order', code);
    for (const code of pending.products)
      if (!watched.products.has(code)) this.#answers.forget('product', code);
    const changed = await this.#changed(watched);
    const news = new Map<Watch<Client>, News>();
    for (const [watch, part] of parts) {
      const of = newsFrom(part, changed);
      if (of.orders.length + of.products.length > 0) news.set(watch, of);
    }
    return news;
  }

  /** What a client has to be told that knows answers of before, or none. */
  opening(watch: Watch<Client>, known: Partial<Known>): News {
    const { position = null, version = null, instant = null } = known;
    if (position === null && version === null && instant === null) {
      return isLong(watch) ? NOTHING : this.#current(watch);
    }
    const since = this.#versionOf(position, version, instant);
    const changed = since === null ? null : this.#journal.since(since);
    if (changed === null) return isLong(watch) ? ALL : this.#current(watch);
    const part = watchedPart(watch, changed);
    if (isTooMany(watch, part)) return ALL;
    return watch.detail === 'keys' ? keysOf(part) : this.#current(part);
  }

  #versionOf(position: string | null, version: number | null, instant: number | null): number | null {
    if (position !== null) return this.#journal.versionOf(position);
    return version ?? (instant === null ? null : this.#journal.versionAt(instant));
  }

  #current(part: ChangedCodes): News {
    const engine = this.#engine();
    return {
      all: false,
      orders: Array.from(part.orders, (code) => this.#answers.current(engine, 'order', code)),
      products: Array.from(part.products, (code) => this.#answers.current(engine, 'product', code)),
    };
  }

  #partToTell(watch: Watch<Client>, pending: Pending, before: string): ChangedCodes {
    const part = watchedPart(watch, pending);
    if (!isTooMany(watch, part)) return part;
    watch.owedFrom ??= before;
    const own = { orders: common(part.orders, pending.ownOrders), products: part.products };
    if (!isTooMany(watch, own)) return own;
    return { orders: NO_CODES, products: watch.detail === 'keys' ? NO_CODES : part.products };
  }

  /** News of another day or a book loaded anew: lists get what changed of theirs, watchers of more ask again. */
  async #ofEverything(watches: Watched, before: string): Promise<Map<Watch<Client>, News>> {
    const lists: Watch<Client>[] = [];
    for (const watch of watches) {
      if (isLong(watch)) watch.owedFrom ??= before;
      else lists.push(watch);
    }
    const watched = unionOf(lists);
    this.#answers.forgetAllBut(watched.orders, watched.products);
    const changed = await this.#changed(watched);
    return new Map(lists.map((watch) => [watch, newsFrom(watch, changed)]));
  }

  /** Makes every answer of a part once; those that differ from what was told. */
  async #changed(part: ChangedCodes): Promise<AnswersByCode> {
    const changed = { orders: new Map<string, LiveTexts>(), products: new Map<string, LiveTexts>() };
    const all = [
      ...Array.from(part.orders, (code) => ['order', code, changed.orders] as const),
      ...Array.from(part.products, (code) => ['product', code, changed.products] as const),
    ];
    let until = performance.now() + SLICE_MS;
    for (const [kind, code, found] of all) {
      // Between two slices the engine may move on: its new state is told then, and told again where that is pending.
      const texts = this.#answers.changed(this.#engine(), kind, code);
      if (texts !== null) found.set(code, texts);
      if (performance.now() < until) continue;
      await yieldToOthers();
      until = performance.now() + SLICE_MS;
    }
    return changed;
  }
}

/** What is told by key: orders too whose note alone is another. */
function withNoted(pending: Pending): Pending {
  if (pending.notedOrders.size === 0) return pending;
  const orders = new Set([...pending.orders, ...pending.notedOrders]);
  const ownOrders = new Set([...pending.ownOrders, ...pending.notedOrders]);
  return { ...pending, orders, ownOrders };
}
