import type { FastifyReply } from 'fastify';
import {
  type OpenedFile,
  openOrderFile,
  openResultFile,
  orderArchive,
  orderFiles,
} from '../../collections/collection-files.ts';
import type { KeptCollection } from '../../collections/kept-collection.ts';
import { type CollectionFiles, CollectionFilesSchema } from '../../contract/collection-wire.ts';
import { attachment } from '../attachment.ts';
import {
  CollectionFileParams,
  CollectionOrderParams,
  CollectionParams,
  NoQuery,
  pathOrder,
} from '../collection-query.ts';
import { COLLECTIONS_PATH, type CollectionServices, unknownOrder } from '../collection-services.ts';
import type { TypedServer } from '../typed-server.ts';

const ORDER_PATH = `${COLLECTIONS_PATH}/:id/pedidos/:po`;

/**
 * What a collection brought. Files come from strangers: they are only ever handed out to be stored, as a type that no
 * browser shows or runs.
 */
export function collectionFileRoutes(server: TypedServer, { archive }: CollectionServices): void {
  const result = { operationId: 'coleta_resultado', params: CollectionParams, querystring: NoQuery };
  server.get(`${COLLECTIONS_PATH}/:id/resultado`, { schema: result }, async (request, reply) => {
    const collection = await archive.get(request.params.id);
    return sendFile(reply, await openResultFile(collection), 'text/csv; charset=utf-8');
  });
  const list = {
    operationId: 'coleta_arquivos',
    params: CollectionOrderParams,
    querystring: NoQuery,
    response: { 200: CollectionFilesSchema },
  };
  server.get(`${ORDER_PATH}/arquivos`, { schema: list }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { collection, number } = await orderOf(archive, request.params);
    return await filesOf(collection, number);
  });
  const file = { operationId: 'coleta_arquivo', params: CollectionFileParams, querystring: NoQuery };
  server.get(`${ORDER_PATH}/arquivos/:nome`, { schema: file }, async (request, reply) => {
    const { collection, number } = await orderOf(archive, request.params);
    const opened = await openOrderFile(collection, number, request.params.nome);
    return sendFile(reply, opened, 'application/octet-stream');
  });
  const zip = { operationId: 'coleta_zip', params: CollectionOrderParams, querystring: NoQuery };
  server.get(`${ORDER_PATH}/zip`, { schema: zip }, async (request, reply) => {
    const { collection, number } = await orderOf(archive, request.params);
    return reply
      .type('application/zip')
      .header('cache-control', 'no-store')
      .header('content-disposition', attachment(`${number}.zip`))
      .send(await orderArchive(collection, number));
  });
}

async function orderOf(
  archive: CollectionServices['archive'],
  { id, po }: { readonly id: string; readonly po: string },
): Promise<{ readonly collection: KeptCollection; readonly number: string }> {
  const collection = await archive.get(id);
  const number = pathOrder(id, po);
  if (!collection.has(number)) throw unknownOrder(collection, number);
  return { collection, number };
}

function sendFile(reply: FastifyReply, { name, bytes, body }: OpenedFile, type: string): FastifyReply {
  return reply
    .type(type)
    .header('cache-control', 'no-store')
    .header('content-length', bytes)
    .header('content-disposition', attachment(name))
    .send(body);
}

async function filesOf(collection: KeptCollection, number: string): Promise<CollectionFiles> {
  const outcome = collection.outcome(number);
  const stored = new Map(outcome?.stored.map((one) => [one.name, one]));
  const files = await orderFiles(collection, number);
  return {
    success: true,
    // The order is one of the collection: it has a row.
    pedido: collection.orders().find(({ pedido }) => pedido === number)!,
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
      error,
    })),
  };
}
