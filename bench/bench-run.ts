import type { BookOptions, BookSizes } from './book.ts';
import { type Child, startChild } from './child.ts';
import type { RunTimes } from './protocol.ts';
import { type Comparison, type Row, single } from './report.ts';
import type { BenchServer } from './server.ts';

/** One run of the benchmark: what was asked for, and what has been found so far. */
export interface BenchRun {
  readonly server: BenchServer;
  /** Share of the full sizes. */
  readonly scale: number;
  readonly runs: number;
  readonly seed: number;
  /** Folder of the built product; null: that of this checkout. */
  readonly dist: string | null;
  readonly rows: Row[];
  readonly comparisons: Comparison[];
  /** Addresses of the databases already filled, by name. */
  readonly filled: Map<string, string>;
  readonly say: (text: string) => void;
}

export interface NamedBook {
  readonly name: string;
  readonly options: BookOptions;
}

export function namedBook(
  run: BenchRun,
  name: string,
  sizes: BookSizes,
  more: Partial<BookOptions> = {},
): NamedBook {
  return { name, options: { seed: run.seed, sizes, ...more } };
}

/** Address of a migrated database that holds the book; filled when it is asked for the first time. */
export async function filledDatabase(run: BenchRun, book: NamedBook): Promise<string> {
  const known = run.filled.get(book.name);
  if (known !== undefined) return known;
  const url = await run.server.createDatabase(`bench_${book.name}`, true);
  run.say(`filling the tables of book "${book.name}" (${book.options.sizes.lines} lines)`);
  const child = await startChild({ contestant: 'fill', url, book: book.options });
  await child.close();
  const { rows, milliseconds } = child.facts;
  run.rows.push({
    section: 'carga',
    name: `COPY of book "${book.name}" into the tables, triggers included`,
    unit: 'rows/s',
    spread: single((rows! / milliseconds!) * 1_000),
  });
  run.filled.set(book.name, url);
  return url;
}

/** Starts one of our own contestants on a filled book. */
export async function startOurs(run: BenchRun, contestant: string, book: NamedBook): Promise<Child> {
  return startChild({ contestant, url: await filledDatabase(run, book), book: book.options });
}

/** Times of two or more children that take turns; the first turn of each warms it up and is not kept. */
export async function takeTurns(children: readonly Child[], rounds: number): Promise<RunTimes[][]> {
  const times: RunTimes[][] = children.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (let i = 0; i < children.length; i++) {
      const time = await children[i]!.run();
      if (round >= 0) times[i]!.push(time);
    }
  }
  return times;
}

/** Notes whether two contestants gave the same answers. */
export function compare(
  run: BenchRun,
  section: string,
  between: readonly [string, string],
  checksums: readonly [string, string],
): void {
  run.comparisons.push({ section, between, checksums });
}
