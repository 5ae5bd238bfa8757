import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { eventBytes } from '../contract/event-frames.ts';
import type { WatchedWork } from '../tasks/watched.ts';
import { EventStreams } from './event-stream.ts';

/** How often a client is told how work under way stands, in milliseconds. */
export interface Cadence {
  /** Between two events, at least. */
  readonly least?: number;
  /** Between two events, at most: what is told changes by itself, as times do. */
  readonly most?: number;
}

/** Answers a request with how a piece of work stands, now and whenever that changes, until it rests. */
export type StreamOf = (
  request: FastifyRequest,
  reply: FastifyReply,
  work: WatchedWork,
  answer: () => unknown,
) => Promise<FastifyReply>;

/**
 * Streams of work that is watched, and their end with the server. An event is the whole state, so whoever comes back
 * misses nothing; 204 for who has the state in which the work rests.
 */
export function workStreams(server: FastifyInstance, { least = 0, most }: Cadence = {}): StreamOf {
  const streams = new EventStreams();
  server.addHook('preClose', async () => streams.stop());
  return async (request, reply, work, answer) => {
    const { watched } = work;
    if (work.rests && request.headers['last-event-id'] === work.mark) return reply.code(204).send();
    const stream = streams.open(reply);
    const { gone } = stream;
    while (!gone.aborted) {
      const seen = watched.told;
      const event = eventBytes(work.mark, JSON.stringify(answer()));
      if (work.rests) {
        stream.end(event);
        break;
      }
      const began = performance.now();
      if (!(await stream.send(event))) break;
      const over = most === undefined ? gone : AbortSignal.any([gone, AbortSignal.timeout(most)]);
      await watched.changed(seen, over);
      const rest = least - (performance.now() - began);
      if (rest > 0) await sleep(rest, undefined, { signal: gone }).catch(() => undefined);
    }
    return reply;
  };
}
