import type { IncomingMessage } from 'node:http';
import type { PurchaseCookies } from '../net/cookies.ts';
import type { HttpAnswer, HttpAsker } from '../net/http-client.ts';
import { throwIfBusy } from '../reading/http-reader.ts';
import { NotAFileError, PermanentError, TransientError } from '../retry.ts';
import type { PartFile } from './part-file.ts';

/** The file wanted, and the page that shows it. */
export interface WantedFile {
  readonly url: string;
  readonly page: string;
  readonly cookies: PurchaseCookies;
}

/**
 * Asks for a file, or for the rest of it; the part begins anew where all of it comes.
 * @throws TransientError, PermanentError for an answer without a file; NotAFileError where the address is that of a page
 */
export async function askForFile(
  client: HttpAsker,
  { url, page, cookies }: WantedFile,
  part: PartFile,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { validator, received, isPartless } = part;
  const wantsRest = validator !== null && received > 0 && !isPartless;
  const headers = wantsRest ? { range: `bytes=${received}-`, 'if-range': validator } : {};
  const answer = await client.get({ url, cookies, referer: page, headers, signal });
  throwIfBusy(answer);
  const { status } = answer;
  if (wantsRest && status === 206 && isTheRest(answer.body, part)) return answer;
  const refusal = refusalOf(answer, url, page);
  if (refusal !== null) answer.drop();
  if (status === 206 || status === 416) part.isPartless = true;
  if (refusal instanceof PermanentError || refusal instanceof NotAFileError) throw refusal;
  part.beginAnew();
  if (refusal !== null) throw refusal;
  return answer;
}

/** Why an answer is not the whole file; null where it may be. */
function refusalOf({ status, url: arrived }: HttpAnswer, url: string, page: string): Error | null {
  if (status === 206 || status === 416)
    return new TransientError('WRONG_RANGE', 'COLETA_HTTP', { status, url });
  if (status !== 200) return new PermanentError(`HTTP_${status}`, 'COLETA_HTTP', { status, url });
  return withoutHash(arrived) === withoutHash(page) ? new NotAFileError(url) : null;
}

function withoutHash(url: string): string {
  return url.replace(/#.*$/, '');
}

/** Whether a part begins where the file on the disk ends, and belongs to the same file. */
function isTheRest({ headers }: IncomingMessage, { received, total, validator }: PartFile): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (range === null || Number(range[1]) !== received) return false;
  if (range[3] !== '*' && total !== null && Number(range[3]) !== total) return false;
  const length = Number(range[2]) - Number(range[1]) + 1;
  if (headers['content-length'] !== undefined && Number(headers['content-length']) !== length) return false;
  const isOther = headers.etag !== undefined && validator?.includes('"') && headers.etag !== validator;
  return isOther !== true && headers['content-encoding'] === undefined;
}

/** Takes in what an answer with the whole file says of asking for its rest. */
export function rememberForRest(
  part: PartFile,
  { headers, statusCode }: IncomingMessage,
  isPacked: boolean,
): void {
  if (statusCode === 206) return;
  const length = headers['content-length'];
  part.total = !isPacked && length !== undefined ? Number(length) : null;
  const etag = headers.etag?.startsWith('"') === true ? headers.etag : null;
  const canResume = !isPacked && headers['accept-ranges'] !== 'none';
  part.validator = canResume ? (etag ?? headers['last-modified'] ?? null) : null;
}
