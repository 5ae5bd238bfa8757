import type {
  Collection,
  CollectionListAnswer,
  PortalSessionAnswer,
} from '../../../../contract/collection-wire.ts';
import { ApiError, apiErrorOf, apiPath } from '../../data/api.ts';
import { language } from '../../words/preferences.ts';
import { SHELL } from '../../words/shell-words.ts';

/** What a person decides about a new collection, in the words of `POST /api/coletas`. */
export interface CollectionChoices {
  readonly base: string;
  readonly portal: string;
  readonly modo: string;
  readonly workers: string;
  readonly downloads: string;
  /** Heading of the column of purchase orders; null where the server finds it. */
  readonly coluna: string | null;
  readonly forcar: boolean;
  readonly requisicoes: boolean;
}

/** Has a list read, and says what it comes to. @throws ApiError with a sentence for people */
export async function lookAtList(
  file: File,
  column: string | null,
  force: boolean,
  signal: AbortSignal,
): Promise<CollectionListAnswer> {
  const query = { arquivo: file.name, coluna: column, forcar: force ? '1' : null };
  const path = apiPath('/api/coletas/lista', query);
  return (await send(path, file, 'application/octet-stream', signal)) as CollectionListAnswer;
}

/**
 * Sends a list and begins its collection.
 * @param isSimulated pages are read, and nothing is brought
 * @throws ApiError with a sentence for people
 */
export async function sendList(
  file: File,
  choices: CollectionChoices,
  isSimulated: boolean,
): Promise<Collection> {
  const { forcar, requisicoes, ...rest } = choices;
  const flags = {
    forcar: forcar ? '1' : null,
    requisicoes: requisicoes ? null : '0',
    simular: isSimulated ? '1' : null,
  };
  const path = apiPath('/api/coletas', { arquivo: file.name, ...rest, ...flags });
  return ((await send(path, file, 'application/octet-stream')) as { coleta: Collection }).coleta;
}

/** Sends a storage state. @throws ApiError with a sentence for people */
export async function sendSession(file: File, portal: string, base: string): Promise<PortalSessionAnswer> {
  const path = apiPath('/api/coletas/sessao', { portal, base, arquivo: file.name });
  return (await send(path, file, 'application/json')) as PortalSessionAnswer;
}

async function send(
  path: string,
  file: File,
  type: string,
  signal: AbortSignal | null = null,
): Promise<unknown> {
  const headers = { 'accept-language': language.peek(), 'content-type': type };
  const response = await fetch(path, { method: 'POST', headers, body: file, signal }).catch(() => {
    throw new ApiError(SHELL.say('error_unreachable'), 0, 'UNREACHABLE');
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw apiErrorOf(answer, response.status);
}
