import type { Services } from '../../app/services.ts';
import type { KeptCollection } from '../../collections/kept-collection.ts';
import type { CollectionStreamEvent } from '../../contract/collection-wire.ts';
import type { Language } from '../../contract/language.ts';
import { COLLECTIONS_PATH, CollectionParams } from '../collection-query.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { workStreams } from '../work-stream.ts';

/** Five pictures a second to one client; rates, elapsed times and the time left change without anything happening. */
const CADENCE = { least: 200, most: 1_000 };

/** A collection live: the whole picture, again and again. */
export function collectionStreamRoute(server: TypedServer, { collections }: Services): void {
  const streamOf = workStreams(server, CADENCE);
  const stream = route({
    action: 'collections.read',
    operationId: 'coleta_stream',
    params: CollectionParams,
    querystring: NoQuery,
  });
  server.get(`${COLLECTIONS_PATH}/:id/stream`, stream, async (request, reply) => {
    const collection = await collections.get(request.params.id);
    return await streamOf(request, reply, collection, () => eventOf(collection, request.language));
  });
}

function eventOf(collection: KeptCollection, language: Language): CollectionStreamEvent {
  return {
    coleta: collection.line(language),
    andamento: collection.snapshot,
    revisao: collection.revision,
    completo: collection.rests,
    timestamp: new Date().toISOString(),
  };
}
