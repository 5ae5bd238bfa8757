import { type Static, Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import {
  AcceptedBodySchema,
  AcceptedSchema,
  INCONSISTENCIES,
  InconsistenciesSchema,
  type InconsistencyKind,
  LIKELIHOODS,
} from '../../contract/inconsistency-wire.ts';
import { InvalidRequest } from '../../contract/invalid-request.ts';
import { instantText } from '../../views/answers.ts';
import {
  acceptInconsistencies,
  findInconsistencies,
  INCONSISTENCY_KINDS,
  type InconsistencyPage,
  reopenInconsistencies,
} from '../../views/inconsistencies.ts';
import { queryChoices, queryFlag } from '../order-query.ts';
import { queryWhole } from '../request-values.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const Query = Type.Object(
  {
    tipo: Type.Optional(Type.String({ maxLength: 500 })),
    aceitos: Type.Optional(Type.String({ maxLength: 1 })),
    limite: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
);

const PATH = '/api/inconsistencias';
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
  server.get(PATH, schema, async (request, reply) => {
    const language = request.language;
    const engine = await ruptura.fresh();
    const pages = await findInconsistencies(ruptura, queryOf(request.query));
    reply.header('cache-control', 'no-cache');
    return {
      total: totalOf(pages),
      provaveis: totalOf(pages.filter(({ kind }) => LIKELIHOODS[kind] !== 'BAIXA')),
      tipos: pages.map(({ kind, total, accepted, rows, next }) => ({
        tipo: kind,
        descricao: INCONSISTENCIES[kind][language],
        probabilidade: LIKELIHOODS[kind],
        total,
        aceitos: accepted,
        exemplos: [...rows],
        proximo: next,
      })),
      versao: engine.book.version,
      calculado_em: instantText(engine, new Date()),
    };
  });
  acceptedRoutes(server, ruptura);
}

/** What a person calls right as it is, and takes back. */
function acceptedRoutes(server: TypedServer, ruptura: Services['ruptura']): void {
  const facts = {
    action: 'inconsistencies.judge',
    body: AcceptedBodySchema,
    querystring: NoQuery,
    response: { 200: AcceptedSchema },
  } as const;
  const accept = route({ ...facts, operationId: 'inconsistencias_aceitar' });
  server.post(`${PATH}/aceitos`, accept, async (request) => {
    const { tipo, chaves = null } = request.body;
    const alterados = await acceptInconsistencies(ruptura, bodyKind(tipo), chaves, request.actor.owner);
    return { success: true as const, alterados };
  });
  const reopen = route({ ...facts, operationId: 'inconsistencias_reabrir' });
  server.delete(`${PATH}/aceitos`, reopen, async (request) => {
    const { tipo, chaves = null } = request.body;
    return {
      success: true as const,
      alterados: await reopenInconsistencies(ruptura, bodyKind(tipo), chaves),
    };
  });
}

function totalOf(pages: readonly InconsistencyPage[]): number {
  return pages.reduce((sum, page) => sum + page.total, 0);
}

/** @throws InvalidRequest VALOR_FORA_DA_LISTA */
function bodyKind(tipo: string): InconsistencyKind {
  const kind = INCONSISTENCY_KINDS.find((known) => known === tipo);
  if (kind !== undefined) return kind;
  const params = { valores: INCONSISTENCY_KINDS.join(', ') };
  throw new InvalidRequest({ place: 'corpo', path: '/tipo', code: 'VALOR_FORA_DA_LISTA', params });
}

function queryOf({
  tipo,
  aceitos,
  limite,
  cursor,
}: Static<typeof Query>): Parameters<typeof findInconsistencies>[1] {
  const kinds = queryChoices('tipo', tipo, INCONSISTENCY_KINDS);
  return {
    kinds: kinds.length === 0 ? INCONSISTENCY_KINDS : kinds,
    accepted: queryFlag('aceitos', aceitos) ?? false,
    limit: queryWhole('limite', limite, MOST_EXAMPLES, USUAL_EXAMPLES),
    cursor: cursor ?? null,
  };
}
