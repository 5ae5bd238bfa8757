/** Answers that go wrong, on purpose. */
import type { RetryAfter, Wrong, WrongAnswer, WrongFile } from './faults.ts';
import { bodyOf, type FileBody } from './file-body.ts';
import type { PortalFile } from './file-spec.ts';
import { isText } from './made-up-body.ts';
import { signInPage, wordsPage } from './pages.ts';
import { partOf } from './range.ts';
import { headersOf, sendBytes, sendFile, sendSome } from './send-file.ts';
import { count } from './stats.ts';
import { leadToSignIn, pause, sendHtml, untilGone, type Visit } from './visit.ts';

const TRICKLE_MS = 200;
const CUT_AT = 0.6;
const LENGTH_LIE = 1_000;

/**
 * Answers a page or a file wrongly.
 * @returns whether that was all; otherwise the right answer follows
 */
export async function sendWrong(visit: Visit, wrong: Wrong): Promise<boolean> {
  count(visit.portal.stats.faults, wrong.kind);
  switch (wrong.kind) {
    case 'status':
      sendStatus(visit, wrong.status, wrong.retryAfter);
      return true;
    case 'slow':
      await pause(wrong.ms);
      return visit.response.destroyed;
    case 'hang':
      await untilGone(visit);
      return true;
    case 'reset':
      visit.request.socket.resetAndDestroy();
      return true;
    case 'expire':
      visit.portal.sessions.expireAll();
      leadToSignIn(visit);
      return true;
    case 'sign-in-redirect':
      leadToSignIn(visit);
      return true;
    case 'words':
      sendHtml(visit, wordsPage(wrong.words));
      return true;
  }
}

/** Answers a file wrongly, in the ways of pages and in those of its own. */
export async function sendWrongFile(
  visit: Visit,
  file: PortalFile,
  body: FileBody,
  wrong: WrongAnswer,
): Promise<void> {
  if (isOfFiles(wrong)) {
    count(visit.portal.stats.faults, wrong.kind);
    await sendBroken(visit, file, body, wrong);
  } else if (!(await sendWrong(visit, wrong))) {
    await sendFile(visit, file, body);
  }
}

const OF_FILES: ReadonlySet<WrongAnswer['kind']> = new Set<WrongFile['kind']>([
  'cut',
  'empty',
  'wrong-magic',
  'html',
  'sign-in-page',
  'trickle',
  'stall',
  'wrong-length',
]);

function isOfFiles(wrong: WrongAnswer): wrong is WrongFile {
  return OF_FILES.has(wrong.kind);
}

async function sendBroken(visit: Visit, file: PortalFile, body: FileBody, wrong: WrongFile): Promise<void> {
  const headers = headersOf(file, body);
  switch (wrong.kind) {
    case 'cut':
      return await sendCut(visit, file, body, wrong.manner, wrong.at ?? CUT_AT);
    case 'empty':
      visit.response.writeHead(200, { ...headers, 'content-length': 0 }).end();
      return;
    case 'wrong-magic':
      visit.response.writeHead(200, headers);
      // Nobody can tell a text by its beginning: what would be stored could not be called wrong.
      return await sendBytes(visit, isText(file) ? body : overwritten(body), { start: 0, end: body.size });
    case 'html':
      return sendHtml(visit, wordsPage('oops-en'), 200, disguise(file, body, wrong.disguised));
    case 'sign-in-page':
      return sendHtml(visit, signInPage(visit.portal.sessions.sign('csrf'), '/user/home', '', false));
    case 'trickle':
      visit.response.writeHead(200, headers);
      return await trickle(visit, body);
    case 'stall':
      visit.response.writeHead(200, headers);
      await sendSome(visit, body, { start: 0, end: Math.floor(body.size / 2) });
      return await untilGone(visit);
    case 'wrong-length':
      return await sendWrongLength(visit, file, body, wrong.manner === 'too-long' ? LENGTH_LIE : -LENGTH_LIE);
  }
}

/** A part that is asked for is cut as well: where the body ends, more of it is there than before. */
async function sendCut(
  visit: Visit,
  file: PortalFile,
  body: FileBody,
  manner: 'length' | 'chunked' | 'close',
  at: number,
): Promise<void> {
  const { response, request, portal } = visit;
  const headers = headersOf(file, body);
  const isRanged = portal.faults.rangeManner(file.po, file.index) === 'supported';
  const asked = isRanged ? partOf(request, body.size, String(headers['etag'])) : null;
  const part = asked === 'unsatisfiable' ? null : asked;
  const { start, end } = part ?? { start: 0, end: body.size };
  if (request.headers.range !== undefined) portal.stats.rangesAsked++;
  if (part !== null) portal.stats.rangesGiven++;
  if (part !== null) headers['content-range'] = `bytes ${start}-${end - 1}/${body.size}`;
  headers['content-length'] = end - start;
  if (manner !== 'length') delete headers['content-length'];
  if (manner === 'close') {
    response.shouldKeepAlive = false;
    response.useChunkedEncodingByDefault = false;
  }
  response.writeHead(part === null ? 200 : 206, headers);
  await sendSome(visit, body, { start, end: start + Math.floor((end - start) * at) });
  // What was written must have left before the connection ends: a body without a length ends with it, in order.
  if (manner === 'close') response.end();
  else response.destroy();
}

async function sendWrongLength(visit: Visit, file: PortalFile, body: FileBody, lie: number): Promise<void> {
  const { response } = visit;
  const length = Math.max(1, body.size + lie);
  response.shouldKeepAlive = false;
  response.writeHead(200, { ...headersOf(file, body), 'content-length': length, connection: 'close' });
  await sendSome(visit, body, { start: 0, end: body.size });
  response.destroy();
}

async function trickle(visit: Visit, body: FileBody): Promise<void> {
  for (let at = 0; !visit.response.destroyed; at = (at + 1) % body.size) {
    await sendSome(visit, body, { start: at, end: at + 1 });
    await pause(TRICKLE_MS);
  }
}

function overwritten(body: FileBody): FileBody {
  const head = Buffer.alloc(Math.min(64, body.size), 'X');
  const rest = body.size - head.length;
  return bodyOf({
    head,
    filling: { length: rest, read: (start, end) => body.read(head.length + start, head.length + end) },
    tail: Buffer.alloc(0),
  });
}

function disguise(file: PortalFile, body: FileBody, disguised: boolean): Record<string, string> {
  const headers = headersOf(file, body);
  const disposition = headers['content-disposition'];
  if (!disguised) return {};
  return {
    'content-type': String(headers['content-type']),
    ...(disposition === undefined ? {} : { 'content-disposition': String(disposition) }),
  };
}

function sendStatus(visit: Visit, status: number, retryAfter: RetryAfter | undefined): void {
  const html = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
  sendHtml(
    visit,
    html,
    status,
    retryAfter === undefined ? {} : { 'retry-after': retryAfterText(retryAfter) },
  );
}

/** A date names whole seconds, so it is rounded up: never earlier than asked for. */
function retryAfterText({ seconds, as }: RetryAfter): string {
  if (as === 'seconds') return String(seconds);
  return new Date(Math.ceil(Date.now() / 1_000 + seconds) * 1_000).toUTCString();
}
