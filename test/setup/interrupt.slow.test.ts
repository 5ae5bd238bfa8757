/** A run of tests that is interrupted leaves no process, whatever it had started: all descendants are written down. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';

/** Tests that start browsers, programs, portals and databases of their own. */
const FILES = ['test/http/start-server', 'test/embedded/sharing', 'test/page/produto'];
const EXPECTED = [/bin\/postgres/, /\bstart --port\b/, ...(findChromium() === null ? [] : [/chrom/])];

/** A process by what no other one will ever be: its pid, and when it was born. */
interface Seen {
  readonly pid: number;
  readonly born: string;
  readonly command: string;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Parent and birth of every process; one that only waits to be noticed as dead is none. */
function processes(): Map<number, { readonly parent: number; readonly born: string }> {
  const found = new Map<number, { parent: number; born: string }>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const stat = read(`/proc/${name}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length > 20 && fields[0] !== 'Z')
      found.set(Number(name), { parent: Number(fields[1]), born: fields[19]! });
  }
  return found;
}

/** Everything that descends from a process, written down as long as it runs. */
class Descendants {
  readonly #seen = new Map<number, Seen>();
  readonly #ended: Promise<unknown>;
  #isOver = false;

  constructor(root: ChildProcess) {
    this.#ended = this.#watch(root.pid!);
  }

  async #watch(root: number): Promise<void> {
    while (!this.#isOver) {
      const all = processes();
      const isNew = (pid: number, parent: number): boolean =>
        (parent === root || this.#seen.has(parent)) && !this.#seen.has(pid);
      for (let grown = true; grown; ) {
        grown = false;
        for (const [pid, { parent, born }] of all) {
          if (!isNew(pid, parent)) continue;
          this.#seen.set(pid, { pid, born, command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') });
          grown = true;
        }
      }
      await sleep(20);
    }
  }

  get commands(): string[] {
    return [...this.#seen.values()].map(({ command }) => command);
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#ended;
  }

  /** Those that still run. */
  left(): Seen[] {
    const all = processes();
    return [...this.#seen.values()].filter(({ pid, born }) => all.get(pid)?.born === born);
  }
}

/** Settings of the run that this test is part of must not reach the one it starts. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITE|npm_|NODE_)/.test(name)));
}

describe.skipIf(process.platform !== 'linux')('an interrupted run of tests', () => {
  const runs: { readonly child: ChildProcess; readonly descendants: Descendants }[] = [];
  afterEach(async () => {
    for (const { child, descendants } of runs.splice(0)) {
      await descendants.close();
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
      for (const { pid } of descendants.left()) process.kill(pid, 'SIGKILL');
    }
  });

  /** In a process group of its own, as a terminal starts it; under way when all kinds of programs were seen. */
  async function underWay(): Promise<{
    child: ChildProcess;
    descendants: Descendants;
    output: () => string;
  }> {
    const child = spawn('npm', ['test', '--', ...FILES], {
      detached: true,
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk) => (text += String(chunk)));
    const descendants = new Descendants(child);
    runs.push({ child, descendants });
    await expect
      .poll(
        () =>
          EXPECTED.filter((kind) => !descendants.commands.some((command) => kind.test(command))).map(String),
        { timeout: 240_000 },
      )
      .toEqual([]);
    return { child, descendants, output: () => text };
  }

  it.each([
    ['once: what is under way is finished', 1],
    ['twice: it waits for nothing', 2],
  ])(
    'leaves no process, interrupted %s',
    async (_, times) => {
      const { child, descendants, output } = await underWay();
      for (let time = 0; time < times; time++) process.kill(-child.pid!, 'SIGINT');
      await once(child, 'close');
      await descendants.close();
      expect(descendants.left()).toEqual([]);
      expect(output()).toMatch(/\d+ passed, \d+ failed/);
    },
    180_000,
  );
});
