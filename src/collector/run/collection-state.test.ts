import { describe, expect, it } from 'vitest';
import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { CollectionProgress } from './collection-state.ts';

const START = Date.UTC(2026, 2, 2, 12);
const NO_USAGE = { cpu: 0, memory: 0 };

function at(seconds: number): number {
  return START + seconds * 1000;
}

function outcome(number: string, status: PurchaseOrderStatus = 'COMPLETED', files = 0): PurchaseOutcome {
  const stored = Array.from({ length: files }, (_, index) => ({
    url: `https://portal.example/attachments/${number}/${index}`,
    page: `https://portal.example/order_headers/${number}`,
    name: `${index}.pdf`,
    bytes: 1000,
    sha256: '',
    remark: null,
  }));
  const text = new Date(START).toISOString();
  const none = { lost: [], evidence: [], supplier: null, url: '', folder: null, error: null, cause: null };
  return { number, status, found: files, stored, ...none, startedAt: text, endedAt: text };
}

function collection(total: number, workers = 1): CollectionProgress {
  const progress = new CollectionProgress({ id: 'c1', mode: 'http', isSimulated: false, total }, START);
  for (let worker = 1; worker <= workers; worker++) {
    progress.apply({ kind: 'worker-started', worker, at: START });
  }
  return progress;
}

function begin(progress: CollectionProgress, worker: number, number: string, second: number): void {
  progress.apply({ kind: 'purchase-begun', worker, number, at: at(second) });
}

function end(progress: CollectionProgress, worker: number, done: PurchaseOutcome, second: number): void {
  progress.apply({ kind: 'purchase-done', worker, outcome: done, at: at(second) });
}

describe('what is shown of a collection', () => {
  it('shows the purchase at work, how long it takes, and its files', () => {
    const progress = collection(3);
    begin(progress, 1, '15262984', 0);
    progress.apply({ kind: 'attachments-found', worker: 1, number: '15262984', count: 4, at: at(1) });
    const file = { worker: 1, number: '15262984', name: 'a.pdf' };
    progress.apply({ kind: 'transfer', ...file, bytes: 4_750_000, total: 9_000_000, at: at(2) });
    progress.apply({ kind: 'transfer-ended', ...file, name: 'b.pdf', isStored: true, at: at(2) });
    const shown = progress.snapshot(at(2.5), { cpu: 12.34, memory: 5 });
    expect(shown).toMatchObject({ total: 3, na_fila: 2, prontos: 0, cpu_percentual: 12.3, memoria_bytes: 5 });
    expect(shown.bytes_por_s).toBeGreaterThan(900_000);
    expect(shown.workers[0]).toMatchObject({
      worker_id: 1,
      po_id: '15262984',
      status: 'DOWNLOADING',
      tempo: 2.5,
      arquivos_encontrados: 4,
      arquivos_prontos: 1,
      ocupado: 100,
      transferencias: [{ nome: 'a.pdf', bytes: 4_750_000, total: 9_000_000 }],
    });
  });

  it('keeps showing the purchase whose files still stream while the next one is opened', () => {
    const progress = collection(2);
    begin(progress, 1, '1', 0);
    progress.apply({ kind: 'attachments-found', worker: 1, number: '1', count: 2, at: at(1) });
    begin(progress, 1, '2', 2);
    expect(progress.snapshot(at(3), NO_USAGE).workers[0]).toMatchObject({
      po_id: '1',
      status: 'DOWNLOADING',
      tempo: 3,
    });
    end(progress, 1, outcome('1'), 4);
    expect(progress.snapshot(at(5), NO_USAGE).workers[0]).toMatchObject({
      po_id: '2',
      tempo: 3,
      ocupado: 100,
    });
  });

  it('never reopens a finished purchase for a late message', () => {
    const progress = collection(2, 2);
    begin(progress, 1, '1', 0);
    end(progress, 1, outcome('1', 'COMPLETED', 2), 1);
    const before = progress.snapshot(at(9), NO_USAGE);
    begin(progress, 2, '1', 2);
    progress.apply({ kind: 'attachments-found', worker: 1, number: '1', count: 9, at: at(0) });
    end(progress, 2, outcome('1', 'FAILED'), 3);
    const { workers: _, ...after } = progress.snapshot(at(9), NO_USAGE);
    expect(before).toMatchObject(after);
    expect(after).toMatchObject({ prontos: 1, com_sucesso: 1, com_falha: 0, arquivos: 2, bytes: 2000 });
  });

  it('counts a purchase of a dead worker as waiting again', () => {
    const progress = collection(2, 2);
    begin(progress, 1, '1', 0);
    progress.apply({ kind: 'worker-ended', worker: 1, isDead: true, at: at(1) });
    const shown = progress.snapshot(at(2), NO_USAGE);
    expect(shown).toMatchObject({ na_fila: 2, prontos: 0 });
    expect(shown.workers[0]).toMatchObject({ status: 'DEAD', po_id: null });
  });

  it('counts a purchase without attachments as a success, and every other status as a failure', () => {
    const statuses: PurchaseOrderStatus[] = ['COMPLETED', 'NO_ATTACHMENTS', 'PARTIAL', 'PO_NOT_FOUND'];
    const progress = collection(statuses.length);
    for (const [index, status] of statuses.entries()) {
      begin(progress, 1, String(index), index);
      end(progress, 1, outcome(String(index), status), index + 1);
    }
    const shown = progress.snapshot(at(9), NO_USAGE);
    expect(shown).toMatchObject({ prontos: 4, com_sucesso: 2, com_falha: 2 });
    expect(shown.workers[0]).toMatchObject({ pedidos_prontos: 2, pedidos_com_falha: 2 });
  });

  it('tells the pace and the time left, and lets neither run while paused', () => {
    const progress = collection(20);
    for (let count = 1; count <= 10; count++) {
      begin(progress, 1, String(count), 6 * (count - 1));
      end(progress, 1, outcome(String(count)), 6 * count);
    }
    expect(progress.snapshot(at(60), NO_USAGE)).toMatchObject({ pedidos_por_min: 10, restante_s: 60 });
    progress.apply({ kind: 'paused', isPaused: true, at: at(60) });
    expect(progress.snapshot(at(600), NO_USAGE)).toMatchObject({
      pausada: true,
      pedidos_por_min: 10,
      restante_s: 60,
    });
    progress.apply({ kind: 'paused', isPaused: false, at: at(600) });
    expect(progress.snapshot(at(600), NO_USAGE)).toMatchObject({ pausada: false, pedidos_por_min: 10 });
  });

  it('forgets the rate of transfers five seconds after the last byte', () => {
    const progress = collection(1);
    begin(progress, 1, '1', 0);
    const file = { kind: 'transfer', worker: 1, number: '1', name: 'a', total: null } as const;
    progress.apply({ ...file, bytes: 1_000_000, at: at(1) });
    progress.apply({ ...file, bytes: 5_750_000, at: at(5) });
    expect(progress.snapshot(at(5.4), NO_USAGE).bytes_por_s).toBeGreaterThan(1_000_000);
    expect(progress.snapshot(at(10), NO_USAGE).bytes_por_s).toBe(0);
  });
});
