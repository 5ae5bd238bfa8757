import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ranOutOfRoom } from './room.ts';

const NOW = Date.parse('2026-03-02T10:00:30Z');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ruptura-room-'));
  mkdirSync(join(folder, 'log'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function say(name: string, line: string): void {
  writeFileSync(join(folder, 'log', name), `2026-03-02 09:00:00.000 UTC [7] LOG:  starting\n${line}\n`);
}

const FULL = 'PANIC:  could not write to file "pg_wal/xlogtemp.9": No space left on device';

it.each([
  ['a moment ago', `2026-03-02 10:00:00.125 UTC [9] ${FULL}`, true],
  ['an hour ago', `2026-03-02 09:00:30.125 UTC [9] ${FULL}`, false],
  [
    'nothing of it',
    '2026-03-02 10:00:00.125 UTC [9] LOG:  terminating any other active server processes',
    false,
  ],
])('a server that stopped said it %s', (_when, line, expected) => {
  say('postgresql-2026-03-02_080000.log', `2026-03-02 10:00:00.125 UTC [9] ${FULL}`);
  say('postgresql-2026-03-02_090000.log', line);
  expect(ranOutOfRoom(folder, NOW)).toBe(expected);
});

it('a server without logs said nothing', () => {
  expect(ranOutOfRoom(folder, NOW)).toBe(false);
  rmSync(join(folder, 'log'), { recursive: true });
  expect(ranOutOfRoom(folder, NOW)).toBe(false);
});
