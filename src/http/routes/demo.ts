import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Services } from '../../app/services.ts';
import { type DemoAnswer, DemoRequestSchema, DemoSchema } from '../../contract/demo-wire.ts';
import { RupturaError } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type { DemoJob } from '../../demo/demo-job.ts';
import type { Explain } from '../error-answers.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { workStreams } from '../work-stream.ts';

const USUAL_ORDERS = 2000;
const USUAL_SEED = 1;
const PATH = '/api/demo';

/** The demo book, for who starts with an empty database: `POST /api/demo`, its progress live, and its end. */
export function demoRoutes(server: TypedServer, { ruptura, demo: job }: Services): void {
  const { explain } = ruptura.database;
  const answer = ({ language }: FastifyRequest): DemoAnswer => demoAnswer(job, explain, language);

  const start = route({
    action: 'demo.load',
    operationId: 'demo',
    body: DemoRequestSchema,
    response: { 202: DemoSchema },
  });
  server.post(PATH, start, async (request, reply) => {
    const { pedidos, semente }: Static<typeof DemoRequestSchema> = request.body;
    await job.start({ orders: pedidos ?? USUAL_ORDERS, seed: semente ?? USUAL_SEED });
    return reply.code(202).send(answer(request));
  });
  const read = route({
    action: 'demo.read',
    operationId: 'demo_ver',
    querystring: NoQuery,
    response: { 200: DemoSchema },
  });
  server.get(PATH, read, async (request) => answer(request));
  const cancel = route({
    action: 'demo.load',
    operationId: 'demo_cancelar',
    querystring: NoQuery,
    response: { 200: DemoSchema },
  });
  server.delete(PATH, cancel, async (request) => {
    await job.cancel();
    return answer(request);
  });
  const streamOf = workStreams(server);
  const stream = route({ action: 'demo.read', operationId: 'demo_stream', querystring: NoQuery });
  server.get(`${PATH}/stream`, stream, (request, reply) =>
    streamOf(request, reply, job, () => answer(request)),
  );
}

function demoAnswer(job: DemoJob, explain: Explain, language: Language): DemoAnswer {
  const { share, rows } = job.progress;
  const failure = job.failure === null ? null : knownFailure(explain(job.failure));
  return {
    success: job.state !== 'FALHOU',
    estado: job.state,
    pedidos: job.request?.orders ?? null,
    semente: job.request?.seed ?? null,
    progresso: Math.floor(share * 1000) / 10,
    linhas: rows,
    tabelas: job.report === null ? null : { ...job.report },
    completo: job.rests,
    codigo: failure?.code ?? null,
    error: failure?.sentence(language) ?? null,
  };
}

function knownFailure(error: unknown): RupturaError {
  if (error instanceof RupturaError) return error;
  return new RupturaError('ERRO_INTERNO', { requisicao: 'demo' }, { cause: error });
}
