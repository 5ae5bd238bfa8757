import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Services } from '../../app/services.ts';
import type { KeptCollection } from '../../collections/kept-collection.ts';
import type { CollectionStreamEvent } from '../../contract/collection-wire.ts';
import { eventBytes } from '../../contract/event-frames.ts';
import type { Language } from '../../contract/language.ts';
import { COLLECTIONS_PATH, CollectionParams } from '../collection-query.ts';
import { EventStreams } from '../event-stream.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

/** Pictures a second to one client: at most five. */
const LEAST_MS = 200;
/** Rates, elapsed times and the time left change without anything happening. */
const LONGEST_MS = 1_000;

/**
 * A collection live: the whole picture first, then again whenever it changes. There is nothing to be missed: whoever
 * comes back gets the newest one. 204 for who has the last.
 */
export function collectionStreamRoute(server: TypedServer, { collections }: Services): void {
  const streams = new EventStreams();
  server.addHook('preClose', async () => streams.stop());
  const schema = route({
    action: 'collections.read',
    operationId: 'coleta_stream',
    params: CollectionParams,
    querystring: NoQuery,
  });
  server.get(`${COLLECTIONS_PATH}/:id/stream`, schema, async (request, reply) => {
    const collection = await collections.get(request.params.id);
    const held = request.headers['last-event-id'];
    if (!collection.isRunning && held === String(collection.restedAt)) return reply.code(204).send();
    await follow(reply, streams, collection, request.language);
    return reply;
  });
}

async function follow(
  reply: FastifyReply,
  streams: EventStreams,
  collection: KeptCollection,
  language: Language,
): Promise<void> {
  const stream = streams.open(reply);
  while (!stream.gone.aborted) {
    const event = eventOf(collection, language);
    if (event.completo) {
      stream.end(eventBytes(collection.restedAt, JSON.stringify(event)));
      return;
    }
    const began = performance.now();
    const changed = waitForChange(collection, stream.gone);
    // Of a run that goes on: no state to come back to.
    if (!(await stream.send(eventBytes('0', JSON.stringify(event))))) return;
    await changed;
    const rest = LEAST_MS - (performance.now() - began);
    if (rest > 0) await sleep(rest, undefined, { signal: stream.gone }).catch(() => undefined);
  }
}

/** Waits for a change, and no longer than a second. */
async function waitForChange(collection: KeptCollection, gone: AbortSignal): Promise<void> {
  const over = AbortSignal.any([gone, AbortSignal.timeout(LONGEST_MS)]);
  await collection.changed(over);
}

function eventOf(collection: KeptCollection, language: Language): CollectionStreamEvent {
  return {
    coleta: collection.line(language),
    andamento: collection.snapshot,
    revisao: collection.revision,
    completo: !collection.isRunning,
    timestamp: new Date().toISOString(),
  };
}
