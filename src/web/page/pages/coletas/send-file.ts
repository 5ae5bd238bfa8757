import type { Collection, PortalSessionAnswer } from '../../../../contract/collection-wire.ts';
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
  readonly forcar: boolean;
  readonly requisicoes: boolean;
}

/** Sends a list and begins its collection. @throws ApiError with a sentence for people */
export async function sendList(file: File, choices: CollectionChoices): Promise<Collection> {
  const { forcar, requisicoes, ...rest } = choices;
  const flags = { forcar: forcar ? '1' : null, requisicoes: requisicoes ? null : '0' };
  const path = apiPath('/api/coletas', { arquivo: file.name, ...rest, ...flags });
  return ((await send(path, file, 'application/octet-stream')) as { coleta: Collection }).coleta;
}

/** Sends a storage state. @throws ApiError with a sentence for people */
export async function sendSession(file: File, portal: string, base: string): Promise<PortalSessionAnswer> {
  const path = apiPath('/api/coletas/sessao', { portal, base, arquivo: file.name });
  return (await send(path, file, 'application/json')) as PortalSessionAnswer;
}

async function send(path: string, file: File, type: string): Promise<unknown> {
  const headers = { 'accept-language': language.peek(), 'content-type': type };
  const response = await fetch(path, { method: 'POST', headers, body: file }).catch(() => {
    throw new ApiError(SHELL.say('error_unreachable'), 0, 'UNREACHABLE');
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw apiErrorOf(answer, response.status);
}
