import type { Socket } from 'node:net';
import { badRequest, errorAnswer } from './error-answers.ts';

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
/** Who was told so and does not close its end by then is cut off: the answer has arrived, or never will. */
const FAREWELL_MS = 1000;

/**
 * Answers what is no HTTP request at all, and ends its connection; there is no request yet, so the language is the
 * default one.
 */
export function refuseMalformed(error: Error & { code?: string; rawPacket?: unknown }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const { answer } = errorAnswer(badRequest(error.code ?? error.name), 'pt-BR');
  const body = JSON.stringify(answer);
  const status = STATUS[error.code ?? ''] ?? '400 Bad Request';
  // Whoever asks for the head of an answer takes anything behind it for the next answer.
  const { rawPacket } = error;
  const isHead = Buffer.isBuffer(rawPacket) && rawPacket.toString('latin1', 0, 5) === 'HEAD ';
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${isHead ? '' : body}`,
  );
  // Not at once: what the caller still sends would come back as a reset, which takes the answer from it.
  const farewell = setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
  socket.once('close', () => clearTimeout(farewell));
}
