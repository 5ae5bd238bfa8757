import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { IMPORT_MODES, type ImportMode } from '../../contract/import-modes.ts';
import {
  type FileMapAnswer,
  ImportCheckSchema,
  ImportSchema,
  ImportStoreSchema,
} from '../../contract/import-wire.ts';
import { InvalidRequest, MOST_PROBLEMS, type RequestProblem } from '../../contract/invalid-request.ts';
import { INPUT_TABLES } from '../../contract/tables.ts';
import type { ImportChoices, ImportJob } from '../../imports/online/import-job.ts';
import type { ImportJobs } from '../../imports/online/import-jobs.ts';
import { importAnswer } from '../import-answer.ts';
import { queryChoices } from '../order-query.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { fileBody, foreseenBytes, TABLE_TYPES, takeFiles } from '../uploads.ts';
import { workStreams } from '../work-stream.ts';
import { importHelperRoutes } from './import-helpers.ts';
import { importResultRoutes } from './import-results.ts';
import { storedImportRoutes } from './stored-imports.ts';

const Flag = Type.Optional(Type.Union([Type.Literal('0'), Type.Literal('1')]));
const UploadQuery = Type.Object(
  {
    arquivo: Type.String({ minLength: 1, maxLength: 255 }),
    id: Type.Optional(Type.String({ maxLength: 64 })),
    tabela: Type.Optional(Type.String({ maxLength: 64 })),
    modo: Type.Optional(Type.String({ maxLength: 20 })),
    substituir: Flag,
    de_novo: Flag,
    ignorar_invalidas: Flag,
  },
  { additionalProperties: false },
);
const Params = Type.Object({ id: Type.String() });
const PATH = '/api/importacao';
const TABLES = INPUT_TABLES.map((table) => table.name);

/** Imports over HTTP: upload and dry run, then the import itself, progress live. */
export function importRoutes(server: TypedServer, services: Services): void {
  const { ruptura, imports: jobs } = services;
  const streamOf = workStreams(server);
  const { explain } = ruptura.database;
  const answer = (request: FastifyRequest, job: ImportJob) => importAnswer(job, explain, request.language);
  uploadRoute(server, jobs, answer);
  storeRoutes(server, jobs, answer);
  importResultRoutes(server, jobs);
  storedImportRoutes(server, services);
  importHelperRoutes(server, services);
  const read = route({
    action: 'imports.read',
    operationId: 'importacao_uma',
    params: Params,
    querystring: NoQuery,
    response: { 200: ImportSchema },
  });
  server.get(`${PATH}/:id`, read, async (request) => {
    return answer(request, await jobs.get(request.params.id));
  });
  const stream = route({
    action: 'imports.read',
    operationId: 'importacao_stream',
    params: Params,
    querystring: NoQuery,
  });
  server.get(`${PATH}/:id/stream`, stream, async (request, reply) => {
    const job = await jobs.get(request.params.id);
    return await streamOf(request, reply, job, () => answer(request, job));
  });
}

type Answer = (request: FastifyRequest, job: ImportJob) => Static<typeof ImportSchema>;

function uploadRoute(server: TypedServer, jobs: ImportJobs, answer: Answer): void {
  const upload = route({
    action: 'imports.run',
    operationId: 'importacao',
    slowBody: true,
    querystring: UploadQuery,
    response: { 202: ImportSchema },
  });
  takeFiles(server, (scope) => {
    scope.post(PATH, upload, async (request, reply) => {
      const body = fileBody(request, TABLE_TYPES);
      const { arquivo, id } = request.query;
      const choices = choicesOf(request.query);
      const job = id === undefined ? await jobs.create(choices) : await jobs.get(id);
      try {
        await job.receive(arquivo, body, foreseenBytes(request), choices);
      } catch (error) {
        if (id === undefined) await jobs.forget(job);
        throw error;
      }
      return reply.code(202).send(answer(request, job));
    });
  });
}

function choicesOf(query: Static<typeof UploadQuery>): ImportChoices {
  const [table] = queryChoices('tabela', query.tabela, TABLES, 1);
  const [mode] = queryChoices('modo', query.modo, IMPORT_MODES, 1);
  return {
    mode: mode ?? modeOf(query.substituir === undefined ? undefined : query.substituir === '1') ?? null,
    lossConfirmed: false,
    again: query.de_novo === '1',
    ignoreInvalid: query.ignorar_invalidas === '1',
    table: table ?? null,
  };
}

function storeRoutes(server: TypedServer, jobs: ImportJobs, answer: Answer): void {
  const check = route({
    action: 'imports.run',
    operationId: 'importacao_conferir',
    params: Params,
    body: ImportCheckSchema,
    response: { 202: ImportSchema },
  });
  server.post(`${PATH}/:id/conferir`, check, async (request, reply) => {
    const job = await jobs.get(request.params.id);
    const { mapa } = request.body;
    if (mapa !== undefined) refuseUnknownNames(mapa);
    await job.check(newChoices(job, request.body), mapa ?? job.maps);
    return reply.code(202).send(answer(request, job));
  });
  const store = route({
    action: 'imports.run',
    operationId: 'importacao_gravar',
    params: Params,
    body: ImportStoreSchema,
    response: { 202: ImportSchema },
  });
  server.post(`${PATH}/:id/gravar`, store, async (request, reply) => {
    const job = await jobs.get(request.params.id);
    job.store(newChoices(job, request.body));
    return reply.code(202).send(answer(request, job));
  });
  const cancel = route({
    action: 'imports.run',
    operationId: 'importacao_cancelar',
    params: Params,
    querystring: NoQuery,
    response: { 200: ImportSchema },
  });
  server.delete(`${PATH}/:id`, cancel, async (request) => {
    const job = await jobs.get(request.params.id);
    await jobs.forget(job);
    return answer(request, job);
  });
}

/** The short form of the mode. */
function modeOf(substitutes: boolean | undefined): ImportMode | undefined {
  if (substitutes === undefined) return undefined;
  return substitutes ? 'substituir' : 'acrescentar';
}

/** What a body says, and what was said before where it says nothing. */
function newChoices(
  { choices }: ImportJob,
  { modo, substituir, sim_substituir, de_novo, ignorar_invalidas }: Static<typeof ImportStoreSchema>,
): ImportChoices {
  return {
    mode: modo ?? modeOf(substituir) ?? choices.mode,
    lossConfirmed: sim_substituir ?? false,
    again: de_novo ?? choices.again,
    ignoreInvalid: ignorar_invalidas ?? choices.ignoreInvalid,
    table: choices.table,
  };
}

/** @throws InvalidRequest VALOR_FORA_DA_LISTA of tables and columns there are not, each with its place */
function refuseUnknownNames(maps: readonly FileMapAnswer[]): void {
  const problems: RequestProblem[] = [];
  const refuse = (path: string, known: readonly string[]): void => {
    const params = { valores: known.join(', ') };
    problems.push({ place: 'corpo', path, code: 'VALOR_FORA_DA_LISTA', params });
  };
  for (const [at, { tabela, colunas = [] }] of maps.entries()) {
    const table = INPUT_TABLES.find(({ name }) => name === tabela);
    if (tabela !== undefined && table === undefined) refuse(`/mapa/${at}/tabela`, TABLES);
    if (table === undefined) continue;
    const names = table.columns.map(({ name }) => name);
    for (const [place, { coluna }] of colunas.entries()) {
      if (coluna !== null && !names.includes(coluna)) refuse(`/mapa/${at}/colunas/${place}/coluna`, names);
    }
  }
  if (problems.length > 0) throw new InvalidRequest(...problems.slice(0, MOST_PROBLEMS));
}
