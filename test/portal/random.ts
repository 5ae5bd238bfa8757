/** Chance that can be repeated: everything the portal makes up comes from a seed and the name of what is made up. */
import { createCipheriv, createHash } from 'node:crypto';

export type Key = string | number;

/** 128 bits that belong to these keys. */
export function digestOf(...keys: readonly Key[]): Buffer {
  return createHash('sha256').update(keys.join('\u0000')).digest().subarray(0, 16);
}

/** A whole number from 0 to 2³² − 1 that belongs to these keys. */
export function numberOf(...keys: readonly Key[]): number {
  return digestOf(...keys).readUInt32BE(0);
}

/** A fraction, 0 ≤ x < 1, that belongs to these keys. */
export function fractionOf(...keys: readonly Key[]): number {
  return numberOf(...keys) / 2 ** 32;
}

/** A whole number between two others, both possible. */
export function between([least, most]: readonly [number, number], ...keys: readonly Key[]): number {
  return least + Math.floor(fractionOf(...keys) * (most - least + 1));
}

/** One of these. */
export function oneOf<T>(choices: readonly T[], ...keys: readonly Key[]): T {
  return choices[Math.floor(fractionOf(...keys) * choices.length)]!;
}

/** Bytes without any purchase in them. */
export function noise(length: number, ...keys: readonly Key[]): Buffer {
  const key = digestOf(...keys);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}
