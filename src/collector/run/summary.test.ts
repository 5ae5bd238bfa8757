import { describe, expect, it } from 'vitest';
import type { LostFile, PurchaseOutcome, StoredFile } from '../purchase.ts';
import type { FinishedPurchase } from './finished-purchase.ts';
import { summarise } from './summary.ts';

const FACTS = {
  id: 'c',
  state: 'completed',
  seconds: 12.34,
  rejectedRows: 1,
  left: 2,
  resultFile: 'r.csv',
  workbookFile: null,
} as const;

function finished(number: string, worker: number | null, given: Partial<PurchaseOutcome>): FinishedPurchase {
  const purchase = { number, written: number, folders: [], supplier: null, rows: [0] };
  const at = '2026-03-02T00:00:00.000Z';
  const nothing = {
    found: 0,
    stored: [],
    lost: [],
    evidence: [],
    supplier: null,
    url: '',
    folder: null,
    error: null,
  };
  const usual = { ...nothing, status: 'COMPLETED' as const, cause: null, startedAt: at, endedAt: at };
  return { purchase, worker, outcome: { number, ...usual, ...given } };
}

const file = (bytes: number): StoredFile => ({
  url: '',
  page: '',
  name: '',
  bytes,
  sha256: '',
  remark: null,
});
const lost = (cause: string): LostFile => ({ url: '', name: '', error: '', cause });

describe('the summary of a run', () => {
  it('adds up per worker and in all', () => {
    const summary = summarise(
      [
        finished('1', 2, { stored: [file(10), file(20)], endedAt: '2026-03-02T00:00:02.000Z' }),
        finished('2', 1, { status: 'NO_ATTACHMENTS', endedAt: '2026-03-02T00:00:01.000Z' }),
        finished('3', 2, {
          status: 'PARTIAL',
          cause: 'HTTP_500',
          stored: [file(5)],
          lost: [lost('HTTP_500')],
        }),
        finished('4', null, { status: 'FAILED', cause: 'WORKER' }),
      ],
      FACTS,
    );
    expect(summary.total).toEqual({
      pedidos: 4,
      com_sucesso: 2,
      sem_anexos: 1,
      com_falha: 2,
      arquivos: 3,
      bytes: 35,
      segundos_por_pedido: 0.8,
    });
    expect(summary.workers.map(({ worker_id, pedidos, bytes }) => [worker_id, pedidos, bytes])).toEqual([
      [1, 1, 0],
      [2, 2, 35],
    ]);
    expect(summary.falhas).toEqual([
      { causa: 'HTTP_500', pedidos: 1, arquivos: 1 },
      { causa: 'WORKER', pedidos: 1, arquivos: 0 },
    ]);
    expect(summary).toMatchObject({ duracao: 12.3, linhas_recusadas: 1, restantes: 2 });
  });

  it('of nothing has no time per purchase', () => {
    expect(summarise([], FACTS).total).toMatchObject({ pedidos: 0, segundos_por_pedido: null });
  });
});
