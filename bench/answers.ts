import { createHash } from 'node:crypto';
import type { PromiseSituation, Severity } from '../src/contract/codes.ts';

/** No day: never within the horizon. */
export const NO_DAY = -1;

/** Codes as small numbers; the position is the number. */
const SEVERITIES: readonly (Severity | null)[] = [null, 'BAIXA', 'MEDIA', 'ALTA', 'CRITICA'];
const SITUATIONS: readonly PromiseSituation[] = ['NO_PRAZO', 'ATRASADO', 'SEM_DATA', 'FORA_DO_HORIZONTE'];

/**
 * The answers of section 4 in one form that does not depend on who gave them: orders ascending, items ascending by
 * order and product, so that equal answers are equal bytes. Days are counted from today; NO_DAY is null.
 */
export interface AnalysisAnswers {
  readonly order: Int32Array;
  readonly ok: Uint8Array;
  /** `percentual_disponibilidade` in hundredths of a per cent. */
  readonly percent: Int32Array;
  readonly totalDay: Int8Array;
  readonly severity: Uint8Array;
  readonly itemOrder: Int32Array;
  readonly itemProduct: Int32Array;
  readonly minimum: Float64Array;
  readonly shortage: Float64Array;
  readonly firstDay: Int8Array;
  readonly safeDay: Int8Array;
}

/** Promises of the orders with open lines, ascending by order. */
export interface PromiseAnswers {
  readonly order: Int32Array;
  readonly day: Int8Array;
  readonly situation: Uint8Array;
}

/** Takes answers in any order and packs them into the common form. */
export class AnalysisCollector {
  readonly #orders: number[][] = [];
  readonly #items: number[][][] = [];

  addOrder(order: number, ok: boolean, percent: number, totalDay: number, severity: Severity | null): void {
    this.#orders[order] = [ok ? 1 : 0, percent, totalDay, SEVERITIES.indexOf(severity)];
  }

  addItem(
    order: number,
    product: number,
    minimum: number,
    shortage: number,
    first: number,
    safe: number,
  ): void {
    // A negative zero is equal but has other bytes.
    const item = [product, minimum + 0, shortage + 0, first, safe];
    const items = this.#items[order];
    if (items === undefined) this.#items[order] = [item];
    else items.push(item);
  }

  finish(): AnalysisAnswers {
    const order = definedPositions(this.#orders);
    const orders = [...order].map((number) => this.#orders[number]!);
    const itemOrders: number[] = [];
    const items: number[][] = [];
    this.#items.forEach((list, number) => {
      list.sort((a, b) => a[0]! - b[0]!);
      for (const item of list) {
        itemOrders.push(number);
        items.push(item);
      }
    });
    const column = (rows: number[][], place: number) => rows.map((row) => row[place]!);
    return {
      order,
      ok: Uint8Array.from(column(orders, 0)),
      percent: Int32Array.from(column(orders, 1)),
      totalDay: Int8Array.from(column(orders, 2)),
      severity: Uint8Array.from(column(orders, 3)),
      itemOrder: Int32Array.from(itemOrders),
      itemProduct: Int32Array.from(column(items, 0)),
      minimum: Float64Array.from(column(items, 1)),
      shortage: Float64Array.from(column(items, 2)),
      firstDay: Int8Array.from(column(items, 3)),
      safeDay: Int8Array.from(column(items, 4)),
    };
  }
}

export class PromiseCollector {
  readonly #orders: [number, number][] = [];

  add(order: number, day: number, situation: PromiseSituation): void {
    this.#orders[order] = [day, SITUATIONS.indexOf(situation)];
  }

  finish(): PromiseAnswers {
    const order = definedPositions(this.#orders);
    return {
      order,
      day: Int8Array.from(order, (number) => this.#orders[number]![0]),
      situation: Uint8Array.from(order, (number) => this.#orders[number]![1]),
    };
  }
}

function definedPositions(list: readonly unknown[]): Int32Array {
  const positions: number[] = [];
  list.forEach((_, position) => {
    positions.push(position);
  });
  return Int32Array.from(positions);
}

/** Short fingerprint of answers: equal exactly when every column is. */
export function checksum(answers: AnalysisAnswers | PromiseAnswers): string {
  const hash = createHash('sha256');
  for (const column of Object.values(answers) as NodeJS.TypedArray[]) {
    hash.update(`${column.length};`);
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The first place where two sets of answers differ, in words; null when they are equal. */
export function firstDifference<T extends AnalysisAnswers | PromiseAnswers>(
  left: T,
  right: T,
): string | null {
  for (const name of Object.keys(left) as (keyof T)[]) {
    const a = left[name] as NodeJS.TypedArray;
    const b = right[name] as NodeJS.TypedArray;
    if (a.length !== b.length) return `${String(name)}: ${a.length} against ${b.length} values`;
    for (let i = 0; i < a.length; i++) {
      if (a[i] !== b[i]) return `${String(name)}[${i}] (${place(left, name, i)}): ${a[i]} against ${b[i]}`;
    }
  }
  return null;
}

function place<T extends AnalysisAnswers | PromiseAnswers>(answers: T, name: keyof T, i: number): string {
  const column = answers[name] as NodeJS.TypedArray;
  if ('itemOrder' in answers && column.length === answers.itemOrder.length && column !== answers.order) {
    return `order ${answers.itemOrder[i]}, product ${answers.itemProduct[i]}`;
  }
  return `order ${answers.order[i]}`;
}

/** Keeps only the orders asked for. */
export function onlyOrders(answers: AnalysisAnswers, wanted: ReadonlySet<number>): AnalysisAnswers {
  const orders = (_: number, i: number) => wanted.has(answers.order[i]!);
  const items = (_: number, i: number) => wanted.has(answers.itemOrder[i]!);
  return {
    order: answers.order.filter(orders),
    ok: answers.ok.filter(orders),
    percent: answers.percent.filter(orders),
    totalDay: answers.totalDay.filter(orders),
    severity: answers.severity.filter(orders),
    itemOrder: answers.itemOrder.filter(items),
    itemProduct: answers.itemProduct.filter(items),
    minimum: answers.minimum.filter(items),
    shortage: answers.shortage.filter(items),
    firstDay: answers.firstDay.filter(items),
    safeDay: answers.safeDay.filter(items),
  };
}
