import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder } from '../../test/imports/files.ts';
import { discardFile } from './discard-file.ts';

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(async () => {
  await folder.remove();
});

describe('a file that is not wanted any more', () => {
  it('is gone for good although it was still being opened', async () => {
    const names = Array.from({ length: 50 }, (_, n) => join(folder.path, `${n}.csv`));
    await Promise.all(names.map((name) => discardFile(createWriteStream(name))));
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('is gone whether it was written to, ended or never could be opened', async () => {
    const written = createWriteStream(join(folder.path, 'a.csv'));
    written.write('a');
    const ended = createWriteStream(join(folder.path, 'b.csv'));
    await new Promise<void>((resolve) => ended.end('b', resolve));
    const impossible = createWriteStream(join(folder.path, 'none', 'c.csv'));
    await Promise.all([written, ended, impossible].map(discardFile));
    expect(await readdir(folder.path)).toEqual([]);
  });
});
