import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const SLOW = '*.slow.test.ts';

/** `vitest run` runs the quick tests, `vitest run --mode slow` only the slow ones (CONTRIBUTING says which are). */
export default defineConfig(({ mode }) => {
  const isSlow = mode === 'slow';
  const names = isSlow ? SLOW : '*.test.ts';
  return {
    test: {
      environment: 'node',
      env: { TIER: isSlow ? 'slow' : 'quick' },
      include: [`src/**/${names}`, `test/**/${names}`],
      exclude: isSlow ? [] : [`**/${SLOW}`],
      // Processes, not threads: tests open the database as separate programs do, and some kill what they started.
      pool: 'forks',
      // A test waits a good part of its time for other processes: browsers, databases, servers, portals.
      // Continuous integration shares its machine with others, and has the time.
      maxWorkers: process.env['CI'] === undefined ? Math.max(3, availableParallelism()) : 2,
      // Files share a process one after the other: loading the server anew for each would take a third of the time.
      isolate: false,
      globalSetup: ['test/support/run-database.ts'],
      testTimeout: isSlow ? 180_000 : 120_000,
      hookTimeout: 240_000,
      teardownTimeout: 30_000,
      // What is waited for comes in milliseconds; on a busy machine it may take seconds.
      expect: { poll: { timeout: 20_000 } },
      coverage: { provider: 'v8', include: ['src/**/*.ts'] },
    },
  };
});
