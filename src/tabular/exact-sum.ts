import { type ExportValue, plainNumber } from './columns.ts';

/** Decimals kept: more than any quantity, price or amount has. */
const DECIMALS = 7;

/** The sum of numbers as decimal text, exact however many and large. */
export class ExactSum {
  #sum = 0n;

  add(value: string | number): void {
    const [whole = '', fraction = ''] = plainNumber(value).split('.');
    const digits = fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0');
    this.#sum += BigInt(whole.startsWith('-') ? `-${whole.slice(1)}${digits}` : `${whole}${digits}`);
  }

  /** `-12.5`. */
  get text(): string {
    const digits = String(this.#sum < 0n ? -this.#sum : this.#sum).padStart(DECIMALS + 1, '0');
    const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
    return `${this.#sum < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}${fraction === '' ? '' : `.${fraction}`}`;
  }
}

/** The sum of those of some cells that are numbers, as decimal text. */
export function sumOf(values: Iterable<ExportValue>): string {
  const sum = new ExactSum();
  for (const value of values) if (typeof value === 'number' || typeof value === 'string') sum.add(value);
  return sum.text;
}
