import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import { ApiError, apiErrorOf, apiPath } from '../../data/api.ts';
import { language } from '../../words/preferences.ts';
import { SHELL } from '../../words/shell-words.ts';

/**
 * Sends the bytes of a file. `fetch` tells nothing of how far a body is, so this is the older way.
 * @param id of the import it is added to; null begins one
 * @param onSent told how many bytes are sent so far
 * @throws ApiError with a sentence for people; status 0 where the connection was lost. AbortError when the signal aborts
 */
export function uploadFile(
  file: File,
  id: string | null,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<ImportAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    request.open('POST', apiPath('/api/importacao', { arquivo: file.name, id }));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept-language', language.peek());
    request.upload.onprogress = ({ loaded }) => onSent(Math.min(loaded, file.size));
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status === 202) resolve(answer as ImportAnswer);
      else reject(apiErrorOf(answer, request.status));
    };
    request.onerror = () => reject(new ApiError(SHELL.say('error_unreachable'), 0, 'UNREACHABLE'));
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop);
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
