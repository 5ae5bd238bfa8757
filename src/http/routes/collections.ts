import type { FastifyRequest } from 'fastify';
import type { Services } from '../../app/services.ts';
import type { CollectionArchive } from '../../collections/archive.ts';
import type { CollectionHandle } from '../../collections/collection-handle.ts';
import { countStatuses, filterPurchases } from '../../collections/collection-purchases.ts';
import type { KeptCollection } from '../../collections/kept-collection.ts';
import type { CollectionSummary } from '../../contract/collection.ts';
import {
  CollectionAnswerSchema,
  CollectionDetailsSchema,
  CollectionRetrySchema,
  CollectionsSchema,
} from '../../contract/collection-wire.ts';
import { RupturaError } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import { causeText } from '../../i18n/collection-causes.ts';
import {
  CancelQuery,
  COLLECTIONS_PATH,
  CollectionParams,
  CollectionPurchaseParams,
  CollectionsQuery,
  NewCollectionQuery,
  PurchasesQuery,
  pathPurchase,
  queryCollection,
  queryCollections,
  queryPurchases,
  unknownPurchase,
} from '../collection-query.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { fileBody, foreseenBytes, TABLE_TYPES, takeFiles } from '../uploads.ts';
import { collectionFileRoutes } from './collection-files.ts';
import { collectionListRoute } from './collection-list.ts';
import { collectionScheduleRoutes } from './collection-schedules.ts';
import { collectionStreamRoute } from './collection-stream.ts';
import { portalSessionRoutes } from './portal-session.ts';

/** Collections of attachments: begun from a list, watched, paused, resumed, tried again; their files. */
export function collectionRoutes(server: TypedServer, services: Services): void {
  portalSessionRoutes(server, services);
  collectionListRoute(server, services);
  collectionScheduleRoutes(server, services);
  createRoute(server, services);
  listRoute(server, services);
  detailsRoute(server, services);
  runRoutes(server, services);
  retryRoutes(server, services);
  collectRoute(server, services);
  collectionStreamRoute(server, services);
  collectionFileRoutes(server, services);
}

function answerOf(request: FastifyRequest, collection: KeptCollection) {
  return { success: true, coleta: collection.line(request.language) };
}

function createRoute(server: TypedServer, { collections, values }: Services): void {
  const create = route({
    action: 'collections.run',
    operationId: 'coleta_criar',
    slowBody: true,
    querystring: NewCollectionQuery,
    response: { 202: CollectionAnswerSchema },
  });
  takeFiles(server, (scope) => {
    scope.post(COLLECTIONS_PATH, create, async (request, reply) => {
      const body = fileBody(request, TABLE_TYPES);
      const asked = queryCollection(request.query, values.COUPA_URL);
      const upload = { name: request.query.arquivo, body, foreseen: foreseenBytes(request) };
      const collection = await collections.create(upload, asked, request.language);
      return reply.code(202).send(answerOf(request, collection));
    });
  });
}

function listRoute(server: TypedServer, { collections }: Services): void {
  const schema = route({
    action: 'collections.read',
    operationId: 'coletas',
    querystring: CollectionsQuery,
    response: { 200: CollectionsSchema },
  });
  server.get(COLLECTIONS_PATH, schema, async (request) => {
    const ids = await collections.ids();
    const { from, limit } = queryCollections(request.query, ids);
    const page = ids.slice(from, from + limit);
    const found = await Promise.all(page.map((id) => collections.find(id)));
    const language = request.language;
    return {
      success: true,
      // One that cannot be read any more is left out.
      coletas: found.filter((one) => one !== null).map((one) => one.line(language)),
      posicao: from,
      total: ids.length,
      proximo: from + limit < ids.length ? (page.at(-1) ?? null) : null,
    };
  });
}

function detailsRoute(server: TypedServer, { collections }: Services): void {
  const schema = route({
    action: 'collections.read',
    operationId: 'coleta_uma',
    params: CollectionParams,
    querystring: PurchasesQuery,
    response: { 200: CollectionDetailsSchema },
  });
  server.get(`${COLLECTIONS_PATH}/:id`, schema, async (request) => {
    const collection = await collections.get(request.params.id);
    const { filter, from, limit } = queryPurchases(request.query);
    const purchases = collection.purchases(request.language);
    const found = filterPurchases(purchases, filter);
    return {
      ...answerOf(request, collection),
      andamento: collection.snapshot,
      resumo: summaryOf(collection, request.language),
      por_status: countStatuses(purchases),
      pedidos: found.slice(from, from + limit),
      posicao: from,
      total: found.length,
      proximo: limit > 0 && from + limit < found.length ? from + limit : null,
      revisao: collection.revision,
    };
  });
}

