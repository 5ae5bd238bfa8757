import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunRequestSchema } from '../contract/run-wire.ts';
import { useErrorAnswers } from './error-answers.ts';
import { useJsonBodies } from './json-body.ts';
import { lazySchemas } from './lazy-schemas.ts';
import { giveContext } from './request-context.ts';

const BYTES = 16 * 1024 * 1024;
const HEADERS = { 'content-type': 'application/json' };

let server: FastifyInstance;

beforeAll(async () => {
  server = fastify({
    bodyLimit: BYTES,
    schemaController: lazySchemas,
    ajv: { customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false } },
  });
  giveContext(server);
  useJsonBodies(server);
  useErrorAnswers(
    server,
    (error) => error,
    () => undefined,
  );
  server.post('/', { schema: { body: RunRequestSchema } }, async () => ({}));
  await server.ready();
});

afterAll(async () => {
  await server.close();
});

/** Repeats a text until it fills a body. */
function filled(before: string, piece: string, after: string): string {
  return before + piece.repeat(Math.floor((BYTES - before.length - after.length) / piece.length)) + after;
}

/** Milliseconds of processor that some work takes, however busy the machine is. */
async function costOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const post = (payload: string) => server.inject({ method: 'POST', url: '/', headers: HEADERS, payload });

describe('the largest body that is taken', () => {
  it.each([
    ['lists without end', filled('', '[', ''), 'JSON_PROFUNDO'],
    ['lists inside each other', '['.repeat(BYTES / 2) + ']'.repeat(BYTES / 2), 'JSON_PROFUNDO'],
    ['objects inside each other', filled('', '{"a":', ''), 'JSON_PROFUNDO'],
    ['a list of objects', filled('[', '{},', '{}]'), 'JSON_EXTENSO'],
    ['a list of nothing', filled('[', '0,', '0]'), 'JSON_EXTENSO'],
    ['many lists that do not end', filled('[', '[],', '['), 'JSON_EXTENSO'],
    ['one text that does not end', filled('["', 'a', ''), 'JSON_INVALIDO'],
    ['one text of escapes', filled('"', '\\n', '"'), 'TIPO_ERRADO'],
    ['a number without end', filled('[', '7', ']'), 'NUMERO_LONGO'],
    ['empty lines, and then something wrong', filled('[', '\n', 'x]'), 'JSON_INVALIDO'],
    ['as many wrong values as there may be', `{"pedidos":[${'0,'.repeat(199_998)}0]}`, 'TIPO_ERRADO'],
    [
      'as many unknown fields as there may be',
      `{${Array.from({ length: 200_000 }, (_, n) => `"f${n}":1`).join()}}`,
      'CAMPO_DESCONHECIDO',
    ],
  ])('is refused, of %s, at hardly more than the cost of parsing one', async (_case, body, code) => {
    const text = filled('[', '12345,', '0]');
    const parsing = await costOf(async () => JSON.parse(text));
    let refusal: Awaited<ReturnType<typeof post>> | null = null;
    const refusing = await costOf(async () => {
      refusal = await post(body);
    });
    const { statusCode, body: answer } = refusal! as Awaited<ReturnType<typeof post>>;
    const { detalhes } = JSON.parse(answer) as { detalhes: { problemas: { problema: string }[] } };
    expect([statusCode, detalhes.problemas[0]!.problema]).toEqual([400, code]);
    expect(answer.length).toBeLessThan(20_000);
    expect(refusing).toBeLessThan(10 * parsing);
  });
});
