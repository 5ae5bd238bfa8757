import { element } from './elements.ts';
import type { EmbedWords } from './words.ts';

const GONE_AFTER_MS = 3000;

/** How a run goes, at the corners of the page: a box with a bar, and the workers at work. */
export class RunProgress {
  readonly #words: EmbedWords;
  #box: HTMLElement | null = null;
  #bar: HTMLElement | null = null;
  #text: HTMLElement | null = null;
  #badge: HTMLElement | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #total = 0;
  readonly #seen = new Set<number>();

  constructor(words: EmbedWords) {
    this.#words = words;
  }

  /** A run of so many orders begins. */
  begin(total: number): void {
    this.gone();
    this.#total = total;
    const fill = element('div');
    this.#bar = element(
      'div',
      {
        class: 'ruptura-trilho',
        role: 'progressbar',
        'aria-valuemin': '0',
        'aria-valuemax': '100',
        'aria-labelledby': 'ruptura-progresso-titulo',
      },
      fill,
    );
    this.#text = element('p', { role: 'status' });
    this.#box = element(
      'div',
      { id: 'ruptura-progresso', role: 'region', 'aria-labelledby': 'ruptura-progresso-titulo' },
      element('strong', { id: 'ruptura-progresso-titulo' }, this.#words.say('box_title')),
      this.#bar,
      this.#text,
    );
    document.body.append(this.#box);
    this.move(0);
    this.#describe();
  }

  /** Percentage done. */
  move(percent: number): void {
    this.#bar?.setAttribute('aria-valuenow', String(Math.floor(percent)));
    (this.#bar?.firstElementChild as HTMLElement | null)?.style.setProperty('width', `${percent}%`);
  }

  /** A worker of the run gave a sign: it counts until the end, out of work or not. */
  worker(id: number): void {
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    this.#describe();
  }

  /** The orders are analysed one by one, by no worker. */
  single(): void {
    this.#seen.clear();
    this.#removeBadge();
    this.#write(this.#words.say('box_single', { n: this.#words.number(this.#total) }));
  }

  /** The run is over: the last sentence stays for a while. */
  end(sentence: string): void {
    this.#removeBadge();
    this.#write(sentence);
    this.#timer = setTimeout(() => this.gone(), GONE_AFTER_MS);
  }

  /** Nothing of it is left in the page. */
  gone(): void {
    clearTimeout(this.#timer);
    this.#box?.remove();
    this.#box = null;
    this.#removeBadge();
    this.#seen.clear();
  }

  #describe(): void {
    const workers = this.#seen.size;
    const n = this.#words.number(this.#total);
    const key = workers === 0 ? 'box_plain' : workers === 1 ? 'box_worker' : 'box_workers';
    this.#write(this.#words.say(key, { n, workers }));
    if (workers === 0 || this.#box === null) return;
    if (this.#badge === null) {
      this.#badge = element('div', { id: 'ruptura-workers', role: 'status' });
      document.body.append(this.#badge);
    }
    this.#badge.textContent = this.#words.say('workers_active', { n: workers });
  }

  #removeBadge(): void {
    this.#badge?.remove();
    this.#badge = null;
  }

  #write(sentence: string): void {
    if (this.#text !== null) this.#text.textContent = sentence;
  }
}
