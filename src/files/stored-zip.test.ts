import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readlink, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unzipped } from '../../test/support/unzipped.ts';
import { storedZip, type ZippedFile } from './stored-zip.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-zip-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Files of the folder that this process has open. */
async function opened(): Promise<string[]> {
  const all = await readdir('/proc/self/fd');
  const places = await Promise.all(all.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return places.filter((place) => place.startsWith(folder)).map((place) => place.slice(folder.length + 1));
}

async function file(name: string, content: string | number): Promise<ZippedFile> {
  const path = join(folder, name.replaceAll('/', '_'));
  await writeFile(path, typeof content === 'string' ? content : '');
  if (typeof content === 'number') await truncate(path, content);
  const { size } = await stat(path);
  return { name, bytes: size, open: async () => createReadStream(path) };
}

const LARGE = 20 * 1024 * 1024;

describe('an archive that is read while it is sent', () => {
  it('holds every file under its name, and is as long as it says', async () => {
    const files = [
      await file('Acme/1/São Paulo.pdf', 'one'),
      await file('Acme/1/empty.txt', ''),
      await file('b.bin', 70_000),
    ];
    const { bytes, body } = storedZip(files);
    const archive = await buffer(body);
    expect(archive.length).toBe(bytes);
    const entries = await unzipped(archive);
    expect([...entries].map(([name, { length }]) => [name, length])).toEqual([
      ['Acme/1/São Paulo.pdf', 3],
      ['Acme/1/empty.txt', 0],
      ['b.bin', 70_000],
    ]);
    expect(entries.get('Acme/1/São Paulo.pdf')!.toString()).toBe('one');
    const none = storedZip([]);
    expect([none.bytes, await unzipped(await buffer(none.body))]).toEqual([22, new Map()]);
  });

  it.each([1, 1_073, 1_074, 1_075, 3_000])('is as long as it says with %i files', async (count) => {
    const open = async (): Promise<Readable> => Readable.from([Buffer.alloc(3)]);
    const files = Array.from({ length: count }, (_, at) => ({
      name: String(at).padStart(6, '0'),
      bytes: 3,
      open,
    }));
    const { bytes, body } = storedZip(files);
    const archive = await buffer(body);
    expect(archive.length).toBe(bytes);
    expect((await unzipped(archive)).size).toBe(count);
  });

  it('has one file open at a time, and only when it is its turn', async () => {
    const names: string[] = [];
    const files = await Promise.all(['a', 'b', 'c'].map((name) => file(name, 300_000)));
    const watched = files.map((one) => ({
      ...one,
      open: async () => {
        names.push(one.name);
        return await one.open();
      },
    }));
    const { body } = storedZip(watched);
    await expect.poll(opened).toEqual(['a']);
    // Nobody reads: nothing goes on.
    expect(names).toEqual(['a']);
    await buffer(body);
    expect(names).toEqual(['a', 'b', 'c']);
    await expect.poll(opened).toEqual([]);
  });

  it('keeps nothing open when it is thrown away in the middle of a file', async () => {
    const { body } = storedZip([await file('large', LARGE), await file('next', LARGE)]);
    for await (const _ of body) break;
    await expect.poll(opened).toEqual([]);
  });

  it('breaks off at a file that has another length by then, or is gone', async () => {
    const grown = { ...(await file('grown', 'abc')), bytes: 2 };
    await expect(buffer(storedZip([grown]).body)).rejects.toThrow(/unexpected number of bytes/);
    const gone = await file('gone', 'abc');
    await rm(join(folder, 'gone'));
    await expect(buffer(storedZip([gone, await file('kept', LARGE)]).body)).rejects.toThrow(/ENOENT/);
    const refused: ZippedFile = { name: 'x', bytes: 1, open: () => Promise.reject(new Error('refused')) };
    await expect(buffer(storedZip([refused]).body)).rejects.toThrow('refused');
    await expect.poll(opened).toEqual([]);
  });
});
