import type { OrderAnswer } from '../../contract/wire.ts';
import type { LiveNews, OrderResult } from './answers.ts';
import { Api, type RequestFailed } from './api.ts';
import { complain, guarded, inform } from './console.ts';
import { DetailsDialog } from './dialog.ts';
import { LiveFollower } from './live.ts';
import { interceptManager } from './manager.ts';
import { paintOf } from './paint.ts';
import { RunProgress } from './progress.ts';
import { Rows } from './rows.ts';
import { failedOrder, type ResultsWay, type RunListener, runAnalysis } from './run.ts';
import type { EmbedSettings } from './settings.ts';
import type { SlotLook } from './slot.ts';
import { addStyle } from './style.ts';
import { type EmbedWords, embedWordsOf } from './words.ts';

/** An order on its way to an answer. */
type Waiting = 'waiting' | 'sending' | 'analysing';

const PAINT_PAUSE_MS = 150;
const WAY_SENTENCES = { stream: 'way_stream', polling: 'way_polling', single: 'way_single' } as const;

/**
 * The script at work in a page. While it is on it keeps an answer for every row: analyses the orders of the rows there
 * are and of those that come, follows the live book, opens the details. Switched off it leaves nothing behind.
 *
 * One run at a time: orders that appear meanwhile wait for the next.
 */
export class PageAnalysis {
  readonly #settings: EmbedSettings;
  readonly #words: EmbedWords;
  readonly #api: Api;
  readonly #rows: Rows;
  readonly #progress: RunProgress;
  readonly #dialog: DetailsDialog;
  readonly #live: LiveFollower;
  readonly #results = new Map<string, OrderResult>();
  readonly #waiting = new Map<string, Waiting>();
  /** Orders analysed alone now. */
  readonly #single = new Set<string>();
  readonly #queue = new Set<string>();
  /** Orders whose rows do not show their answer yet. */
  readonly #stale = new Set<string>();
  #paintTimer: ReturnType<typeof setTimeout> | undefined;
  #isQuiet = true;
  #undos: (() => void)[] = [];
  #run: AbortController | null = null;
  #lastWay: ResultsWay | null = null;

  constructor(settings: EmbedSettings) {
    this.#settings = settings;
    this.#words = embedWordsOf(settings.language);
    this.#api = new Api(settings.api, settings.language);
    this.#progress = new RunProgress(this.#words);
    this.#dialog = new DetailsDialog(this.#words);
    this.#live = new LiveFollower(this.#api, (news) => this.#heard(news));
    this.#rows = new Rows(settings, {
      look: (order) => this.#look(order),
      clicked: (order) => {
        this.analyseOne(order, this.#results.get(order)?.success === true).catch(complain);
      },
      appeared: (orders) => this.#enqueue(orders, false),
      noCell: () => complain(this.#words.say('trouble_no_cell', { cell: settings.cell, row: settings.row })),
    });
  }

  get isOn(): boolean {
    return this.#undos.length > 0;
  }

  /** Starts, as soon as the page is read. Does nothing where it is on. */
  switchOn(): void {
    if (this.isOn) return;
    // At once: the page's own start may come before its end is read.
    this.#undos.push(interceptManager(this.#settings.start, () => this.#enqueue(this.#unknown(), false)));
    if (document.readyState !== 'loading') {
      this.#begin();
      return;
    }
    const ready = guarded(() => this.#begin());
    document.addEventListener('DOMContentLoaded', ready, { once: true });
    this.#undos.push(() => document.removeEventListener('DOMContentLoaded', ready));
  }

  /** Leaves the page as it was. */
  switchOff(): void {
    for (const undo of this.#undos.reverse()) undo();
    this.#undos = [];
  }

  #begin(): void {
    if (!this.#areSelectorsGood()) return;
    this.#undos.push(
      addStyle(),
      () => this.#rows.stop(),
      () => this.#live.stop(),
      () => this.#dialog.close(),
      () => this.#stopRun(),
    );
    this.#rows.start();
  }

  #areSelectorsGood(): boolean {
    const { table: tabela, row: linha, cell: celula, button: botao } = this.#settings;
    for (const [attribute, selector] of Object.entries({ tabela, linha, celula, botao })) {
      try {
        document.createDocumentFragment().querySelector(selector);
      } catch {
        complain(this.#words.say('trouble_selector', { attribute, selector }));
        return false;
      }
    }
    return true;
  }

  #stopRun(): void {
    this.#run?.abort();
    this.#run = null;
    this.#progress.gone();
    this.#queue.clear();
    this.#waiting.clear();
    this.#results.clear();
  }

