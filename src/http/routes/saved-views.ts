import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { RupturaError } from '../../contract/errors.ts';
import { formatInstant } from '../../contract/instants.ts';
import {
  NewViewSchema,
  type SavedView,
  SavedViewsSchema,
  VIEW_PAGES,
  ViewChangeSchema,
  ViewRemovedSchema,
  ViewSavedSchema,
} from '../../contract/saved-view-wire.ts';
import {
  changeView,
  createView,
  readView,
  readViews,
  removeView,
  type StoredView,
  type ViewContent,
} from '../../writes/saved-views.ts';
import { queryChoices } from '../order-query.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { viewName, viewQuery } from '../view-query.ts';

const PATH = '/api/visoes';
const ViewsQuery = Type.Object(
  { pagina: Type.Optional(Type.String({ maxLength: 40 })) },
  { additionalProperties: false },
);
const ViewParams = Type.Object({ id: Type.String({ maxLength: 40 }) });

/** Saved views of pages: `/api/visoes…`. */
export function savedViewRoutes(server: TypedServer, { ruptura }: Services): void {
  const { pool } = ruptura.database;
  const list = route({
    action: 'views.read',
    operationId: 'visoes',
    querystring: ViewsQuery,
    response: { 200: SavedViewsSchema },
  });
  server.get(PATH, list, async (request) => {
    const [page = null] = queryChoices('pagina', request.query.pagina, VIEW_PAGES, 1);
    const views = await readViews(pool, request.actor.owner, page);
    return { visoes: views.map((view) => answer(view, ruptura.timeZone)) };
  });
  const create = route({
    action: 'views.write',
    operationId: 'visao_criar',
    body: NewViewSchema,
    querystring: NoQuery,
    response: { 201: ViewSavedSchema },
  });
  server.post(PATH, create, async (request, reply) => {
    const { nome, consulta, pagina = 'carteira', compartilhada = true, padrao = false } = request.body;
    const content = { nome: viewName(nome), consulta: viewQuery(pagina, consulta), compartilhada, padrao };
    const view = await createView(pool, request.actor.owner, pagina, content);
    return reply.code(201).send({ success: true as const, visao: answer(view, ruptura.timeZone) });
  });
  oneViewRoutes(server, ruptura);
}

function oneViewRoutes(server: TypedServer, ruptura: Services['ruptura']): void {
  const { pool } = ruptura.database;
  const change = route({
    action: 'views.write',
    operationId: 'visao_alterar',
    params: ViewParams,
    body: ViewChangeSchema,
    querystring: NoQuery,
    response: { 200: ViewSavedSchema },
  });
  server.patch(`${PATH}/:id`, change, async (request) => {
    const { nome, consulta, compartilhada, padrao, versao } = request.body;
    const { owner } = request.actor;
    const before = await readView(pool, owner, viewId(request.params.id));
    const content: { -readonly [Name in keyof ViewContent]?: ViewContent[Name] } = {};
    if (nome !== undefined) content.nome = viewName(nome);
    if (consulta !== undefined) content.consulta = viewQuery(before.pagina, consulta);
    if (compartilhada !== undefined) content.compartilhada = compartilhada;
    if (padrao !== undefined) content.padrao = padrao;
    const view = await changeView(pool, owner, before, { content, seen: versao ?? null });
    return { success: true as const, visao: answer(view, ruptura.timeZone) };
  });
  const remove = route({
    action: 'views.write',
    operationId: 'visao_apagar',
    params: ViewParams,
    querystring: NoQuery,
    response: { 200: ViewRemovedSchema },
  });
  server.delete(`${PATH}/:id`, remove, async (request) => {
    const id = viewId(request.params.id);
    await removeView(pool, request.actor.owner, id);
    return { success: true as const, id };
  });
}

/** @throws RupturaError VISAO_NAO_ENCONTRADA for what is no number of a view */
function viewId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new RupturaError('VISAO_NAO_ENCONTRADA', { id: text });
}

function answer(view: StoredView, timeZone: string): SavedView {
  return { ...view, alterada_em: formatInstant(view.alterada_em, timeZone) };
}
