import type { PurchaseList } from '../collector/list/list-reader.ts';
import type { PurchaseOutcome } from '../collector/purchase.ts';
import type { CollectionEvent } from '../collector/run/collection-event.ts';
import { type FinishedPurchase, hasSucceeded, saysNone } from '../collector/run/finished-purchase.ts';
import type { Collection } from '../contract/collection-wire.ts';

/** What has become of the purchases of a list: as a journal says, and then as the events of a run do. */
export class PurchaseTally {
  readonly #list: PurchaseList;
  readonly #numbers: ReadonlySet<string>;
  readonly #outcomes: Map<string, PurchaseOutcome>;
  readonly #workers: Map<string, number>;
  readonly #atWork = new Map<string, number>();

  /** @param workers who brought which result */
  constructor(
    list: PurchaseList,
    outcomes: ReadonlyMap<string, PurchaseOutcome>,
    workers: readonly (readonly [number: string, worker: number])[],
  ) {
    this.#list = list;
    this.#numbers = new Set(list.purchases.map(({ number }) => number));
    this.#outcomes = new Map(outcomes);
    this.#workers = new Map(workers);
  }

  /** Results by number. */
  get outcomes(): ReadonlyMap<string, PurchaseOutcome> {
    return this.#outcomes;
  }

  /** Who brought which result. */
  get workers(): ReadonlyMap<string, number> {
    return this.#workers;
  }

  /** Purchases at work, and who works on them. */
  get atWork(): ReadonlyMap<string, number> {
    return this.#atWork;
  }

  /** Takes an event in. Returns whether it changed what is told of a purchase; what only the picture shows does not. */
  take(event: CollectionEvent): boolean {
    switch (event.kind) {
      case 'purchase-begun':
        this.#atWork.set(event.number, event.worker);
        return true;
      case 'purchase-left':
        return this.#atWork.delete(event.number);
      case 'worker-ended':
        for (const [number, worker] of this.#atWork) if (worker === event.worker) this.#atWork.delete(number);
        return true;
      case 'purchase-done':
        this.#atWork.delete(event.outcome.number);
        this.#outcomes.set(event.outcome.number, event.outcome);
        if (event.worker !== null) this.#workers.set(event.outcome.number, event.worker);
        return true;
      case 'purchase-reopened':
        return this.#outcomes.delete(event.outcome.number);
      case 'state':
      case 'paused':
      case 'notice':
        return true;
      default:
        return false;
    }
  }

  /** A result counts no more: the purchase is collected again. */
  reopen(number: string): void {
    this.#outcomes.delete(number);
  }

  /** Nobody works any more. */
  rest(): void {
    this.#atWork.clear();
  }

  has(number: string): boolean {
    return this.#numbers.has(number);
  }

  /** Purchases with a result that leaves something to be done. */
  failed(): readonly string[] {
    return [...this.#outcomes.values()]
      .filter((outcome) => !hasSucceeded(outcome) && this.#numbers.has(outcome.number))
      .map(({ number }) => number);
  }

  count(): Pick<Collection, 'prontos' | 'com_sucesso' | 'sem_anexos' | 'com_falha' | 'arquivos' | 'bytes'> {
    let [prontos, com_sucesso, sem_anexos, arquivos, bytes] = [0, 0, 0, 0, 0];
    for (const outcome of this.#outcomes.values()) {
      if (!this.#numbers.has(outcome.number)) continue;
      prontos++;
      if (hasSucceeded(outcome)) com_sucesso++;
      if (saysNone(outcome)) sem_anexos++;
      arquivos += outcome.stored.length;
      for (const file of outcome.stored) bytes += file.bytes;
    }
    return { prontos, com_sucesso, sem_anexos, com_falha: prontos - com_sucesso, arquivos, bytes };
  }

  /** Purchases with their results, in the order of the list. */
  finished(): readonly FinishedPurchase[] {
    return this.#list.purchases.flatMap((purchase) => {
      const outcome = this.#outcomes.get(purchase.number);
      const worker = this.#workers.get(purchase.number) ?? null;
      return outcome === undefined ? [] : [{ purchase, outcome, worker }];
    });
  }
}
