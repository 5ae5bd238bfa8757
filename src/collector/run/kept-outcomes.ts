import type { CollectionState } from '../../contract/collection-codes.ts';
import { RupturaError } from '../../contract/errors.ts';
import { diskError } from '../disk-errors.ts';
import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import type { FinishedPurchase } from './finished-purchase.ts';

/** Where results are kept for good. What it has taken survives any crash. */
export interface CollectionStore {
  outcome(outcome: PurchaseOutcome): Promise<void>;
  /** The purchase's result does not count any more. */
  reopened(number: string): Promise<void>;
  state(state: CollectionState): Promise<void>;
}

/**
 * The results of a run: on the disk before anybody is told of them. A disk that does not take one ends the run: it is
 * not tried again, because what follows would not be kept either.
 */
export class KeptOutcomes {
  readonly #store: CollectionStore;
  readonly #outputFolder: string;
  readonly #onFailure: (error: RupturaError) => void;
  readonly #finished = new Map<string, FinishedPurchase>();
  #writing = 0;

  /** @param onFailure told that something could not be written */
  constructor(store: CollectionStore, outputFolder: string, onFailure: (error: RupturaError) => void) {
    this.#store = store;
    this.#outputFolder = outputFolder;
    this.#onFailure = onFailure;
  }

  /** Something is on its way to the disk. */
  get isWriting(): boolean {
    return this.#writing > 0;
  }

  /** Purchases that got a result in this run. */
  get finished(): readonly FinishedPurchase[] {
    return [...this.#finished.values()];
  }

  /** @returns whether the result is kept; if not, `onFailure` was told */
  async keep(purchase: PurchaseOrder, outcome: PurchaseOutcome, worker: number | null): Promise<boolean> {
    const isKept = await this.#write(() => this.#store.outcome(outcome));
    if (isKept) this.#finished.set(outcome.number, { purchase, outcome, worker });
    return isKept;
  }

  /** Takes a result of this run back; null where there is none. */
  async reopen(number: string): Promise<FinishedPurchase | null> {
    const former = this.#finished.get(number);
    if (former === undefined) return null;
    this.#finished.delete(number);
    await this.#write(() => this.#store.reopened(number));
    return former;
  }

  /** How the run ended. @returns why that could not be written; null where it was */
  async end(state: CollectionState): Promise<RupturaError | null> {
    return await this.#store.state(state).then(
      () => null,
      (error: unknown) => this.#notKept(error),
    );
  }

  async #write(write: () => Promise<void>): Promise<boolean> {
    this.#writing++;
    try {
      await write();
      return true;
    } catch (error) {
      this.#onFailure(this.#notKept(error));
      return false;
    } finally {
      this.#writing--;
    }
  }

  #notKept(error: unknown): RupturaError {
    const motivo = error instanceof Error ? error.message : String(error);
    const refused = diskError(error, this.#outputFolder);
    return refused ?? new RupturaError('COLETA_SEM_GRAVAR', { motivo }, { cause: error });
  }
}
