import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeReady } from '../scripts/setup.mjs';
import { findBrowser } from '../src/collector/net/find-browser.ts';
import { memoryBelow } from '../src/collector/run/usage.ts';
import type { PortalOptions } from '../test/portal/options.ts';
import { type DistantPortal, spawnPortal } from '../test/portal/spawn.ts';
import { storageState } from '../test/portal/storage-state.ts';
import { type BenchRun, compare } from './bench-run.ts';
import { endWithUs } from './child.ts';
import { ratioOf, type Spread, spreadOf, type Target } from './report.ts';

/*
 * Collecting against a portal on loopback that is as slow as a real one: 300 ms pages with assets, files of 0.2 to 2 MB
 * with 150 to 300 ms each; on plain pages, and on pages as production has them. Contestants are whole processes, from their start to their end; each begins with an empty
 * folder. They take turns, and the SHA-256 of every file they stored is compared with the portal's.
 */

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PEER = fileURLToPath(new URL('./collection-peer.mjs', import.meta.url));
const SECTION = 'coleta';
const MEGABYTE = 2 ** 20;
const MOST_ROUNDS = 3;
const SAMPLE_EVERY_MS = 500;
const PATIENCE_MS = 600_000;

interface Course {
  readonly run: BenchRun;
  readonly portal: DistantPortal;
  readonly folder: string;
  readonly state: string;
  readonly program: string;
  readonly rounds: number;
  /** Whether its pages are as production has them. */
  readonly isReal: boolean;
}

/** A contestant's way through some purchases. */
interface Contestant {
  readonly name: string;
  readonly purchases: readonly string[];
  start(target: string): Promise<ChildProcess>;
}

/** One way through, as it was measured. */
interface Lap {
  readonly wall: number;
  /** Most memory of all processes at one moment, in bytes. */
  readonly memory: number;
  readonly checksum: string;
}

/** Collecting against the naive way, and each of its parts alone. */
export async function collection(run: BenchRun): Promise<void> {
  const program = findBrowser();
  if (program === null) {
    run.say('no Chromium is installed: nothing to compare with');
    return;
  }
  if (run.dist === null) await makeReady(ROOT);
  const purchases = Math.max(6, Math.round(24 * run.scale));
  await onPortal(run, program, { preset: 'slow', purchases }, compareWays);
  await onPortal(run, program, { preset: 'realistic', purchases }, compareOnRealPages);
}

