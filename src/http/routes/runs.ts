import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { eventParts } from '../../contract/event-frames.ts';
import { InvalidRequest } from '../../contract/invalid-request.ts';
import {
  CancelledSchema,
  DirectAnswerSchema,
  DirectBodySchema,
  ForgetBodySchema,
  ForgottenSchema,
  type RunRequestBody,
  RunRequestSchema,
  RunResultsSchema,
  RunStartedSchema,
  RunStatusSchema,
} from '../../contract/run-wire.ts';
import { ExplainedOrderSchema } from '../../contract/wire.ts';
import type { EventFormat } from '../../runs/delivery.ts';
import { analyseNow } from '../../runs/direct-analysis.ts';
import type { Run } from '../../runs/run.ts';
import { runStatus } from '../../runs/run-status.ts';
import { answerOrder, openOrderCodes } from '../../views/answers.ts';
import { type EventStreamOptions, EventStreams, lastEventId } from '../event-stream.ts';
import { explanationOf } from '../order-explanation.ts';
import { orderFilter } from '../order-query.ts';
import { bodyCodes, pathCode, queryWhole } from '../request-values.ts';
import { EMBED_PREFIXES, NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const BASE = '/api/ruptura/worker';
const RunParams = Type.Object({ session_id: Type.String() });
const OrderParams = Type.Object({ num_pedido: Type.String() });
const SinceQuery = Type.Object({ desde: Type.Optional(Type.String()) }, { additionalProperties: false });
const MOST_EVENTS = 1_000_000;
/** Lists of orders are larger than ordinary requests. */
const ORDERS_BODY_LIMIT = 16 * 1024 * 1024;

/** The routes of analyses: `/api/ruptura/…`, also under `/carteira`. */
export function runRoutes(server: TypedServer, services: Services, options?: EventStreamOptions): void {
  const streams = new EventStreams(options);
  let events = 0;
  const format: EventFormat = (id, data) => {
    events++;
    return eventParts(id, data);
  };
  services.metrics.watchStreams('runs', { clients: () => streams.size, events: () => events });
  server.addHook('preClose', async () => streams.stop());
  for (const prefix of EMBED_PREFIXES) {
    const hide = prefix !== '';
    startRoutes(server, services, prefix, hide);
    streamRoute(server, services, { streams, format }, prefix, hide);
    readRoutes(server, services, prefix, hide);
    endRoutes(server, services, prefix, hide);
    directRoutes(server, services, prefix, hide);
  }
}

function startRoutes(server: TypedServer, services: Services, prefix: string, hide: boolean): void {
  const facts = {
    action: 'analyses.run',
    operationId: 'analise_processar',
    body: RunRequestSchema,
    response: { 200: RunStartedSchema },
  } as const;
  const started = route({ ...facts, hide });
  const bodyLimit = ORDERS_BODY_LIMIT;
  // Two names of one route: the second is what polling clients call.
  server.post(`${prefix}${BASE}/processar`, { ...started, bodyLimit }, (request) =>
    startRun(services, request.body, request),
  );
  const polling = route({ ...facts, hide: true });
  server.post(`${prefix}${BASE}/iniciar-processamento`, { ...polling, bodyLimit }, (request) =>
    startRun(services, request.body, request),
  );
}

async function startRun(services: Services, body: RunRequestBody, request: FastifyRequest) {
  const codes = await ordersOf(body, services);
  const run = await services.analysis.runs.start(codes, {
    id: body.session_id ?? null,
    owner: request.actor.owner,
    language: request.language,
    detail: body.detalhe ?? 'completo',
  });
  return {
    success: true as const,
    session_id: run.id,
    total_pedidos: run.total,
    lotes: run.batches.length,
    jobs: run.batches.map((batch) => batch.job),
  };
}

async function ordersOf(body: RunRequestBody, { ruptura, orderBook }: Services): Promise<string[]> {
  if (body.pedidos !== undefined) return bodyCodes('/pedidos', body.pedidos);
  if (body.todos === true) {
    const filter = body.filtro === undefined ? null : orderFilter(body.filtro);
    const engine = await ruptura.fresh();
    return filter === null ? openOrderCodes(engine) : orderBook.codes(engine, filter);
  }
  const params = { campo: 'pedidos' };
  throw new InvalidRequest({ place: 'corpo', path: '', code: 'CAMPO_FALTANDO', params });
}

function streamRoute(
  server: TypedServer,
  { analysis, ruptura }: Services,
  { streams, format }: { readonly streams: EventStreams; readonly format: EventFormat },
  prefix: string,
  hide: boolean,
): void {
  const stream = route({
    action: 'analyses.read',
    operationId: 'analise_stream',
    hide,
    params: RunParams,
    querystring: NoQuery,
  });
  const path = `${prefix}${BASE}/stream/:session_id`;
  server.get(path, { ...stream, exposeHeadRoute: false }, async (request, reply) => {
    const run = await analysis.runs.find(request.params.session_id, request.actor.owner);
    const after = lastEventId(request.headers['last-event-id']);
    if (run.finishedAt !== null && after >= run.events.length) {
      return reply.code(204).send();
    }
    // A book that cannot be read is an error in JSON; once the stream is open it could only be cut.
    await ruptura.fresh();
    await sendRun(run, after, request, reply);
    return reply;
  });

  async function sendRun(run: Run, after: number, request: FastifyRequest, reply: FastifyReply) {
    const stream = streams.open(reply);
    try {
      await analysis.runs.follow(run, after, stream, format);
      stream.end();
    } catch (error) {
      request.log.warn({ err: error, session_id: run.id }, 'stream of a run');
      stream.cut();
    }
  }
}

function readRoutes(
  server: TypedServer,
  { analysis, ruptura }: Services,
  prefix: string,
  hide: boolean,
): void {
  const results = route({
    action: 'analyses.read',
    operationId: 'analise_buscar',
    hide,
    params: RunParams,
    querystring: SinceQuery,
    response: { 200: RunResultsSchema },
  });
  server.get(`${prefix}${BASE}/buscar-resultados/:session_id`, results, async (request, reply) => {
    const { desde } = request.query;
    const cursor = desde === '0' ? 0 : queryWhole('desde', desde, MOST_EVENTS, 0);
    const run = await analysis.runs.find(request.params.session_id, request.actor.owner);
    const page = await analysis.runs.resultsAfter(run, cursor);
    const tail = `],"proximo":${page.next},"progresso":${page.progress},"completo":${page.isComplete}}`;
    return sendResults(reply, '{"success":true,"resultados":[', page.results, tail);
  });

  const status = route({
    action: 'analyses.read',
    operationId: 'analise_status',
    hide,
    params: RunParams,
    response: { 200: RunStatusSchema },
  });
  server.get(`${prefix}${BASE}/status/:session_id`, status, async (request) => {
    const run = await analysis.runs.find(request.params.session_id, request.actor.owner);
    return runStatus(run, analysis.queueWorkers, ruptura.timeZone, Date.now());
  });
}

function endRoutes(server: TypedServer, { analysis }: Services, prefix: string, hide: boolean): void {
  const forget = route({
    action: 'analyses.run',
    operationId: 'analise_limpar',
    hide,
    body: ForgetBodySchema,
    response: { 200: ForgottenSchema },
  });
  server.post(`${prefix}${BASE}/limpar-cache`, forget, async (request) => {
    const run = await analysis.runs.find(request.body.session_id, request.actor.owner);
    await analysis.runs.forget(run);
    return { success: true as const, session_id: run.id };
  });

  const cancel = route({
    action: 'analyses.run',
    operationId: 'analise_cancelar',
    hide,
    params: RunParams,
    response: { 200: CancelledSchema },
  });
  server.delete(`${prefix}${BASE}/sessao/:session_id`, cancel, async (request) => {
    const run = await analysis.runs.find(request.params.session_id, request.actor.owner);
    await analysis.runs.cancel(run);
    return { success: true as const, session_id: run.id, cancelado: run.isCancelled };
  });
}

function directRoutes(
  server: TypedServer,
  { analysis, ruptura }: Services,
  prefix: string,
  hide: boolean,
): void {
  const one = route({
    action: 'book.read',
    operationId: 'analise_resultado',
    hide,
    params: OrderParams,
    response: { 200: ExplainedOrderSchema },
  });
  server.get(`${prefix}${BASE}/resultado/:num_pedido`, one, async (request) => {
    const code = pathCode('num_pedido', request.params.num_pedido);
    const engine = await ruptura.fresh();
    const answer = answerOrder(engine, code, engine.book.rules.policy, new Date());
    return { ...answer, explicacao: explanationOf(answer, request.language) };
  });

  const many = route({
    action: 'analyses.run',
    operationId: 'analise_lote',
    hide,
    body: DirectBodySchema,
    response: { 200: DirectAnswerSchema },
  });
  const bodyLimit = ORDERS_BODY_LIMIT;
  server.post(`${prefix}/api/ruptura/analisar-lote-async`, { ...many, bodyLimit }, async (request, reply) => {
    const started = performance.now();
    const codes = bodyCodes('/pedidos', request.body.pedidos);
    const answer = await analyseNow(analysis.workers, codes, analysis.batchSize, request.language);
    const totals = `"total":${answer.total},"ok":${answer.ok},"em_ruptura":${answer.short},"erros":${answer.errors}`;
    const took = Math.round(performance.now() - started);
    const head = `{"success":true,${totals},"duracao_ms":${took},"resultados":[`;
    return sendResults(reply, head, answer.results, ']}');
  });
}

/** Sends results that are JSON already, between a head and a tail. */
function sendResults(reply: FastifyReply, head: string, results: readonly Uint8Array[], tail: string) {
  const parts: Uint8Array[] = [Buffer.from(head)];
  for (const [index, bytes] of results.entries())
    parts.push(index === 0 ? bytes : COMMA, ...(index === 0 ? [] : [bytes]));
  parts.push(Buffer.from(tail));
  return reply.type('application/json; charset=utf-8').send(Buffer.concat(parts) as never);
}

const COMMA = Buffer.from(',');
