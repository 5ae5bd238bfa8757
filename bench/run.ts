import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RupturaError } from '../src/contract/errors.ts';
import type { BenchRun } from './bench-run.ts';
import { endChildren } from './child.ts';
import { machine, reached, same, table } from './report.ts';
import { SECTIONS } from './sections.ts';
import { type BenchServer, startServer } from './server.ts';

const USAGE = `npm run bench [-- options]
  --only a,b     sections: ${Object.keys(SECTIONS).join(', ')} (default: all)
  --scale n      share of the full sizes, 0.001 to 4 (default: 1)
  --runs n       measured rounds of each contestant (default: 5)
  --seed n       seed of the generated books (default: 1)
  --dist folder  built product to measure over HTTP (default: this checkout's, built if need be)
  --json file    writes everything that was measured to a file
Exit code: 0, or 1 when two contestants disagree. A target that is missed is reported, not a failure.
`;

interface Options {
  readonly sections: readonly string[];
  readonly scale: number;
  readonly runs: number;
  readonly seed: number;
  readonly dist: string | null;
  readonly json: string | null;
}

function numberIn(text: string, name: string, least: number, most: number): number {
  const value = Number(text);
  if (!(value >= least && value <= most)) throw new RangeError(`--${name} must be from ${least} to ${most}`);
  return value;
}

function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: Object.keys(SECTIONS).join(',') },
      scale: { type: 'string', default: '1' },
      runs: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      dist: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const sections = values.only.split(',').map((name) => name.trim());
  const unknown = sections.find((name) => SECTIONS[name] === undefined);
  if (unknown !== undefined) throw new RangeError(`--only: there is no section "${unknown}"`);
  return {
    sections,
    scale: numberIn(values.scale, 'scale', 0.001, 4),
    runs: Math.round(numberIn(values.runs, 'runs', 1, 50)),
    seed: Math.round(numberIn(values.seed, 'seed', 0, 2 ** 31 - 1)),
    dist: values.dist === undefined ? null : resolve(values.dist),
    json: values.json ?? null,
  };
}

function say(text: string): void {
  process.stderr.write(`… ${text}\n`);
}

async function measure(options: Options, server: BenchServer): Promise<BenchRun> {
  const { scale, runs, seed, sections, dist } = options;
  const run: BenchRun = {
    server,
    scale,
    runs,
    seed,
    dist,
    rows: [],
    comparisons: [],
    filled: new Map(),
    say,
  };
  for (const [name, section] of Object.entries(SECTIONS)) {
    if (!sections.includes(name)) continue;
    say(name);
    await section(run);
  }
  return run;
}

function print(run: BenchRun): void {
  process.stdout.write(`\n${table(run.rows)}\n\n`);
  if (run.scale < 1)
    process.stdout.write(`Books of ${run.scale} of the full size; the targets are meant for 1.\n`);
  for (const comparison of run.comparisons) {
    const [left, right] = comparison.between;
    const outcome = same(comparison) ? 'same answers' : 'DIFFERENT ANSWERS';
    process.stdout.write(
      `${comparison.section}: ${left} and ${right}: ${outcome} (${comparison.checksums[1]})\n`,
    );
  }
  for (const { note, section, name } of run.rows) {
    if (note !== undefined) process.stdout.write(`${section}: ${name}: ${note}\n`);
  }
}

function report(options: Options, run: BenchRun): string {
  const rows = run.rows.map((row) => ({ ...row, reached: reached(row) }));
  const comparisons = run.comparisons.map((comparison) => ({ ...comparison, same: same(comparison) }));
  return `${JSON.stringify({ machine: machine(), options, rows, comparisons }, null, 2)}\n`;
}

/** The end of a child is no news then. */
let interrupted = false;

/** An interrupted run leaves no server and no folder behind. */
function cleanUpWhenInterrupted(server: BenchServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted = true;
      endChildren();
      server.close().finally(() => process.exit(130));
    });
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(USAGE);
    return 0;
  }
  const server = await startServer();
  cleanUpWhenInterrupted(server);
  try {
    const run = await measure(options, server);
    print(run);
    if (options.json !== null) await writeFile(options.json, report(options, run));
    return run.comparisons.every(same) ? 0 : 1;
  } finally {
    endChildren();
    await server.close();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error & { code?: string }) => {
    if (interrupted) return;
    const misused = error instanceof RangeError || error.code?.startsWith('ERR_PARSE_ARGS') === true;
    const expected = misused || error instanceof RupturaError;
    process.stderr.write(`${expected ? error.message : error.stack}\n${misused ? `\n${USAGE}` : ''}`);
    process.exitCode = 2;
  },
);
