import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { InvalidRequest } from '../../contract/invalid-request.ts';
import { SearchSchema } from '../../contract/search-wire.ts';
import { search } from '../../views/search/search.ts';
import { sentUnchanged } from '../kept-answers.ts';
import { queryWhole } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const Query = Type.Object(
  { q: Type.String({ maxLength: 200 }), limite: Type.Optional(Type.String({ maxLength: 20 })) },
  { additionalProperties: false },
);
const MOST_FOUND = 10;

/** Orders, products and customers by code or words: `GET /api/busca`. */
export function searchRoutes(server: TypedServer, services: Services): void {
  const { ruptura, bookTags } = services;
  const schema = route({
    action: 'book.read',
    operationId: 'busca',
    querystring: Query,
    response: { 200: SearchSchema },
  });
  server.get('/api/busca', schema, async (request, reply) => {
    const { q, limite } = request.query;
    if (q.trim() === '') throw new InvalidRequest({ place: 'consulta', path: 'q', code: 'TEXTO_CURTO' });
    const most = queryWhole('limite', limite, MOST_FOUND, MOST_FOUND);
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, bookTags.of(engine))) return reply;
    return search(services, engine, q, most, new Date());
  });
}
