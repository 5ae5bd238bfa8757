import { expect } from 'vitest';
import type { FileMapAnswer, ImportAnswer } from '../../src/contract/import-wire.ts';
import { type Answer, ask, type TestServer } from '../http/support.ts';

/** Sends a file the way a page does; the answer is the import as it stands then. */
export async function upload(
  { server }: Pick<TestServer, 'server'>,
  arquivo: string,
  content: string | Buffer,
  query: Record<string, string> = {},
): Promise<ImportAnswer> {
  const answer = await ask(server, {
    method: 'POST',
    url: '/api/importacao',
    query: { arquivo, ...query },
    headers: { 'content-type': 'application/octet-stream' },
    payload: content,
  });
  expect(answer.status, answer.text).toBe(202);
  return answer.body as unknown as ImportAnswer;
}

/** How an import stands once nothing is under way. */
export async function settled({ server }: Pick<TestServer, 'server'>, id: string): Promise<ImportAnswer> {
  const { payload } = await server.inject(`/api/importacao/${id}/stream`);
  const events = [...payload.matchAll(/^data: (.*)$/gm)].map(
    (match) => JSON.parse(match[1]!) as ImportAnswer,
  );
  return events.at(-1)!;
}

export interface CheckBody {
  readonly mapa?: readonly FileMapAnswer[];
  readonly modo?: string;
  readonly substituir?: boolean;
  readonly sim_substituir?: boolean;
  readonly de_novo?: boolean;
  readonly ignorar_invalidas?: boolean;
}

/** Asks for a dry run (`conferir`) or for storing (`gravar`). */
export async function request(
  { server }: Pick<TestServer, 'server'>,
  id: string,
  step: 'conferir' | 'gravar',
  body: CheckBody = {},
): Promise<Answer> {
  return await ask(server, { method: 'POST', url: `/api/importacao/${id}/${step}`, payload: { ...body } });
}

/** The same, waited for. */
export async function done(
  test: Pick<TestServer, 'server'>,
  id: string,
  step: 'conferir' | 'gravar',
  body: CheckBody = {},
): Promise<ImportAnswer> {
  const answer = await request(test, id, step, body);
  expect(answer.status, answer.text).toBe(202);
  return await settled(test, id);
}
