import { type ReadonlySignal, signal } from '@preact/signals';
import type { CardexAnswer, PastMovement } from '../../../../contract/stock-wire.ts';
import { type ApiError, asApiError, ask } from '../../data/api.ts';
import { olderMovements } from '../../data/questions.ts';

/** Movements asked for at a time. */
const PAGE = 200;

/**
 * The movements of a product, newest first, as far as the person has scrolled.
 *
 * In: the first page, whenever the card is answered anew. As long as it is the same, what was loaded behind it stays;
 * otherwise the list begins again with it, since every balance after a new movement is another.
 */
export class MovementRows {
  readonly rows: ReadonlySignal<readonly PastMovement[]>;
  /** Whether there are older ones. */
  readonly hasMore: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<ApiError | null>;
  readonly #rows = signal<readonly PastMovement[]>([]);
  readonly #hasMore = signal(false);
  readonly #error = signal<ApiError | null>(null);
  readonly #product: string;
  #first = '';
  #next: string | null = null;
  #asking: AbortController | null = null;

  constructor(product: string) {
    this.#product = product;
    this.rows = this.#rows;
    this.hasMore = this.#hasMore;
    this.error = this.#error;
  }

  begin({ movimentacoes, proximo }: Pick<CardexAnswer, 'movimentacoes' | 'proximo'>): void {
    const first = JSON.stringify([movimentacoes, proximo]);
    if (first === this.#first) return;
    this.close();
    this.#first = first;
    this.#rows.value = movimentacoes;
    this.#turnTo(proximo);
  }

  /** Asks for the next older ones, unless that is under way or there are none. */
  more(): void {
    if (this.#asking !== null || this.#next === null) return;
    const asking = new AbortController();
    this.#asking = asking;
    ask(olderMovements(this.#product, this.#next, PAGE), { signal: asking.signal }).then(
      ({ movimentacoes, proximo }) => {
        if (this.#asking !== asking) return;
        this.#asking = null;
        this.#error.value = null;
        this.#rows.value = [...this.#rows.peek(), ...movimentacoes];
        this.#turnTo(proximo);
      },
      (error: unknown) => {
        if (this.#asking !== asking) return;
        this.#asking = null;
        this.#error.value = asApiError(error);
      },
    );
  }

  close(): void {
    this.#asking?.abort();
    this.#asking = null;
  }

  #turnTo(next: string | null): void {
    this.#next = next;
    this.#hasMore.value = next !== null;
  }
}
