import { type Static, Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { INCONSISTENCIES, InconsistenciesSchema } from '../../contract/inconsistency-wire.ts';
import { instantText } from '../../views/answers.ts';
import { findInconsistencies, INCONSISTENCY_KINDS } from '../../views/inconsistencies.ts';
import { queryChoices } from '../order-query.ts';
import { queryWhole } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const Query = Type.Object(
  {
    tipo: Type.Optional(Type.String({ maxLength: 500 })),
    limite: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
);

const MOST_EXAMPLES = 1000;
const USUAL_EXAMPLES = 10;

/** `GET /api/inconsistencias`. */
export function inconsistencyRoutes(server: TypedServer, { ruptura }: Services): void {
  const schema = route({
    action: 'inconsistencies.find',
    operationId: 'inconsistencias',
    querystring: Query,
    response: { 200: InconsistenciesSchema },
  });
  server.get('/api/inconsistencias', schema, async (request, reply) => {
    const language = request.language;
    const engine = await ruptura.fresh();
    const pages = await findInconsistencies(ruptura, queryOf(request.query));
    reply.header('cache-control', 'no-cache');
    return {
      total: pages.reduce((sum, page) => sum + page.total, 0),
      tipos: pages.map(({ kind, total, rows, next }) => ({
        tipo: kind,
        descricao: INCONSISTENCIES[kind][language],
        total,
        exemplos: [...rows],
        proximo: next,
      })),
      versao: engine.book.version,
      calculado_em: instantText(engine, new Date()),
    };
  });
}

function queryOf({ tipo, limite, cursor }: Static<typeof Query>): Parameters<typeof findInconsistencies>[1] {
  const kinds = queryChoices('tipo', tipo, INCONSISTENCY_KINDS);
  return {
    kinds: kinds.length === 0 ? INCONSISTENCY_KINDS : kinds,
    limit: queryWhole('limite', limite, MOST_EXAMPLES, USUAL_EXAMPLES),
    cursor: cursor ?? null,
  };
}
