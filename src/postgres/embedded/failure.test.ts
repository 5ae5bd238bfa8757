import { describe, expect, it } from 'vitest';
import { explainFailure, isLeftoverBusy } from './failure.ts';

const context = { folder: '/dados', port: 5433, logFile: '/dados/log' };

describe('what the server says', () => {
  it.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'BANCO_DISCO_CHEIO'],
    ['initdb: error: could not create directory "/dados/pg/base": Disk quota exceeded', 'BANCO_DISCO_CHEIO'],
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'BANCO_PORTA_OCUPADA'],
    ['FATAL:  could not create any TCP/IP sockets', 'BANCO_PORTA_OCUPADA'],
    ['FATAL:  data directory "/dados/pg" has wrong ownership', 'PASTA_DE_OUTRO_USUARIO'],
    ['FATAL:  data directory "/dados/pg" has invalid permissions', 'PASTA_ABERTA_DEMAIS'],
    ['FATAL:  could not open file "global/pg_filenode.map": Permission denied', 'PASTA_SEM_PERMISSAO'],
    ['FATAL:  could not create lock file "postmaster.pid": Read-only file system', 'PASTA_SO_LEITURA'],
    ['FATAL:  insufficient file descriptors available to start server process', 'SISTEMA_SEM_ARQUIVOS'],
    ['FATAL:  could not open file "base/1/2": Too many open files', 'SISTEMA_SEM_ARQUIVOS'],
    [
      'DETAIL:  The data directory was initialized by PostgreSQL version 17, which is not compatible with this version 18.4.',
      'BANCO_VERSAO_DIFERENTE',
    ],
    ['PANIC:  could not locate a valid checkpoint record at 0/1B813C8', 'BANCO_NAO_INICIOU'],
    ['', 'BANCO_NAO_INICIOU'],
  ])('%s is a %s', (log, code) => {
    const error = explainFailure(log, context);
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/[{}]/);
    expect(error.sentence('en')).not.toMatch(/[{}]/);
  });

  it('names files by their full path', () => {
    const error = explainFailure('FATAL:  could not open directory "base/1": Permission denied', context);
    expect(error.params['pasta']).toBe('/dados/pg/base/1');
  });

  it('unknown to us is passed on in its own words', () => {
    const error = explainFailure('LOG:  a\n2026 [1] FATAL:  something odd\nHINT:  b', context);
    expect(error.params['motivo']).toBe('something odd');
    expect(error.params['registro']).toBe('/dados/log');
  });

  it('about a predecessor that is still leaving asks for patience', () => {
    expect(isLeftoverBusy('FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use')).toBe(
      true,
    );
    expect(isLeftoverBusy('FATAL:  could not create any TCP/IP sockets')).toBe(false);
  });
});
