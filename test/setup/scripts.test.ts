import { describe, expect, it } from 'vitest';
import { isAtLeast } from '../../scripts/node-version.mjs';
import { countLine } from '../../scripts/test-count.mjs';

describe('comparing versions of Node.js', () => {
  it.each([
    ['v20.19.0', '20.19', true],
    ['v20.20.2', '20.19', true],
    ['v22.0.0', '20.19', true],
    ['v20.9.0', '20.19', false],
    ['v18.20.8', '20.19', false],
    ['v12.22.12', '20.19', false],
  ])('%s against %s: %s', (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
  });
});

describe('counting tests in one line', () => {
  const file = (status: string, ...tests: readonly string[]) => ({
    status,
    assertionResults: tests.map((state) => ({ status: state })),
  });

  it('counts passed and failed tests over all files', () => {
    const files = [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')];
    expect(countLine(files, 1)).toBe('3 passed, 1 failed');
  });

  it('names skipped tests, which are neither', () => {
    expect(countLine([file('passed', 'passed', 'skipped', 'todo')], 0)).toBe('1 passed, 0 failed, 2 skipped');
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(countLine([file('failed'), file('passed', 'passed')], 1)).toBe('1 passed, 1 failed');
  });

  it('never looks better than the exit code', () => {
    expect(countLine([file('passed', 'passed')], 1)).toBe('1 passed, 1 failed');
    expect(countLine([], 1)).toBe('0 passed, 1 failed');
  });
});
