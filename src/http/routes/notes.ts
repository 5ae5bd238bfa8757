import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import type { Engine } from '../../availability/engine.ts';
import { isOpenOrder } from '../../availability/order-answer.ts';
import { InvalidRequest } from '../../contract/invalid-request.ts';
import {
  MOST_NOTED,
  NoteBodySchema,
  NoteOfOrderSchema,
  type NotesBody,
  NotesBodySchema,
  type NotesSaved,
  NotesSavedSchema,
  NotesSchema,
} from '../../contract/note-wire.ts';
import { answerNote, answerNotes } from '../../views/orders/noted-list.ts';
import { noteAnswer } from '../../views/orders/order-notes.ts';
import type { NotePatch } from '../../writes/note-rows.ts';
import { type NoteOutcome, storeNotes } from '../../writes/notes.ts';
import { sentUnchanged } from '../kept-answers.ts';
import { notePatch, notePatches, seenVersion } from '../note-query.ts';
import { orderFilter, queryFlag, queryNames } from '../order-query.ts';
import { blankToNull, pathCode, queryWhole } from '../request-values.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const PATH = '/api/anotacoes';
const MOST_SHOWN = 1000;
const USUAL_SHOWN = 100;
const LAST_POSITION = 999_999_999;

const Text = Type.Optional(Type.String({ maxLength: 200 }));
const NotesQuery = Type.Object(
  {
    texto: Text,
    responsavel: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
    abertos: Text,
    posicao: Text,
    limite: Text,
  },
  { additionalProperties: false },
);
const OrderParams = Type.Object({ num_pedido: Type.String() });

/** Notes, owner and *put off until* of orders: `/api/anotacoes…`. */
export function noteRoutes(server: TypedServer, services: Services): void {
  const { ruptura, bookTags } = services;
  const list = route({
    action: 'book.read',
    operationId: 'anotacoes',
    querystring: NotesQuery,
    response: { 200: NotesSchema },
  });
  server.get(PATH, list, async (request, reply) => {
    const { texto, responsavel, abertos, posicao, limite } = request.query;
    const query = {
      text: blankToNull(texto),
      owners: queryNames('responsavel', responsavel),
      open: queryFlag('abertos', abertos),
      position: queryWhole('posicao', posicao, LAST_POSITION, 0, 0),
      limit: queryWhole('limite', limite, MOST_SHOWN, USUAL_SHOWN, 0),
    };
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, bookTags.of(engine))) return reply;
    return answerNotes(engine, query);
  });
  const many = route({
    action: 'notes.write',
    operationId: 'anotacoes_gravar',
    body: NotesBodySchema,
    querystring: NoQuery,
    response: { 200: NotesSavedSchema },
  });
  server.post(PATH, many, async (request) => {
    const engine = await ruptura.fresh();
    const patches = notePatches(request.body, filteredOrders(services, engine, request.body));
    const changes = await write(services, engine, patches, request.actor.owner);
    return saved(await ruptura.fresh(), patches, changes);
  });
  oneOrderRoutes(server, services);
}

/** The note of one order: read, written, removed. */
function oneOrderRoutes(server: TypedServer, services: Services): void {
  const { ruptura } = services;
  const shared = { params: OrderParams, querystring: NoQuery, response: { 200: NoteOfOrderSchema } };
  const one = route({ action: 'book.read', operationId: 'anotacao_uma', ...shared });
  server.get(`${PATH}/:num_pedido`, one, async (request, reply) => {
    const code = pathCode('num_pedido', request.params.num_pedido);
    const answer = answerNote(await ruptura.fresh(), code);
    reply.header('etag', tagOf(answer.anotacao?.versao)).header('cache-control', 'no-cache');
    return answer;
  });
  const put = route({
    action: 'notes.write',
    operationId: 'anotacao_gravar',
    body: NoteBodySchema,
    ...shared,
  });
  server.put(`${PATH}/:num_pedido`, put, async (request, reply) => {
    const code = pathCode('num_pedido', request.params.num_pedido);
    const patch = notePatch(code, request.body, request.headers['if-match']);
    await write(services, await ruptura.fresh(), [patch], request.actor.owner);
    const answer = answerNote(await ruptura.fresh(), code);
    reply.header('etag', tagOf(answer.anotacao?.versao));
    return answer;
  });
  const remove = route({ action: 'notes.write', operationId: 'anotacao_apagar', ...shared });
  server.delete(`${PATH}/:num_pedido`, remove, async (request) => {
    const code = pathCode('num_pedido', request.params.num_pedido);
    const fields = { nota: null, responsavel: null, adiado_ate: null };
    const patch = { num_pedido: code, fields, seen: seenVersion(request.headers['if-match']) };
    await write(services, await ruptura.fresh(), [patch], request.actor.owner);
    return answerNote(await ruptura.fresh(), code);
  });
}

function tagOf(version: number | undefined): string {
  return `"${version ?? 0}"`;
}

function write(
  { ruptura }: Services,
  { book }: Engine,
  patches: readonly NotePatch[],
  by: string | null,
): Promise<NoteOutcome[]> {
  const isKnown = (code: string): boolean => isOpenOrder(book, book.orders.find(code));
  return storeNotes(ruptura.database.pool, patches, by, isKnown);
}

/** Orders of the `filtro` of a body, as the list shows them. @throws InvalidRequest LISTA_LONGA */
function filteredOrders({ orderBook }: Services, engine: Engine, { filtro }: NotesBody): string[] | null {
  if (filtro === undefined) return null;
  const codes = orderBook.codes(engine, orderFilter(filtro));
  if (codes.length <= MOST_NOTED) return codes;
  const params = { limite: MOST_NOTED };
  throw new InvalidRequest({ place: 'corpo', path: '/filtro', code: 'LISTA_LONGA', params });
}

function saved(engine: Engine, patches: readonly NotePatch[], changes: readonly NoteOutcome[]): NotesSaved {
  return {
    success: true,
    alteradas: changes.map(({ num_pedido, before, after }) => ({
      num_pedido,
      antes: before === null ? null : noteAnswer(engine, before),
      depois: after === null ? null : noteAnswer(engine, after),
    })),
    iguais: patches.length - changes.length,
  };
}
