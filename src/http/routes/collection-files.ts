import { parse } from 'node:path';
import type { FastifyReply } from 'fastify';
import type { Services } from '../../app/services.ts';
import type { CollectionArchive } from '../../collections/archive.ts';
import {
  collectionArchive,
  type OpenedFile,
  openPurchaseFile,
  openResultFile,
  openResultWorkbook,
  purchaseArchive,
  purchaseFiles,
} from '../../collections/collection-files.ts';
import { foreseenRow } from '../../collections/evidence-rows.ts';
import type { KeptCollection } from '../../collections/kept-collection.ts';
import { type CollectionFiles, CollectionFilesSchema } from '../../contract/collection-wire.ts';
import type { Language } from '../../contract/language.ts';
import { causeText } from '../../i18n/collection-causes.ts';
import { ArchivesOut } from '../archives-out.ts';
import { attachment } from '../attachment.ts';
import {
  COLLECTIONS_PATH,
  CollectionFileParams,
  CollectionParams,
  CollectionPurchaseParams,
  pathPurchase,
  ResultQuery,
  unknownPurchase,
} from '../collection-query.ts';
import { FILE_TYPES } from '../list-file.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const ORDER_PATH = `${COLLECTIONS_PATH}/:id/pedidos/:po`;

/**
 * What a collection brought. Files come from strangers: they are only ever handed out to be stored, as a type that no
 * browser shows or runs.
 */
export function collectionFileRoutes(server: TypedServer, { collections }: Services): void {
  const result = route({
    action: 'collections.read',
    operationId: 'coleta_resultado',
    params: CollectionParams,
    querystring: ResultQuery,
  });
  server.get(`${COLLECTIONS_PATH}/:id/resultado`, result, async (request, reply) => {
    const collection = await collections.get(request.params.id);
    if (request.query.formato === 'xlsx')
      return sendFile(reply, await openResultWorkbook(collection), FILE_TYPES.xlsx);
    return sendFile(reply, await openResultFile(collection), 'text/csv; charset=utf-8');
  });
  const list = route({
    action: 'collections.read',
    operationId: 'coleta_arquivos',
    params: CollectionPurchaseParams,
    querystring: NoQuery,
    response: { 200: CollectionFilesSchema },
  });
  server.get(`${ORDER_PATH}/arquivos`, list, async (request) => {
    const { collection, number } = await purchaseOf(collections, request.params);
    return await filesOf(collection, number, request.language);
  });
  const file = route({
    action: 'collections.read',
    operationId: 'coleta_arquivo',
    params: CollectionFileParams,
    querystring: NoQuery,
  });
  server.get(`${ORDER_PATH}/arquivos/:nome`, file, async (request, reply) => {
    const { collection, number } = await purchaseOf(collections, request.params);
    const opened = await openPurchaseFile(collection, number, request.params.nome);
    return sendFile(reply, opened, 'application/octet-stream');
  });
  archiveRoutes(server, collections);
}

/** The files of one purchase as a ZIP, and those of all that a collection has finished. */
function archiveRoutes(server: TypedServer, collections: CollectionArchive): void {
  const archives = new ArchivesOut();
  const one = route({
    action: 'collections.export',
    operationId: 'coleta_pedido_zip',
    params: CollectionPurchaseParams,
    querystring: NoQuery,
  });
  server.get(`${ORDER_PATH}/zip`, one, async (request, reply) => {
    const { collection, number } = await purchaseOf(collections, request.params);
    return await archives.send(reply, `${number}.zip`, () => purchaseArchive(collection, number));
  });
  const all = route({
    action: 'collections.export',
    operationId: 'coleta_zip',
    params: CollectionParams,
    querystring: NoQuery,
  });
  server.get(`${COLLECTIONS_PATH}/:id/zip`, all, async (request, reply) => {
    const collection = await collections.get(request.params.id);
    const { list, id } = collection.facts;
    return await archives.send(reply, `${parse(list).name}-${id}.zip`, () => collectionArchive(collection));
  });
}

async function purchaseOf(
  collections: CollectionArchive,
  { id, po }: { readonly id: string; readonly po: string },
): Promise<{ readonly collection: KeptCollection; readonly number: string }> {
  const collection = await collections.get(id);
  const number = pathPurchase(id, po);
  if (!collection.has(number)) throw unknownPurchase(collection, number);
  return { collection, number };
}

function sendFile(reply: FastifyReply, { name, bytes, body }: OpenedFile, type: string): FastifyReply {
  return reply
    .type(type)

    .header('content-length', bytes)
    .header('content-disposition', attachment(name))
    .send(body);
}

async function filesOf(
  collection: KeptCollection,
  number: string,
  language: Language,
): Promise<CollectionFiles> {
  const outcome = collection.outcome(number);
  const stored = new Map(outcome?.stored.map((one) => [one.name, one]));
  const files = await purchaseFiles(collection, number);
  return {
    success: true,
    // The purchase is one of the collection: it has a row.
    pedido: collection.purchases(language).find(({ pedido }) => pedido === number)!,
    pasta: outcome?.folder ?? null,
    arquivos: files.map(({ name, bytes }) => ({
      nome: name,
      bytes,
      sha256: stored.get(name)?.sha256 ?? null,
      url: stored.get(name)?.url ?? null,
      pagina: stored.get(name)?.page ?? null,
    })),
    perdidos: (outcome?.lost ?? []).map(({ name, url, cause, error }) => ({
      nome: name,
      url,
      causa: cause,
      causa_texto: causeText(cause, language),
      error,
    })),
    previstos: (outcome?.foreseen ?? []).map(foreseenRow),
  };
}
