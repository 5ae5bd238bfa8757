import { describe, expect, it, vi } from 'vitest';
import type { CliContext } from '../../src/cli/context.ts';
import { EXIT, exitCodeOfError } from '../../src/cli/exit-codes.ts';
import { reportFailure } from '../../src/cli/failure.ts';
import { ERRORS, type ErrorCode } from '../../src/contract/errors.ts';
import { cli, plain } from './support.ts';

const COMMANDS = ['analisar', 'projetar', 'promessa', 'importar', 'exportar', 'config', 'demo'];

describe('help', () => {
  it('lists every command and every exit code', async () => {
    const { code, out } = await cli(['--help']);
    expect(code).toBe(EXIT.ok);
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const exit of Object.values(EXIT)) expect(out).toMatch(new RegExp(`^ +${exit}  `, 'm'));
  });

  it.each(COMMANDS)('of %s speaks both languages and none of the parser’s own words', async (name) => {
    const portuguese = await cli([name, '--help']);
    const english = await cli([name, '--help', '--lang', 'en']);
    expect([portuguese.code, english.code]).toEqual([EXIT.ok, EXIT.ok]);
    expect(portuguese.out).toContain('Uso:');
    expect(portuguese.out).not.toMatch(/Usage:|Options:|Arguments:|\(default|display help/);
    expect(english.out).toContain('Usage:');
    expect(english.out).not.toMatch(/Opções|padrão/);
  });

  it('fits the window', async () => {
    for (const columns of [80, 120]) {
      const { out } = await cli(['importar', '--help'], { columns });
      for (const line of plain(out).split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  it('is what a command line without a command gets, as a usage mistake', async () => {
    const { code, out } = await cli([]);
    expect(code).toBe(EXIT.usage);
    expect(out).toContain('Comandos:');
  });
});

describe('mistakes on the command line', () => {
  it.each([
    [['analizar'], 'Comando desconhecido: analizar', 'analisar'],
    [['demo', '--pedido', '3'], 'Opção desconhecida: --pedido', '--pedidos'],
    [['demo', '--pedidos'], 'precisa de um valor', ''],
    [['demo', '--pedidos', 'dez'], 'Valor não aceito em --pedidos: "dez"', ''],
    [['demo', 'sobra'], 'argumentos a mais', ''],
    [['importar'], 'Falta informar caminho', ''],
    [['projetar'], '--todos', ''],
    [['projetar', 'A', '--todos'], 'não os dois', ''],
    [['analisar'], '--todos', ''],
    [['promessa', '--politica', 'outra'], 'por_item | completa', ''],
    [['config', '--lang', 'fr'], 'pt-BR | en', ''],
    [['exportar', 'clientes'], 'movimentacao_estoque', ''],
  ])('%j are explained in one sentence', async (argv, sentence, suggestion) => {
    const { code, out, err } = await cli(argv);
    expect(code).toBe(EXIT.usage);
    expect(out).toBe('');
    expect(err).toContain(sentence);
    expect(err).toContain(suggestion);
    expect(err).not.toMatch(/\bat .*:\d+|error:/);
  });

  it('are told in JSON to a program that asks for JSON', async () => {
    const { code, err } = await cli(['projetar', '--json']);
    expect(code).toBe(EXIT.usage);
    expect(JSON.parse(err)).toMatchObject({ success: false, codigo: 'CODIGO_OU_TODOS' });
  });

  it('in the settings are listed together', async () => {
    const environment = { PORT: 'abc', RUPTURA_HOJE: 'ontem', DATABASE_URL: 'postgres://ana:segredo@db/x' };
    const { code, err } = await cli(['config'], { environment });
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('PORT: "abc"');
    expect(err).toContain('RUPTURA_HOJE: "ontem"');
    expect(err).not.toContain('segredo');
  });
});

describe('an error that nobody foresaw', () => {
  it('is told also where its details cannot be kept', async () => {
    const context = { machine: true, language: 'pt-BR', io: { signal: new AbortController().signal } };
    const told: Record<string, unknown>[] = [];
    const notices = { json: async (failure: Record<string, unknown>) => void told.push(failure) };
    vi.stubEnv('TMPDIR', '/dev/null/nowhere');
    const code = await reportFailure({ ...context, notices } as unknown as CliContext, new Error('boom'));
    vi.unstubAllEnvs();
    expect(code).toBe(EXIT.internal);
    expect(told).toMatchObject([{ codigo: 'ERRO_INESPERADO_SEM_REGISTRO' }]);
    expect(told[0]!['error']).toBe(
      'Erro inesperado: boom. Os detalhes não puderam ser gravados em /dev/null/nowhere (ENOTDIR).',
    );
  });
});

describe('exit codes', () => {
  it('tell apart the families of errors', () => {
    const expected: Partial<Record<ErrorCode, number>> = {
      PEDIDO_NAO_ENCONTRADO: EXIT.failure,
      OPCAO_DESCONHECIDA: EXIT.usage,
      CONFIGURACAO_INVALIDA: EXIT.usage,
      IMPORTACAO_RECUSADA: EXIT.refused,
      BANCO_COM_DADOS: EXIT.refused,
      BANCO_RECUSADO: EXIT.database,
      MIGRACAO_FALHOU: EXIT.database,
      INTERROMPIDO: EXIT.interrupted,
      IMPORTACAO_CANCELADA: EXIT.interrupted,
      ERRO_INESPERADO: EXIT.internal,
      ERRO_INESPERADO_SEM_REGISTRO: EXIT.internal,
      BANCO_PAGINA_DANIFICADA: EXIT.database,
      PASTA_SO_LEITURA: EXIT.database,
      SISTEMA_SEM_ARQUIVOS: EXIT.failure,
    };
    for (const [code, exit] of Object.entries(expected))
      expect(exitCodeOfError(code as ErrorCode), code).toBe(exit);
  });

  it('never call a failure a success', () => {
    for (const code of Object.keys(ERRORS))
      expect(exitCodeOfError(code as ErrorCode), code).not.toBe(EXIT.ok);
  });

  it('say that the database cannot be reached', async () => {
    const environment = { DATABASE_URL: 'postgres://ana:segredo@127.0.0.1:1/x' };
    const { code, err } = await cli(['analisar', '--todos'], { environment });
    expect(code).toBe(EXIT.database);
    expect(err).toContain('127.0.0.1:1');
    expect(err).not.toMatch(/segredo|\bat .*:\d+/);
  });
});
