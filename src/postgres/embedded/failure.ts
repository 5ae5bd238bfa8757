import { resolve } from 'node:path';
import { RupturaError } from '../../contract/errors.ts';

/** What a person needs in order to find the place again. */
export interface FailureContext {
  readonly folder: string;
  readonly port: number | null;
  /** File with everything the server said. */
  readonly logFile: string;
}

/** The server cannot start yet because processes of its killed predecessor are still leaving. */
export function isLeftoverBusy(log: string): boolean {
  return /pre-existing shared memory block|lock file ".*" already exists/.test(log);
}

/** How the system says, through the server, that there is no room. */
export const NO_ROOM = /No space left on device|Disk quota exceeded/;

/** A failing server gives its reason with one of these marks. */
export function hasReason(log: string): boolean {
  return /(?:FATAL|PANIC):/.test(log);
}

/**
 * Reads from what the server (or initdb) said why it did not come up. The server speaks English whatever the
 * machine's language: its messages are fixed to C.
 */
export function explainFailure(log: string, context: FailureContext): RupturaError {
  const { folder, port, logFile } = context;
  const details = { details: { registro: lastLines(log) } };
  if (NO_ROOM.test(log)) {
    return new RupturaError('BANCO_DISCO_CHEIO', { pasta: folder }, details);
  }
  if (/could not bind .*Address already in use|could not create any TCP\/IP sockets/.test(log)) {
    return new RupturaError('BANCO_PORTA_OCUPADA', { porta: port ?? '' }, details);
  }
  const version = /initialized by PostgreSQL version (\d+).*this version (\d+)/.exec(log);
  if (version !== null) {
    return new RupturaError(
      'BANCO_VERSAO_DIFERENTE',
      { pasta: folder, versao: version[1] ?? '', programa: version[2] ?? '' },
      details,
    );
  }
  if (/has wrong ownership/.test(log)) {
    return new RupturaError('PASTA_DE_OUTRO_USUARIO', { pasta: folder, dono: '?' }, details);
  }
  if (/has invalid permissions/.test(log)) {
    return new RupturaError('PASTA_ABERTA_DEMAIS', { pasta: resolve(folder, 'pg') }, details);
  }
  const readOnly = /"([^"]+)": Read-only file system/.exec(log);
  if (readOnly !== null) {
    return new RupturaError('PASTA_SO_LEITURA', { pasta: resolve(folder, 'pg', readOnly[1] ?? '') }, details);
  }
  if (/Too many open files|insufficient file descriptors/.test(log)) {
    return new RupturaError('SISTEMA_SEM_ARQUIVOS', { motivo: 'EMFILE' }, details);
  }
  const denied = /"([^"]+)": Permission denied/.exec(log);
  if (denied !== null) {
    // The server names its files relative to its own directory.
    const path = resolve(folder, 'pg', denied[1] ?? '');
    return new RupturaError('PASTA_SEM_PERMISSAO', { pasta: path }, details);
  }
  return new RupturaError(
    'BANCO_NAO_INICIOU',
    { pasta: folder, motivo: lastComplaint(log), registro: logFile },
    details,
  );
}

function lastLines(log: string): string[] {
  return log.trimEnd().split('\n').slice(-20);
}

/** The sentence after the last FATAL, PANIC or error mark, else the last line. */
function lastComplaint(log: string): string {
  const marked = [...log.matchAll(/(?:FATAL|PANIC|error):\s+(.+)/g)].at(-1)?.[1];
  return marked ?? lastLines(log).at(-1) ?? '';
}
