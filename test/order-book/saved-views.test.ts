/** Views of pages under a name, in the database. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { SavedView } from '../../src/contract/saved-view-wire.ts';
import { createView, readViews } from '../../src/writes/saved-views.ts';
import { type Answer, ask, openTestServer, type TestServer } from '../http/support.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

beforeEach(async () => {
  await test.database.pool.query('TRUNCATE ruptura.visao');
});

afterAll(async () => {
  await test.close();
});

function send(method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object): Promise<Answer> {
  return ask(test.server, payload === undefined ? { method, url } : { method, url, payload });
}

async function create(payload: object): Promise<SavedView> {
  const answer = await send('POST', '/api/visoes', payload);
  expect(answer.status, answer.text).toBe(201);
  return answer.body['visao'] as SavedView;
}

async function views(query: Record<string, string> = {}): Promise<SavedView[]> {
  return (await ask(test.server, { url: '/api/visoes', query })).body['visoes'] as SavedView[];
}

it('keeps the address of a page under a name, for everybody', async () => {
  const view = await create({ nome: ' De  hoje ', consulta: '?promessa=hoje&uf=SP&colunas=a%2Cb' });
  expect(view).toMatchObject({
    nome: 'De hoje',
    consulta: 'promessa=hoje&uf=SP&colunas=a%2Cb',
    pagina: 'carteira',
    compartilhada: true,
    padrao: false,
    dono: null,
  });
  await create({ nome: 'mapa', consulta: '', pagina: 'mapa' });
  expect(await views({ pagina: 'carteira' })).toEqual([view]);
  expect(await views()).toHaveLength(2);
});

it('changes what is named and nothing else, once', async () => {
  const { id, versao } = await create({ nome: 'a', consulta: 'uf=SP' });
  const changed = await send('PATCH', `/api/visoes/${id}`, { nome: 'b', versao });
  expect(changed.body['visao']).toMatchObject({ nome: 'b', consulta: 'uf=SP' });
  const stale = await send('PATCH', `/api/visoes/${id}`, { nome: 'c', versao });
  expect([stale.status, stale.body['codigo']]).toEqual([409, 'VISAO_ALTERADA']);
  expect((await views())[0]).toMatchObject({ nome: 'b' });
});

it('has one default a page, which goes with its view', async () => {
  const first = await create({ nome: 'a', consulta: '', padrao: true });
  const second = await create({ nome: 'b', consulta: '', padrao: true });
  const map = await create({ nome: 'c', consulta: '', pagina: 'mapa', padrao: true });
  const defaults = async () => (await views()).filter((view) => view.padrao).map((view) => view.nome);
  expect(await defaults()).toEqual(['b', 'c']);
  await send('PATCH', `/api/visoes/${first.id}`, { padrao: true });
  await send('PATCH', `/api/visoes/${map.id}`, { padrao: false });
  expect(await defaults()).toEqual(['a']);
  await send('PATCH', `/api/visoes/${second.id}`, { padrao: false });
  expect(await defaults()).toEqual(['a']);
  await send('DELETE', `/api/visoes/${first.id}`);
  expect((await views({ pagina: 'carteira' })).map((view) => view.padrao)).toEqual([false]);
});

it('stays the default, in the place of another, when it is shared or no more', async () => {
  await create({ nome: 'a', consulta: '', padrao: true });
  const own = await create({ nome: 'b', consulta: '', padrao: true, compartilhada: false });
  const shared = await send('PATCH', `/api/visoes/${own.id}`, { compartilhada: true });
  expect(shared.body['visao']).toMatchObject({ compartilhada: true, padrao: true });
  expect((await views()).map((view) => view.padrao)).toEqual([false, true]);
  await send('PATCH', `/api/visoes/${own.id}`, { compartilhada: false, nome: 'c' });
  expect((await views()).map(({ nome, padrao }) => [nome, padrao])).toEqual([
    ['a', false],
    ['c', true],
  ]);
});

it('has each name once a page, whatever its capitals', async () => {
  await create({ nome: 'Hoje', consulta: '' });
  await create({ nome: 'hoje', consulta: '', pagina: 'mapa' });
  const { id } = await create({ nome: 'outra', consulta: '' });
  for (const answer of [
    await send('POST', '/api/visoes', { nome: 'HOJE', consulta: '' }),
    await send('PATCH', `/api/visoes/${id}`, { nome: 'hoje' }),
  ]) {
    expect([answer.status, answer.body['codigo']]).toEqual([409, 'VISAO_NOME_EM_USO']);
  }
});

it('is its owner’s alone where it is not shared', async () => {
  const { pool } = test.database;
  const content = { nome: 'minha', consulta: '', compartilhada: false, padrao: true };
  const { id } = await createView(pool, 'ana', 'carteira', content);
  await createView(pool, 'rui', 'carteira', content);
  await send('POST', '/api/visoes', { nome: 'de todos', consulta: '', padrao: true });
  await createView(pool, 'rui', 'carteira', { ...content, nome: 'nossa', compartilhada: true });
  const names = async (owner: string | null) => (await readViews(pool, owner, null)).map((view) => view.nome);
  expect([await names('ana'), await names('rui'), await names(null)]).toEqual([
    ['de todos', 'minha', 'nossa'],
    ['de todos', 'minha', 'nossa'],
    ['de todos', 'nossa'],
  ]);
  const defaults = async (owner: string | null) =>
    (await readViews(pool, owner, null)).filter((view) => view.padrao).map((view) => view.nome);
  expect([await defaults('ana'), await defaults('rui'), await defaults(null)]).toEqual([
    ['minha'],
    ['nossa'],
    ['nossa'],
  ]);
  const foreign = await send('PATCH', `/api/visoes/${id}`, { nome: 'x' });
  expect([foreign.status, foreign.body['codigo']]).toEqual([404, 'VISAO_NAO_ENCONTRADA']);
});

it.each([
  [{ nome: ' ', consulta: '' }, '/nome'],
  [{ nome: 'x'.repeat(81), consulta: '' }, '/nome'],
  [{ nome: 'x', consulta: 'uf=a'.repeat(1100) }, '/consulta'],
  [{ nome: 'x', consulta: 'criticidade=PESSIMA' }, '/consulta/criticidade'],
  [{ nome: 'x', consulta: 'expedicao_de=ontem' }, '/consulta/expedicao_de'],
  [{ nome: 'x', consulta: '%3Cscript%3E=1' }, '/consulta'],
  [{ nome: 'x', consulta: 'a=%00' }, '/consulta/a'],
  [{ nome: 'x', consulta: '', pagina: 'nenhuma' }, '/pagina'],
])('refuses what no page would understand: %j', async (payload, place) => {
  const answer = await send('POST', '/api/visoes', payload);
  expect(answer.status).toBe(400);
  expect(String(answer.body['error'])).toContain(place);
});

it('refuses more than a list that people still read', async () => {
  await test.database.pool.query(
    `INSERT INTO ruptura.visao (pagina, nome, consulta) SELECT 'carteira', 'v' || n, '' FROM generate_series(1, 200) n`,
  );
  const answer = await send('POST', '/api/visoes', { nome: 'uma a mais', consulta: '' });
  expect([answer.status, answer.body['codigo']]).toEqual([409, 'VISOES_DEMAIS']);
});

it.each(['x', '0', '999999999999999', '-1'])('says so where there is no view %s', async (id) => {
  expect((await send('DELETE', `/api/visoes/${id}`)).status).toBe(404);
});
