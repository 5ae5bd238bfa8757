/** Exact decimals as BigInt of the smallest unit, for the oracle only: slow, obvious, without limits. */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * `12.5` with 3 decimals is 12500n.
 * @throws Error when the text is no plain decimal or has more decimals than fit.
 */
export function parseExact(text: string, decimals: number): bigint {
  const match = DECIMAL.exec(text);
  if (match === null) throw new Error(`not a decimal: ${JSON.stringify(text)}`);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) throw new Error(`more than ${decimals} decimals: ${text}`);
  const magnitude = BigInt(match[2]! + fraction.padEnd(decimals, '0'));
  return match[1] === '-' ? -magnitude : magnitude;
}

/** Shortest decimal text of an integer of 10^-decimals: 12500n with 3 decimals is `12.5`. */
export function formatExact(value: bigint, decimals: number): string {
  const unit = 10n ** BigInt(decimals);
  const magnitude = value < 0n ? -value : value;
  const fraction = (magnitude % unit).toString().padStart(decimals, '0').replace(/0+$/, '');
  const sign = value < 0n ? '-' : '';
  return `${sign}${magnitude / unit}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Quotient of two integers that are not negative (divisor positive), rounded half up. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  if (dividend < 0n || divisor <= 0n) throw new Error(`cannot round ${dividend} / ${divisor}`);
  return (2n * dividend + divisor) / (2n * divisor);
}

export function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

export function smallest(values: readonly bigint[]): bigint {
  if (values.length === 0) throw new Error('no smallest of nothing');
  return values.reduce(lesser);
}

export function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
