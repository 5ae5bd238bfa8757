import type { ErrorCode, RupturaError } from '../contract/errors.ts';
import type { PlainKey } from '../i18n/translator.ts';

/** What the program's exit says to a script. `ruptura --help` prints this table. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  refused: 3,
  database: 4,
  drift: 5,
  running: 6,
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Meaning of each exit code, in the order of the help page. */
export const EXIT_MEANINGS: readonly (readonly [ExitCode, PlainKey])[] = [
  [EXIT.ok, 'exit_ok'],
  [EXIT.failure, 'exit_failure'],
  [EXIT.usage, 'exit_usage'],
  [EXIT.refused, 'exit_refused'],
  [EXIT.database, 'exit_database'],
  [EXIT.drift, 'exit_drift'],
  [EXIT.running, 'exit_running'],
  [EXIT.internal, 'exit_internal'],
  [EXIT.interrupted, 'exit_interrupted'],
];

const FAMILIES: readonly (readonly [RegExp, ExitCode])[] = [
  [/^(INTERROMPIDO|IMPORTACAO_CANCELADA)$/, EXIT.interrupted],
  [/^ERRO_INESPERADO/, EXIT.internal],
  [/^(SERVIDOR_JA_ATIVO|COLETA_EM_USO)$/, EXIT.running],
  [
    /^(CONFIGURACAO|COMANDO|OPCAO|OPCOES|VALOR_AUSENTE|VALOR_DE_OPCAO|ARGUMENTO|CODIGO_OU_TODOS|COLETA_SEM_ENDERECO|COLETA_PORTAL_DESCONHECIDO|COLETA_MODELO|COLETA_PROXY_INVALIDO|COLETA_SEM_API|COLETA_SEM_CLIENTE|COLETA_CLIENTE|COLETA_NOVIDADES|AGENDA_INVALIDA|COLETA_COLUNA_DESCONHECIDA)/,
    EXIT.usage,
  ],
  [/^(BANCO_COM_DADOS$|ARQUIVO|CSV|CABECALHO|TABELA|PLANILHA|IMPORTACAO)/, EXIT.refused],
  [/^(BANCO|PASTA|MIGRACAO)/, EXIT.database],
];

/** The exit code of an expected failure. */
export function exitCodeOf(error: RupturaError): ExitCode {
  return exitCodeOfError(error.code);
}

/** The exit code an error code leads to: by the family its name begins with. */
export function exitCodeOfError(code: ErrorCode): ExitCode {
  return FAMILIES.find(([pattern]) => pattern.test(code))?.[1] ?? EXIT.failure;
}
