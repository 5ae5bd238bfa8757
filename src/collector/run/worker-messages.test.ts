import { describe, expect, it } from 'vitest';
import { RupturaError } from '../../contract/errors.ts';
import { errorOfProblem, parseFromWorker, parseToWorker, problemOf } from './worker-messages.ts';

const PURCHASE = {
  number: '15262984',
  written: 'PO15262984',
  folders: ['Acme'],
  supplier: null,
  rows: [0, 3],
};
const OUTCOME = {
  number: '15262984',
  status: 'COMPLETED',
  found: 1,
  stored: [{ url: 'https://p/1', page: 'https://p', name: 'a.pdf', bytes: 3, sha256: 'ab', remark: null }],
  lost: [],
  evidence: [{ part: 'comments', page: 'https://p', said: 2, found: 1, stored: 1, missing: 'x' }],
  supplier: 'Acme',
  url: 'https://p',
  folder: 'Acme/15262984_COMPLETED',
  error: null,
  cause: null,
  startedAt: '2026-03-02T00:00:00.000Z',
  endedAt: '2026-03-02T00:00:01.000Z',
};

/** As it arrives in another process. */
function sent(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}

describe('messages between coordinator and workers', () => {
  it('arrive as they were sent', () => {
    const purchase = { kind: 'purchase', lease: 7, purchase: PURCHASE };
    expect(parseToWorker(sent(purchase))).toEqual(purchase);
    const done = { kind: 'done', lease: 7, outcome: OUTCOME };
    expect(parseFromWorker(sent(done))).toEqual(done);
    const progress = { kind: 'transfer', name: 'a.pdf', bytes: 3, total: null };
    expect(parseFromWorker(sent({ kind: 'progress', lease: 7, progress }))).toMatchObject({ progress });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'purchase'],
    ['an unknown kind', { kind: 'dance' }],
    ['a lease that is no number', { kind: 'done', lease: '7', outcome: OUTCOME }],
    ['an unknown status', { kind: 'done', lease: 7, outcome: { ...OUTCOME, status: 'GREAT' } }],
    ['an outcome without its files', { kind: 'done', lease: 7, outcome: { ...OUTCOME, stored: undefined } }],
    [
      'bytes that are none',
      { kind: 'progress', lease: 7, progress: { kind: 'transfer', name: 'a', bytes: -1 } },
    ],
    ['a message of the other side', { kind: 'stop', isNow: true }],
  ])('refuse %s', (_, message) => {
    expect(() => parseFromWorker(message === undefined ? message : sent(message))).toThrow(TypeError);
  });

  it('refuse a purchase that is none', () => {
    const purchase = { ...PURCHASE, rows: [1.5] };
    expect(() => parseToWorker(sent({ kind: 'purchase', lease: 1, purchase }))).toThrow(TypeError);
    expect(() => parseToWorker(sent({ kind: 'ready' }))).toThrow(TypeError);
  });

  it('carry errors of the catalogue in every language, and others by their first line', () => {
    const error = new RupturaError('COLETA_TEMPO_ESGOTADO', { url: 'https://p', segundos: 60 });
    const arrived = errorOfProblem(sent(problemOf(error)) as ReturnType<typeof problemOf>);
    expect(arrived.sentence('en')).toBe(error.sentence('en'));
    const other = errorOfProblem(problemOf(new Error('first\nsecond')));
    expect([other.code, other.params]).toEqual(['COLETA_WORKER_FALHOU', { motivo: 'first' }]);
    expect(errorOfProblem({ code: 'UNKNOWN', params: {}, text: 'x' }).code).toBe('COLETA_WORKER_FALHOU');
  });
});
