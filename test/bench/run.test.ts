import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('an unknown section is named together with those there are', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/bench.mjs', '--only', 'analyse'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain('there is no section "analyse"');
  expect(stderr).toContain('analise');
});
