import { describe, expect, it } from 'vitest';
import { Releasers, withReleasers } from './releasers.ts';

describe('what was acquired', () => {
  it('is let go of in reverse order, one after the other, once', async () => {
    const releasers = new Releasers();
    const told: string[] = [];
    releasers.add(() => told.push('first'));
    releasers.add(async () => {
      told.push('second begins');
      await Promise.resolve();
      told.push('second ends');
    });
    await Promise.all([releasers.release(), releasers.release()]);
    await releasers.release();
    expect(told).toEqual(['second begins', 'second ends', 'first']);
  });

  it('is let go of though something on the way fails, and the failure is told', async () => {
    const releasers = new Releasers();
    const told: string[] = [];
    releasers.add(() => told.push('first'));
    releasers.add(() => Promise.reject(new Error('stuck')));
    releasers.add(() => told.push('third'));
    await expect(releasers.release()).rejects.toThrow('stuck');
    expect(told).toEqual(['third', 'first']);
  });
});

describe('something of many parts', () => {
  it('that fails half-way leaves nothing acquired, and tells why it failed', async () => {
    const told: string[] = [];
    const making = withReleasers(async (releasers) => {
      releasers.add(() => told.push('database'));
      releasers.add(() => Promise.reject(new Error('stuck')));
      releasers.add(() => told.push('threads'));
      throw new Error('no room');
    });
    await expect(making).rejects.toThrow('no room');
    expect(told).toEqual(['threads', 'database']);
  });

  it('holds everything until it is closed', async () => {
    const told: string[] = [];
    const made = await withReleasers(async (releasers) => {
      releasers.add(() => told.push('released'));
      return { name: 'whole' };
    });
    expect([made.name, told]).toEqual(['whole', []]);
    await made.close();
    expect(told).toEqual(['released']);
  });
});
