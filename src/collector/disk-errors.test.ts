import { describe, expect, it } from 'vitest';
import { RupturaError } from '../contract/errors.ts';
import { diskError } from './disk-errors.ts';

describe('a refusal of the disk', () => {
  it.each([
    ['ENOSPC', 'COLETA_DISCO_CHEIO'],
    ['EDQUOT', 'COLETA_DISCO_CHEIO'],
    ['EACCES', 'COLETA_PASTA_SEM_PERMISSAO'],
    ['EROFS', 'COLETA_PASTA_SO_LEITURA'],
    ['ENOTDIR', 'COLETA_PASTA_INVALIDA'],
  ])('%s names the folder (%s)', (code, expected) => {
    const error = diskError(Object.assign(new Error(code), { code }), '/anexos');
    expect(error?.code).toBe(expected);
    for (const language of ['pt-BR', 'en'] as const) expect(error?.sentence(language)).toContain('/anexos');
  });

  it('is nothing else', () => {
    for (const error of [new Error('x'), Object.assign(new Error('x'), { code: 'ECONNRESET' }), null])
      expect(diskError(error, '/anexos')).toBeNull();
    expect(diskError(new RupturaError('NAVEGADOR_AUSENTE'), '/anexos')).toBeNull();
  });
});
