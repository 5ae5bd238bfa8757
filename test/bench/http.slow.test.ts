/** The sections that measure the built product over HTTP, at a size that takes seconds. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ruptura-bench-test-'));
// When root runs the tests the server is another user, who must get in.
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  readonly rows: readonly { section: string; name: string; spread: { median: number | null } }[];
  readonly comparisons: readonly { section: string; same: boolean }[];
}

function bench(...parameters: string[]): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, ['scripts/bench.mjs', ...parameters], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, errors }));
  });
}

it('runs, live events, clients and routes are measured, nothing is missing, nothing is left behind', async () => {
  const file = join(folder, 'report.json');
  const sections = ['corrida', 'ao-vivo', 'clientes', 'rotas'];
  const { code, errors } = await bench(
    ...['--only', sections.join(','), '--scale', '0.005', '--runs', '1', '--json', file],
  );
  expect(errors).not.toContain('Error');
  expect(code).toBe(0);
  const { rows, comparisons } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  for (const section of sections) {
    const own = rows.filter((row) => row.section === section);
    expect(own.length).toBeGreaterThan(2);
    for (const { name, spread } of own) expect(spread.median, name).not.toBeNull();
  }
  expect(comparisons.length).toBeGreaterThanOrEqual(8);
  expect(comparisons.every(({ same }) => same)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.startsWith('ruptura-bench-'))).toEqual([]);
}, 180_000);
