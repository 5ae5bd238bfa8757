import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdOutputFolder } from './collection-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-coleta-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the hold on an output folder', () => {
  it('is for one, and free again when it is given back', async () => {
    const release = await holdOutputFolder(folder, 'a.csv');
    await expect(holdOutputFolder(folder, 'b.csv')).rejects.toMatchObject({
      code: 'COLETA_EM_USO',
      params: { coleta: 'a.csv', pid: process.pid },
    });
    await release();
    const again = await holdOutputFolder(folder, 'b.csv');
    // Giving back twice takes nothing from whoever has it now.
    await release();
    await expect(holdOutputFolder(folder, 'c.csv')).rejects.toMatchObject({ params: { coleta: 'b.csv' } });
    await again();
  });

  it('ends with the process that had it', async () => {
    const module = new URL('./collection-lock.ts', import.meta.url).href;
    const script = `import(${JSON.stringify(module)}).then(async ({ holdOutputFolder }) => {
      await holdOutputFolder(${JSON.stringify(folder)}, 'killed.csv');
      console.log('held');
      setInterval(() => {}, 1000);
    })`;
    const holder = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '-e', script]);
    await once(holder.stdout, 'data');
    await expect(holdOutputFolder(folder, 'b.csv')).rejects.toMatchObject({ code: 'COLETA_EM_USO' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await (await holdOutputFolder(folder, 'b.csv'))();
  });

  it('is given to one of many who ask at once', async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => holdOutputFolder(folder, `${index}.csv`)),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
