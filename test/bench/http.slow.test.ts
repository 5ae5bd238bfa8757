/** The sections that measure the built product over HTTP, at a size that takes seconds. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { commitsIn, percentile } from '../../bench/commits.ts';
import { dataOf, eventBlocks } from '../../bench/event-reader.ts';

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

describe('events are read', () => {
  it.each([1, 2, 3, 7, 1000])('whole, from pieces of %i bytes', async (size) => {
    const text = ':\n\nid: 1\ndata: {"a":1}\n\nretry: 5\n\nid: 2\ndata: {"b":"é"}\n\n';
    const bytes = Buffer.from(text);
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    const found: string[] = [];
    for await (const block of eventBlocks(Readable.from(pieces))) {
      found.push(dataOf(block)?.toString() ?? '-');
    }
    expect(found).toEqual(['-', '{"a":1}', '-', '{"b":"é"}']);
  });
});

it('a commit is known by its quantity and no other', () => {
  const text = '{"qtd_saldo":12.771,"ruptura_qtd":13.771},{"qtd_saldo":7.7711},{"qtd_saldo":5.772}';
  expect(commitsIn(text, 771)).toEqual([12]);
});

it('a percentile is a value that was measured', () => {
  expect(percentile([5, 1, 3], 0.5)).toBe(3);
  expect(percentile([5, 1, 3], 1)).toBe(5);
  expect(percentile([], 0.5)).toBeNaN();
});
