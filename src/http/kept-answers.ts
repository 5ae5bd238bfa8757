import type { FastifyReply, FastifyRequest } from 'fastify';
import type { KeptAnswer } from '../views/answer-cache.ts';
import { acceptedEncoding, compressed } from './compression.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends 304 and returns true where the caller holds this very answer already. Sets the headers of both cases. */
export function sentUnchanged(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  reply.header('etag', tag).header('cache-control', 'no-cache');
  const held = request.headers['if-none-match'];
  if (held === undefined || !held.split(',').some((one) => one.trim() === tag)) return false;
  reply.code(304).send();
  return true;
}

/** Sends JSON text in the way the caller takes best. */
export function sendKept(request: FastifyRequest, reply: FastifyReply, answer: KeptAnswer): void {
  const encoding = acceptedEncoding(request.headers['accept-encoding']);
  const bytes = encoding === null ? null : answer.form(encoding, (text) => compressed(text, encoding));
  reply.type(JSON_TYPE);
  if (bytes === null) reply.send(answer.text);
  else reply.header('content-encoding', encoding!).send(bytes);
}
