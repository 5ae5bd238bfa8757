import { RupturaError } from '../contract/errors.ts';
import { ranOutOfRoom } from './embedded/room.ts';

const LOST = new Set(['57P01', '57P02', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** SQLSTATE or errno of a failure; null when it has none. */
function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as Error & { code?: unknown };
  return typeof code === 'string' ? code : null;
}

/** The database's disk is full: nothing was stored; everything works again when there is room. */
export function isDiskFull(error: unknown): boolean {
  const code = errorCode(error);
  return code === '53100' || code === 'ENOSPC' || code === 'EDQUOT';
}

/** The connection broke: whether the last statement took effect is unknown unless it had been acknowledged. */
export function isConnectionLost(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== null) return LOST.has(code) || code.startsWith('08');
  return (
    error instanceof Error &&
    /Connection terminated|Client has encountered a connection error/.test(error.message)
  );
}

/** The driver gives its own time limits no code: nobody answered who was connected to. */
function isSilent(error: unknown): boolean {
  return error instanceof Error && /timeout expired|connection timeout/.test(error.message);
}

/** All connections of the pool were at work for too long. */
function isPoolBusy(error: unknown): boolean {
  return error instanceof Error && error.message.includes('timeout exceeded when trying to connect');
}

/** What stands on the disk is not what was written: a page or an index. */
function isDamaged(error: unknown): error is Error {
  const code = errorCode(error);
  return code === 'XX001' || code === 'XX002';
}

/** The server is there but takes nobody yet (start, recovery) or any more (stop). */
function isStarting(error: unknown): boolean {
  return errorCode(error) === '57P03';
}

/**
 * Turns a driver's error into a sentence where a person or a program can do something about it; everything else
 * (mistakes of ours included) comes back unchanged.
 * @param place address without password, or data folder: where it happened.
 * @param embedded true for our own server, which is being restarted when nobody answers.
 */
export function databaseError(error: unknown, place: string, embedded: boolean): unknown {
  const options = { cause: error };
  if (isSilent(error)) return new RupturaError('BANCO_SEM_RESPOSTA', { endereco: place }, options);
  if (isPoolBusy(error)) return new RupturaError('BANCO_DEMOROU', { endereco: place }, options);
  if (isDiskFull(error)) return new RupturaError('BANCO_DISCO_CHEIO', { pasta: place }, options);
  if (isDamaged(error))
    return new RupturaError('BANCO_PAGINA_DANIFICADA', { endereco: place, motivo: error.message }, options);
  if (isStarting(error) || (embedded && isRefused(error)))
    return new RupturaError('BANCO_INICIANDO', { endereco: place }, options);
  if (isConnectionLost(error) && embedded && ranOutOfRoom(place))
    return new RupturaError('BANCO_PAROU_SEM_ESPACO', { pasta: place }, options);
  if (isConnectionLost(error)) return new RupturaError('BANCO_CONEXAO_PERDIDA', { endereco: place }, options);
  return connectionError(error, place) ?? error;
}

/** Nobody listens at the port or the socket. */
function isRefused(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ECONNREFUSED' || code === 'ENOENT';
}

function connectionError(error: unknown, place: string): RupturaError | null {
  const options = { cause: error };
  if (isRefused(error)) return new RupturaError('BANCO_RECUSADO', { endereco: place }, options);
  switch (errorCode(error)) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RupturaError('BANCO_SEM_ENDERECO', { endereco: place }, options);
    case '28P01':
    case '28000':
      return new RupturaError('BANCO_AUTENTICACAO', { endereco: place }, options);
    case '3D000':
      return new RupturaError('BANCO_INEXISTENTE', { banco: place, endereco: place }, options);
    case '53300':
      return new RupturaError('BANCO_LOTADO', { endereco: place }, options);
    default:
      return null;
  }
}