/** Runs comparisons on a portal of their own. */
async function onPortal(
  run: BenchRun,
  program: string,
  options: Pick<PortalOptions, 'preset' | 'purchases'>,
  comparisons: (course: Course) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ruptura-bench-coleta-'));
  const portal = await spawnPortal({ ...options, seed: run.seed, filesPerPurchase: 6 });
  try {
    const state = join(folder, 'state.json');
    await writeFile(state, JSON.stringify(await storageState(portal.base)));
    const rounds = Math.min(run.runs, MOST_ROUNDS);
    const isReal = options.preset === 'realistic';
    await comparisons({ run, portal, folder, state, program, rounds, isReal });
  } finally {
    await portal.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compareWays(course: Course): Promise<void> {
  const { run, portal } = course;
  const few = portal.purchases.slice(0, 3);
  const all = portal.purchases;
  const sequential = ['--workers', '1', '--downloads', '1', '--modo', 'browser'];

  run.say('one browser for 3 purchases, against a browser for each');
  const [alone, reused] = await race(course, [
    peer(course, few),
    ours(course, 'one browser, one after the other', few, sequential),
  ]);
  addRatio(run, 'browser re-used alone, 3 purchases', reused!, alone!, { atMost: 0.8 });

  run.say('parallel downloads against sequential ones');
  const six = all.slice(0, 6);
  // Files come the same way in all modes; without a browser its start does not blur what is compared.
  const [one, four] = await race(course, [
    ours(course, 'one file at a time', six, ['--workers', '1', '--downloads', '1', '--modo', 'http']),
    ours(course, 'four files at a time', six, ['--workers', '1', '--downloads', '4', '--modo', 'http']),
  ]);
  addRatio(run, 'parallel downloads / sequential ones', four!, one!, { atMost: 0.6 });

  run.say(`everything, ${all.length} purchases`);
  const [naive, browser, auto, http] = await race(course, [
    peer(course, all),
    ours(course, 'browser, 2 workers', all, ['--modo', 'browser']),
    ours(course, 'auto, 2 workers', all, ['--modo', 'auto']),
    ours(course, 'http, 2 workers', all, ['--modo', 'http']),
  ]);
  addRatio(run, `everything, ${all.length} purchases, browser`, browser!, naive!, { atMost: 0.25 });
  addRatio(run, `everything, ${all.length} purchases, auto`, auto!, naive!, { atMost: 0.13 });
  addRatio(run, `everything, ${all.length} purchases, http`, http!, naive!);
  addMemory(run, 'memory of all processes, browser', browser!, { atMost: 1.1 * 1024 });
  addMemory(run, 'memory of all processes, auto', auto!);
  addMemory(run, 'memory of all processes, http', http!, { atMost: 300 });
  addMemory(run, 'memory of all processes, a browser per purchase', naive!);
}

/**
 * The same on pages as production has them: comments with files are mounted between 0 and 5 s after the page, files are on
 * lines and on requisitions too, and nothing says so beforehand.
 */
async function compareOnRealPages(course: Course): Promise<void> {
  const { run, portal } = course;
  const all = portal.purchases;
  run.say(`pages as production's, ${all.length} purchases`);
  const [naive, browser, auto] = await race(course, [
    peer(course, all),
    ours(course, 'browser, 2 workers', all, ['--modo', 'browser']),
    ours(course, 'auto, 2 workers', all, ['--modo', 'auto']),
  ]);
  addRatio(run, `real pages, ${all.length} purchases, browser`, browser!, naive!, { atMost: 0.25 });
  addRatio(run, `real pages, ${all.length} purchases, auto`, auto!, naive!);
  addRatio(run, `real pages, ${all.length} purchases, auto / browser`, auto!, browser!);
  addMemory(run, 'memory of all processes, real pages, browser', browser!, { atMost: 1.1 * 1024 });
}

function peer({ portal, state, program, isReal }: Course, purchases: readonly string[]): Contestant {
  return {
    name: `a browser per purchase, one click at a time, ${purchases.length} purchases${isReal ? ', real pages' : ''}`,
    purchases,
    start: async (target) => {
      const plan = { base: portal.base, purchases, state, folder: target, program, isReal };
      return spawn(process.execPath, [PEER, JSON.stringify(plan)], { stdio: 'ignore' });
    },
  };
}

function ours(
  { run, portal, state, isReal }: Course,
  name: string,
  purchases: readonly string[],
  options: readonly string[],
): Contestant {
  const main = join(run.dist ?? join(ROOT, 'dist'), 'cli', 'main.js');
  return {
    name: `${name}, ${purchases.length} purchases${isReal ? ', real pages' : ''}`,
    purchases,
    start: async (target) => {
      const list = `${target}.csv`;
      await writeFile(list, `PO_NUMBER\n${purchases.join('\n')}\n`);
      const where = ['--saida', target, '--base-url', portal.base, '--estado', state];
      return spawn(process.execPath, [main, 'coletar', list, ...where, '--json', ...options], {
        stdio: 'ignore',
        env: { ...process.env, RUPTURA_DATA: `${target}.data` },
      });
    },
  };
}

/** Laps of each contestant, who take turns. */
async function race(course: Course, contestants: readonly Contestant[]): Promise<Lap[][]> {
  const laps: Lap[][] = contestants.map(() => []);
  for (let round = 0; round < course.rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      laps[index]!.push(await lap(course, contestant, `${round}-${index}`));
    }
  }
  const { run, portal } = course;
  for (const [index, { name, purchases }] of contestants.entries()) {
    const walls = laps[index]!.map(({ wall }) => wall / 1000);
    run.rows.push({ section: SECTION, name, unit: 's', spread: spreadOf(walls) });
    const wanted = expectedChecksum(portal, purchases);
    const wrong = laps[index]!.find(({ checksum }) => checksum !== wanted);
    compare(run, SECTION, ['the portal', name], [wanted, (wrong ?? laps[index]![0]!).checksum]);
  }
  return laps;
}

async function lap({ folder }: Course, contestant: Contestant, name: string): Promise<Lap> {
  const target = join(folder, name);
  const began = performance.now();
  const child = await contestant.start(target);
  endWithUs(child);
  let memory = 0;
  const sampler = setInterval(() => {
    void memoryBelow([child.pid!]).then((bytes) => {
      memory = Math.max(memory, bytes);
    });
  }, SAMPLE_EVERY_MS);
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await once(child, 'exit');
  const wall = performance.now() - began;
  clearInterval(sampler);
  clearTimeout(timer);
  const checksum = await storedChecksum(target);
  await rm(target, { recursive: true, force: true });
  return { wall, memory, checksum };
}

/** Of all files a purchase should have, each content once. */
function expectedChecksum(portal: DistantPortal, purchases: readonly string[]): string {
  const all = purchases.flatMap((purchase) =>
    [...new Set(portal.expectedFiles(purchase).map(({ sha256 }) => sha256))].map(
      (sha256) => `${purchase} ${sha256}`,
    ),
  );
  return checksumOf(all);
}

/** Of all files in folders that begin with a purchase's number. */
async function storedChecksum(target: string): Promise<string> {
  const entries = await readdir(target, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile() && one.name !== 'manifest.json');
  const lines = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const purchase = /(\d{8})(_[A-Z_]+)?$/.exec(parentPath)?.[1];
      return purchase === undefined ? null : `${purchase} ${await sha256Of(join(parentPath, name))}`;
    }),
  );
  return checksumOf(lines.filter((line) => line !== null));
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function checksumOf(lines: readonly string[]): string {
  const text = [...lines].sort().join('\n');
  return `${lines.length} files, ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

function addRatio(
  run: BenchRun,
  name: string,
  laps: readonly Lap[],
  against: readonly Lap[],
  target?: Target,
): void {
  const walls = (of: readonly Lap[]): number[] => of.map(({ wall }) => wall);
  add(run, name, '×', ratioOf(walls(laps), walls(against)), target);
}

function addMemory(run: BenchRun, name: string, laps: readonly Lap[], target?: Target): void {
  add(run, name, 'MB', spreadOf(laps.map(({ memory }) => memory / MEGABYTE)), target);
}

function add(run: BenchRun, name: string, unit: string, spread: Spread, target?: Target): void {
  run.rows.push({ section: SECTION, name, unit, spread, ...(target && { target }) });
}
