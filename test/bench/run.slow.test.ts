import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ruptura-bench-test-'));
// When root runs the tests the server is another user, who must get in.
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs the benchmark as a person does; its temporary files go to the test's own folder. */
function bench(...parameters: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, ['scripts/bench.mjs', ...parameters], {
    env: { ...process.env, TMPDIR: folder },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output, errors }));
  });
}

test('a small run prints a table, writes JSON, compares answers and leaves nothing behind', async () => {
  const file = join(folder, 'report.json');
  const { code, output, errors } = await bench(
    ...['--only', 'promessa,projecao', '--scale', '0.002', '--runs', '2', '--json', file],
  );
  expect(errors).not.toContain('Error');
  expect(code).toBe(0);
  expect(output).toContain('promessa: ours, completa and plain objects: same answers');
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    rows: { section: string; spread: { median: number } }[];
    comparisons: { same: boolean }[];
  };
  expect(report.comparisons.map(({ same }) => same)).toEqual([true, true]);
  for (const section of ['promessa', 'projecao']) {
    const medians = report.rows.filter((row) => row.section === section).map((row) => row.spread.median);
    expect(Math.min(...medians)).toBeGreaterThan(0);
  }
  expect(readdirSync(folder).filter((name) => name.startsWith('ruptura-bench-'))).toEqual([]);
}, 120_000);
