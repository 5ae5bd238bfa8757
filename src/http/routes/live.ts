import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { InvalidRequest } from '../../contract/invalid-request.ts';
import { LiveEventSchema } from '../../contract/live-wire.ts';
import { shown } from '../../contract/request-text.ts';
import type { Known } from '../../live/client.ts';
import type { WatchRequest } from '../../live/watch.ts';
import type { Run } from '../../runs/run.ts';
import { type EventStreamOptions, EventStreams } from '../event-stream.ts';
import { queryChoices } from '../order-query.ts';
import { queryCodes } from '../request-values.ts';
import { EMBED_PREFIXES, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const Codes = Type.Union([Type.String(), Type.Array(Type.String())]);
const LiveQuery = Type.Object(
  {
    todos: Type.Optional(Type.String()),
    sessao: Type.Optional(Type.String()),
    pedidos: Type.Optional(Codes),
    produtos: Type.Optional(Codes),
    desde: Type.Optional(Type.String()),
    detalhe: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
type LiveQuery = Static<typeof LiveQuery>;

/** A request line holds no more codes than this anyway, and their answers fit one event. */
const MOST_CODES = 1000;
const PATH = '/api/ao-vivo';
/** Whole answers, or only whose answers changed. */
const DETAILS = ['completo', 'chaves'] as const;
/** Describes the events; a stream is sent as it is. */
const EVENTS = { content: { 'text/event-stream': { schema: LiveEventSchema } } };

/** `GET /api/ao-vivo`: the answers a client watches, as they change. Also under `/carteira`. */
export function liveRoutes(server: TypedServer, services: Services, options?: EventStreamOptions): void {
  const { ruptura, live, analysis } = services;
  const streams = new EventStreams(options);
  const follow = async (request: FastifyRequest, reply: FastifyReply, query: LiveQuery): Promise<void> => {
    const run =
      query.sessao === undefined ? null : await analysis.runs.find(query.sessao, request.actor.owner);
    const watch = watchOf(query, run, request);
    const known = knownBy(query, run, request);
    // A book that cannot be read is an error in JSON; once the stream is open it could only be cut.
    await ruptura.fresh();
    const stream = streams.open(reply);
    // A run is not forgotten while a page follows its orders.
    if (run !== null) stream.gone.addEventListener('abort', run.beginReading(), { once: true });
    try {
      await live.join(stream, watch, known);
    } catch (error) {
      request.log.warn({ err: error }, 'live book');
      stream.cut();
    }
  };
  for (const prefix of EMBED_PREFIXES) {
    const declared = route({
      action: 'book.read',
      operationId: 'ao_vivo',
      hide: prefix !== '',
      querystring: LiveQuery,
      response: { 200: EVENTS },
    });
    server.get(`${prefix}${PATH}`, { ...declared, exposeHeadRoute: false }, (request, reply) =>
      follow(request, reply, request.query),
    );
  }
  server.addHook('preClose', async () => streams.stop());
}

function watchOf(query: LiveQuery, run: Run | null, request: FastifyRequest): WatchRequest {
  const listed = queryCodes('pedidos', query.pedidos, MOST_CODES);
  const [detail = 'completo'] = queryChoices('detalhe', query.detalhe, DETAILS, 1);
  const watch: WatchRequest = {
    detail: detail === 'chaves' ? 'keys' : 'answers',
    allOrders: isAll(query.todos),
    orders: run === null ? listed : [...listed, ...run.batches.flatMap((batch) => batch.codes)],
    products: queryCodes('produtos', query.produtos, MOST_CODES),
    language: request.language,
  };
  if (run !== null || watch.allOrders || watch.orders.length + watch.products.length > 0) return watch;
  const params = { campo: 'sessao, pedidos, produtos, todos' };
  throw new InvalidRequest({ place: 'consulta', path: '', code: 'CAMPO_FALTANDO', params });
}

function isAll(value: string | undefined): boolean {
  if (value === undefined || value === '1') return value === '1';
  throw new InvalidRequest({
    place: 'consulta',
    path: 'todos',
    code: 'VALOR_FORA_DA_LISTA',
    params: { valores: '1' },
  });
}

/** Of a run, its results: none of them is older than its start. */
function knownBy({ desde }: LiveQuery, run: Run | null, request: FastifyRequest): Known {
  const position = request.headers['last-event-id'];
  const known = {
    position: typeof position === 'string' && position !== '' ? position : null,
    instant: run === null ? null : run.startedAt,
  };
  if (desde === undefined) return { ...known, version: null };
  if (/^\d{1,15}$/.test(desde)) return { ...known, version: Number(desde) };
  const params = { valor: shown(desde), minimo: 0, maximo: Number.MAX_SAFE_INTEGER };
  throw new InvalidRequest({ place: 'consulta', path: 'desde', code: 'INTEIRO_FORA_DA_FAIXA', params });
}
