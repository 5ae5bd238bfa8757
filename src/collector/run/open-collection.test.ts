import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectionMode } from '../../contract/collection-codes.ts';
import type { CollectionChoice } from '../list/collection-choice.ts';
import { openCollection } from './open-collection.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-open-'));
  await writeFile(join(folder, 'pedidos.csv'), 'PO_NUMBER\r\n15262900\r\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function choice(mode: CollectionMode, more: Partial<CollectionChoice> = {}): CollectionChoice {
  return {
    ...{ outputFolder: join(folder, 'saida'), list: join(folder, 'pedidos.csv'), resume: null, isNew: false },
    ...{ force: false, column: null, again: [], carried: [], clock: null, language: 'pt-BR' },
    from: { portal: 'coupa', base: 'https://p', mode, requisitions: true, simulate: false },
    ...more,
  };
}

/** How a collection that began in one mode is gone on with. */
async function modeAfter(begun: CollectionMode, otherMode: CollectionMode | null): Promise<CollectionMode> {
  const first = await openCollection(choice(begun, { isNew: true }), new Date());
  await first.close();
  const again = await openCollection(choice('auto', { list: null, resume: first.id, otherMode }), new Date());
  await again.close();
  expect([again.id, again.isResumed]).toEqual([first.id, true]);
  return again.from.mode;
}

describe('a collection that is gone on with', () => {
  it('reads pages as it began, unless somebody names another way', async () => {
    expect(await modeAfter('http', null)).toBe('http');
    expect(await modeAfter('http', 'browser')).toBe('browser');
  });

  it('never changes between pages and an API', async () => {
    expect(await modeAfter('api', 'browser')).toBe('api');
    expect(await modeAfter('http', 'api')).toBe('http');
  });

  it('is none of a dry run, nor the other way round', async () => {
    const dry = choice('http');
    const look = await openCollection({ ...dry, from: { ...dry.from, simulate: true } }, new Date());
    await look.close();
    const real = await openCollection(dry, new Date());
    await real.close();
    expect([real.isResumed, real.resultFile.includes('_processed_')]).toEqual([false, true]);
    expect(look.resultFile).toContain('_simulado_');
  });
});