  /** Analyses all orders of the page. */
  analyseAll(): void {
    this.#enqueue(this.#rows.orders(), false);
  }

  /** Orders of the page that have no answer and are not on their way to one: those that have follow the live book. */
  #unknown(): string[] {
    return this.#rows.orders().filter((order) => !this.#results.has(order) && !this.#waiting.has(order));
  }

  /**
   * Analyses one order at once, without the queue, and shows its details where there is an answer.
   * @returns the answer; null where there is none
   */
  async analyseOne(order: string, wantsDetails = true): Promise<OrderAnswer | null> {
    if (this.#single.has(order)) return null;
    const held = this.#results.get(order);
    const showsDetails = wantsDetails && this.isOn;
    const opener = document.activeElement;
    if (showsDetails && held?.success === true) this.#dialog.open(held);
    this.#single.add(order);
    this.#rows.show(order);
    const result = await this.#api.order(order).catch((error: RequestFailed) => {
      this.#reportOne(order, error);
      return failedOrder(order, error);
    });
    this.#single.delete(order);
    // Of a server that tells none the sentences are not asked for again and again.
    if (result !== null) this.#take([{ explicacao: null, ...result } as OrderResult]);
    else if (held === undefined) this.#waiting.delete(order);
    this.#rows.show(order);
    // A disabled button loses the focus.
    if (document.activeElement === document.body) (opener as HTMLElement | null)?.focus();
    if (result?.success !== true) return null;
    if (showsDetails && held?.success !== true) this.#dialog.open(result);
    const newest = this.#results.get(order);
    this.#dialog.update(newest?.success === true ? newest : result);
    return result;
  }

  #reportOne(order: string, error: RequestFailed): void {
    this.#dialog.fail(order, error.message);
    if (failedOrder(order, error) === null) this.#complainOfServer(error);
  }

  #complainOfServer({ message: reason }: RequestFailed): void {
    complain(this.#words.say('trouble_server', { api: this.#api.base, reason }));
  }

  /** @param isQuiet the rows keep what they show until the new answers are there */
  #enqueue(orders: readonly string[], isQuiet: boolean): void {
    for (const order of orders) {
      this.#queue.add(order);
      // Without a run one begins at once, and says more.
      if (!isQuiet && this.#run !== null) this.#mark(order, 'waiting');
      else if (!isQuiet) this.#waiting.set(order, 'waiting');
    }
    this.#isQuiet &&= isQuiet;
    if (this.#run === null && this.#queue.size > 0) this.#runQueue().catch(complain);
  }

  async #runQueue(): Promise<void> {
    const run = new AbortController();
    this.#run = run;
    while (this.#queue.size > 0 && !run.signal.aborted) {
      const orders = [...this.#queue];
      const isQuiet = this.#isQuiet;
      this.#queue.clear();
      this.#isQuiet = true;
      await this.#analyse(orders, isQuiet, run.signal);
    }
    if (run.signal.aborted) return;
    this.#run = null;
    this.#follow();
  }

  /** Follows the orders of the page, those apart that can be no order. */
  #follow(): void {
    const isRefused = (result: OrderResult | undefined): boolean =>
      result?.success === false && result.codigo === '';
    const orders = this.#rows.orders().filter((order) => !isRefused(this.#results.get(order)));
    if (orders.length > 0) this.#live.follow(orders, this.#heldVersion());
    else this.#live.stop();
  }

  async #analyse(orders: readonly string[], isQuiet: boolean, signal: AbortSignal): Promise<void> {
    if (!isQuiet) {
      this.#progress.begin(orders.length);
      for (const order of orders) this.#mark(order, 'sending');
    }
    await runAnalysis(this.#api, orders, this.#listener(orders, isQuiet), signal);
    if (signal.aborted) return;
    for (const order of orders) {
      this.#waiting.delete(order);
      if (!this.#results.has(order)) this.#rows.show(order);
    }
    if (!isQuiet) this.#progress.end(this.#outcome(orders));
  }

  #listener(orders: readonly string[], isQuiet: boolean): RunListener {
    let isBegun = isQuiet;
    return {
      accepted: () => isQuiet || this.#markOpen(orders, 'waiting'),
      way: (way) => {
        if (way !== this.#lastWay) inform(this.#words.say(WAY_SENTENCES[way]));
        this.#lastWay = way;
        if (way === 'single' && !isQuiet) {
          this.#progress.single();
          this.#markOpen(orders, 'analysing');
        }
      },
      results: (results) => this.#take(results),
      progress: (percent) => isQuiet || this.#progress.move(percent),
      worker: (id) => {
        if (!isBegun) this.#markOpen(orders, 'analysing');
        isBegun = true;
        if (!isQuiet) this.#progress.worker(id);
      },
      failed: (error) => this.#complainOfServer(error),
    };
  }

  #outcome(orders: readonly string[]): string {
    const results = orders.map((order) => this.#results.get(order));
    if (results.every((result) => result === undefined)) return this.#words.say('box_failed');
    const answers = results.filter((result) => result?.success === true);
    const ok = answers.filter((answer) => answer.pedido_ok).length;
    return this.#words.say('box_done', {
      ok: this.#words.number(ok),
      short: this.#words.number(answers.length - ok),
      errors: this.#words.number(results.length - answers.length),
    });
  }

  /** Every change since the oldest answer held is still to be heard of. */
  #heldVersion(): number {
    let version = Number.POSITIVE_INFINITY;
    for (const order of this.#rows.orders()) {
      version = Math.min(version, this.#results.get(order)?.versao ?? version);
    }
    return Number.isFinite(version) ? version : 0;
  }

  #heard(news: LiveNews): void {
    if (news.resultados !== undefined) this.#take(news.resultados);
    // The server answers again: what it could not answer before is asked once more.
    if (news.tudo === true) {
      // Versions of another history of the book cannot be compared with those to come.
      for (const [order, result] of this.#results) this.#results.set(order, { ...result, versao: 0 });
      this.#enqueue(this.#rows.orders(), true);
    } else {
      this.#enqueue(this.#unknown(), true);
    }
  }

  #take(results: readonly OrderResult[]): void {
    for (const result of results) {
      const order = result.num_pedido;
      // The live book of all orders tells of orders that no row shows.
      if (!this.#rows.has(order)) continue;
      const held = this.#results.get(order);
      this.#waiting.delete(order);
      // A run's answer may arrive after a newer one of the live book.
      if ((held?.versao ?? 0) <= (result.versao ?? Number.POSITIVE_INFINITY)) {
        this.#results.set(order, result);
        if (result.success) this.#dialog.update(result);
      }
      this.#stale.add(order);
    }
    this.#explain();
    this.#paintTimer ??= this.#paint();
  }

  /** Answers of a stream come without their sentences: those of the order whose details are open are asked for. */
  #explain(): void {
    const order = this.#dialog.order ?? '';
    const shown = this.#results.get(order);
    if (shown?.success === true && shown.explicacao === undefined) {
      this.analyseOne(order, false).catch(complain);
    }
  }

  /** Shows what came, now and then: with thousands of rows every showing lays out the whole table anew. */
  #paint(): ReturnType<typeof setTimeout> | undefined {
    if (this.#stale.size === 0) return undefined;
    for (const order of this.#stale) this.#rows.show(order);
    this.#stale.clear();
    return setTimeout(() => {
      this.#paintTimer = this.#paint();
    }, PAINT_PAUSE_MS);
  }

  #mark(order: string, state: Waiting): void {
    this.#waiting.set(order, state);
    this.#rows.show(order);
  }

  /** Those that have no answer yet. */
  #markOpen(orders: readonly string[], state: Waiting): void {
    for (const order of orders) if (this.#waiting.has(order)) this.#mark(order, state);
  }

  #look(order: string): SlotLook {
    const words = this.#words;
    const waiting = this.#single.has(order) ? 'analysing' : this.#waiting.get(order);
    if (waiting !== undefined) {
      const isBusy = this.#single.has(order) || waiting !== 'waiting';
      return { text: words.say(waiting), colour: 'outline-secondary', title: '', note: '', isBusy };
    }
    const result = this.#results.get(order);
    if (result?.success !== true) {
      return {
        text: words.say('error'),
        colour: 'outline-danger',
        title: result?.error ?? '',
        note: '',
        isBusy: false,
      };
    }
    const { qtd_itens_ruptura: short, total_itens: all } = result.resumo;
    const note = words.say('short_items', { short, all });
    return { ...paintOf(result, words), title: words.say('details'), note, isBusy: false };
  }
}
