import { cpus, totalmem } from 'node:os';
import type { RunTimes } from './protocol.ts';

/** Middle and ends of a set of measurements. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** What is to be reached: at least or at most a number, in the unit of its row. */
export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One line of the report. */
export interface Row {
  readonly section: string;
  readonly name: string;
  readonly unit: string;
  readonly spread: Spread;
  readonly target?: Target;
  /** How it was measured, where the name does not say. */
  readonly note?: string;
}

/** Answers of two contestants on the same book. */
export interface Comparison {
  readonly section: string;
  readonly between: readonly [string, string];
  readonly checksums: readonly [string, string];
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}

/** A figure that was taken once. */
export function single(value: number): Spread {
  return { median: value, least: value, most: value };
}

export function wallOf(times: readonly RunTimes[]): number[] {
  return times.map((time) => time.wall);
}

/** CPU times of the runs; null when they could not be seen. */
export function cpuOf(times: readonly RunTimes[]): number[] | null {
  const known = times.map((time) => time.cpu).filter((cpu) => cpu !== null);
  return known.length === times.length ? known : null;
}

/** How many times as long the peer takes, round by round. */
export function ratioOf(peer: readonly number[], ours: readonly number[]): Spread {
  return spreadOf(peer.map((time, round) => time / ours[round]!));
}

/** Whether a row reaches its target; null where it has none. */
export function reached({ spread, target }: Row): boolean | null {
  if (target === undefined) return null;
  if (!Number.isFinite(spread.median)) return false;
  if (target.atLeast !== undefined && spread.median < target.atLeast) return false;
  return target.atMost === undefined || spread.median <= target.atMost;
}

export function same({ checksums }: Comparison): boolean {
  return checksums[0] === checksums[1] && checksums[0] !== '';
}

function figure(value: number): string {
  // Nothing was measured; between processes that travels as null.
  if (!Number.isFinite(value)) return '-';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 4;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: 0 });
}

function targetText({ target }: Row): string {
  if (target === undefined) return '';
  return target.atLeast === undefined ? `≤ ${figure(target.atMost!)}` : `≥ ${figure(target.atLeast)}`;
}

function verdict(row: Row): string {
  const outcome = reached(row);
  if (outcome === null) return '';
  return outcome ? 'yes' : 'NO';
}

const HEADINGS = ['measurement', 'median', 'min', 'max', 'unit', 'target', 'reached'] as const;

/** The rows as a table of text. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    `${row.section}: ${row.name}`,
    figure(row.spread.median),
    figure(row.spread.least),
    figure(row.spread.most),
    row.unit,
    targetText(row),
    verdict(row),
  ]);
  const widths = HEADINGS.map((heading, i) =>
    Math.max(heading.length, ...cells.map((line) => line[i]!.length)),
  );
  const pad = (line: readonly string[]) =>
    line
      .map((cell, i) => (i >= 1 && i <= 3 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [pad(HEADINGS), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.map(pad)].join('\n');
}

/** The machine, as far as a reader of the figures needs to know it. */
export function machine(): Record<string, string | number> {
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    memoryBytes: totalmem(),
    date: new Date().toISOString(),
  };
}
