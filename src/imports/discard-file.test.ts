import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discardFile } from './discard-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-discard-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a file that is not wanted any more', () => {
  it('is gone for good although it was still being opened', async () => {
    const names = Array.from({ length: 50 }, (_, n) => join(folder, `${n}.csv`));
    await Promise.all(names.map((name) => discardFile(createWriteStream(name))));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is gone whether it was written to, ended or never could be opened', async () => {
    const written = createWriteStream(join(folder, 'a.csv'));
    written.write('a');
    const ended = createWriteStream(join(folder, 'b.csv'));
    await new Promise<void>((resolve) => ended.end('b', resolve));
    const impossible = createWriteStream(join(folder, 'none', 'c.csv'));
    await Promise.all([written, ended, impossible].map(discardFile));
    expect(await readdir(folder)).toEqual([]);
  });
});
