import { describe, expect, it } from 'vitest';
import { serverSettings } from './settings.ts';

const GIB = 1024 ** 3;

describe('server settings', () => {
  it.each([
    [GIB / 2, '64MB'],
    [4 * GIB, '256MB'],
    [64 * GIB, '512MB'],
  ])('for %d bytes of memory share %s', (memory, buffers) => {
    expect(serverSettings('/log', memory)).toContain(`shared_buffers = ${buffers}\n`);
  });

  it('never trade durability for speed', () => {
    const text = serverSettings('/log', GIB);
    for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
      expect(text).toContain(`${name} = on\n`);
  });

  it('carry a folder with quotes and backslashes', () => {
    expect(serverSettings("/d'água\\log", GIB)).toContain("log_directory = '/d''água\\\\log'\n");
  });
});