/** All runs in numbers, causes in words too; null while it runs. */
function summaryOf(collection: KeptCollection, language: Language): CollectionSummary | null {
  const summary = collection.summary();
  if (summary === null) return null;
  const falhas = summary.falhas.map((one) => ({ ...one, causa_texto: causeText(one.causa, language) }));
  return { ...summary, falhas };
}

/** Pause, go on, cancel, resume. */
function runRoutes(server: TypedServer, { collections }: Services): void {
  const facts = {
    action: 'collections.run',
    params: CollectionParams,
    querystring: NoQuery,
    response: { 200: CollectionAnswerSchema },
  } as const;
  const path = `${COLLECTIONS_PATH}/:id`;
  server.post(`${path}/pausar`, route({ ...facts, operationId: 'coleta_pausar' }), async (request) => {
    const collection = await collections.get(request.params.id);
    runOf(collection).pause();
    return answerOf(request, collection);
  });
  server.post(`${path}/continuar`, route({ ...facts, operationId: 'coleta_continuar' }), async (request) => {
    const collection = await collections.get(request.params.id);
    runOf(collection).resume();
    return answerOf(request, collection);
  });
  const cancel = route({ ...facts, operationId: 'coleta_cancelar', querystring: CancelQuery });
  server.delete(path, cancel, async (request) => {
    const collection = await collections.get(request.params.id);
    runOf(collection).cancel(request.query.agora === '1' ? 'now' : 'finish');
    return answerOf(request, collection);
  });
  const resume = route({
    ...facts,
    operationId: 'coleta_retomar',
    response: { 202: CollectionAnswerSchema },
  });
  server.post(`${path}/retomar`, resume, async (request, reply) => {
    const collection = await collections.get(request.params.id);
    await collections.resume(collection, [], request.language);
    return reply.code(202).send(answerOf(request, collection));
  });
}

/** What a dry run looked at is collected, from the same list. */
function collectRoute(server: TypedServer, { collections }: Services): void {
  const collect = route({
    action: 'collections.run',
    operationId: 'coleta_coletar',
    params: CollectionParams,
    querystring: NoQuery,
    response: { 202: CollectionAnswerSchema },
  });
  server.post(`${COLLECTIONS_PATH}/:id/coletar`, collect, async (request, reply) => {
    const looked = await collections.get(request.params.id);
    const collection = await collections.createFrom(looked, { simulate: false }, request.language);
    return reply.code(202).send(answerOf(request, collection));
  });
}

/** @throws RupturaError COLETA_PARADA */
function runOf(collection: KeptCollection): CollectionHandle {
  const { run } = collection;
  if (run === null) throw new RupturaError('COLETA_PARADA', { coleta: collection.facts.id });
  return run;
}

/** One purchase, or all that failed, once more: in the run at work, or in a new one. */
function retryRoutes(server: TypedServer, { collections }: Services): void {
  const response = { 202: CollectionRetrySchema };
  const one = route({
    action: 'collections.run',
    operationId: 'coleta_pedido_tentar',
    params: CollectionPurchaseParams,
    querystring: NoQuery,
    response,
  });
  server.post(`${COLLECTIONS_PATH}/:id/pedidos/:po/tentar`, one, async (request, reply) => {
    const collection = await collections.get(request.params.id);
    const number = pathPurchase(request.params.id, request.params.po);
    if (!collection.has(number)) throw unknownPurchase(collection, number);
    const tried =
      collection.outcome(number) === null ? 0 : await tryAgain(collections, collection, [number], request);
    if (tried === 0) throw new RupturaError('COLETA_SEM_TENTATIVA', { pedido: number });
    return reply.code(202).send({ ...answerOf(request, collection), pedidos: tried });
  });
  const all = route({
    action: 'collections.run',
    operationId: 'coleta_tentar',
    params: CollectionParams,
    querystring: NoQuery,
    response,
  });
  server.post(`${COLLECTIONS_PATH}/:id/tentar`, all, async (request, reply) => {
    const collection = await collections.get(request.params.id);
    const failed = collection.failed();
    const tried = failed.length === 0 ? 0 : await tryAgain(collections, collection, failed, request);
    if (tried === 0) throw new RupturaError('COLETA_SEM_FALHAS', { coleta: collection.facts.id });
    return reply.code(202).send({ ...answerOf(request, collection), pedidos: tried });
  });
}

/** @returns how many purchases are collected once more */
async function tryAgain(
  collections: CollectionArchive,
  collection: KeptCollection,
  numbers: readonly string[],
  request: FastifyRequest,
): Promise<number> {
  const { run } = collection;
  if (run === null) {
    await collections.resume(collection, numbers, request.language);
    return numbers.length;
  }
  let tried = 0;
  for (const number of numbers) if (await run.retry(number)) tried++;
  return tried;
}
