import { describe, expect, it } from 'vitest';
import { RupturaError } from '../contract/errors.ts';
import { systemError } from './system-errors.ts';

const refusal = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: no`), { code, ...(path === undefined ? {} : { path }) });

describe('a refusal of the system', () => {
  it.each([
    ['EMFILE', 'SISTEMA_SEM_ARQUIVOS', /ulimit -n/],
    ['ENFILE', 'SISTEMA_SEM_ARQUIVOS', /ulimit -n/],
    ['EROFS', 'PASTA_SO_LEITURA', /\/data\/x.*RUPTURA_DATA/],
  ])('%s is told as %s, with what to do', (code, expected, advice) => {
    const error = systemError(refusal(code, '/data/x')) as RupturaError;
    expect(error.code).toBe(expected);
    for (const language of ['pt-BR', 'en'] as const) {
      expect(error.sentence(language)).toMatch(advice);
      expect(error.sentence(language)).not.toMatch(/permiss|chmod/i);
    }
  });

  it('that says something of what was asked is left as it is', () => {
    for (const error of [refusal('ENOENT'), new Error('x'), 'x', new RupturaError('INTERROMPIDO')]) {
      expect(systemError(error)).toBe(error);
    }
  });
});
