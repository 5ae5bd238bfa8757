import { expect, it } from 'vitest';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { bodyCodes } from './request-values.ts';

it('a list whose codes are all wrong is refused as one with a single wrong code is', () => {
  const refusal = (codes: readonly string[]): InvalidRequest => {
    try {
      bodyCodes('/pedidos', codes);
    } catch (error) {
      if (error instanceof InvalidRequest) return error;
      throw error;
    }
    throw new Error('taken');
  };
  const [only] = refusal(['A', '\u0000']).problems;
  expect(only).toMatchObject({ path: '/pedidos/1', code: 'CARACTERE_INVALIDO' });
  const all = refusal(new Array<string>(200_000).fill('\u0000'));
  expect(all.problems[0]).toEqual({ ...only, path: '/pedidos/0' });
  expect(all.message.length).toBeLessThan(1000);
});
