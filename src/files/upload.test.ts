import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ByteBudget, receiveFile, shownName } from './upload.ts';

let folder: string;
const never = new AbortController().signal;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-upload-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function* chunks(count: number): Generator<Buffer> {
  for (let n = 0; n < count; n++) yield Buffer.alloc(64 * 1024, n % 256);
}

describe('a file that arrives', () => {
  it('lies on disk whole, and memory does not grow with it', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const look = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }, 2);
    const budget = new ByteBudget(200 * 1024 * 1024);
    const target = { name: 'x.csv', folder, budget };
    const { path, bytes } = await receiveFile(Readable.from(chunks(1600)), target, never);
    clearInterval(look);
    expect(bytes).toBe(1600 * 64 * 1024);
    expect((await stat(path)).size).toBe(bytes);
    // Buffers that are done with wait for the collector; the whole file would be 100 MB.
    expect(peak).toBeLessThan(50 * 1024 * 1024);
  });

  it('leaves nothing and takes nothing of the limit when it is too large or broken off', async () => {
    const budget = new ByteBudget(200_000);
    const target = { name: 'x.csv', folder, budget };
    const tooLarge = receiveFile(Readable.from(chunks(4)), target, never);
    await expect(tooLarge).rejects.toMatchObject({ code: 'CORPO_GRANDE_DEMAIS' });
    const broken = new Readable({ read: () => undefined });
    broken.push('abc');
    setImmediate(() => broken.destroy(new Error('reset')));
    await expect(receiveFile(broken, target, never)).rejects.toMatchObject({ code: 'ENVIO_INTERROMPIDO' });
    const cancelled = receiveFile(new Readable({ read: () => undefined }), target, AbortSignal.abort());
    await expect(cancelled).rejects.toMatchObject({ code: 'ENVIO_INTERROMPIDO' });
    expect(await readdir(folder)).toEqual([]);
    expect(() => budget.foresee(200_000)).not.toThrow();
    expect(() => budget.foresee(200_001)).toThrow();
  });

  it('does not blame its sender for a disk that fails', async () => {
    const target = { name: 'x.csv', folder: join(folder, 'gone'), budget: new ByteBudget(1000) };
    await expect(receiveFile(Readable.from(['a']), target, never)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the name of a file', () => {
  it.each([
    ['carteira.csv', [], 'carteira.csv'],
    ['C:\\Users\\ana\\carteira.csv', [], 'carteira.csv'],
    ['../../etc/passwd', [], 'passwd'],
    ['a\u0000b\n.csv', [], 'ab.csv'],
    ['pasta/', [], 'sem-nome.csv'],
    ['a.csv', ['a.csv', 'a (2).csv'], 'a (3).csv'],
  ])('%j beside %j is shown as %s', (name, taken, shown) => {
    expect(shownName(name, taken)).toBe(shown);
  });
});
