import fc from 'fast-check';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { CollectionSnapshot, CollectorWorker } from '../contract/collection.ts';
import { COLLECTION_STATES, COLLECTOR_WORKER_STATES } from '../contract/collection-codes.ts';
import { RupturaError } from '../contract/errors.ts';
import { formatsOf } from '../i18n/formats.ts';
import { translator } from '../i18n/translator.ts';
import { collectionLines } from './collection-view.ts';
import { columnsOf } from './text.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const PLAIN = {
  labels: translator('pt-BR'),
  formats: formatsOf('pt-BR'),
  colors: pc.createColors(false),
};
const INSTANT = '2026-03-02T12:00:00.000Z';

function worker(id: number, more: Partial<CollectorWorker> = {}): CollectorWorker {
  return {
    worker_id: id,
    po_id: '15262984',
    status: 'DOWNLOADING',
    tempo: 3.4,
    timestamp: INSTANT,
    arquivos_encontrados: 6,
    arquivos_prontos: 2,
    bytes_por_s: 1_234_567,
    pedidos_prontos: 11,
    pedidos_com_falha: 1,
    ocupado: 98.2,
    transferencias: [{ nome: 'contrato.pdf', bytes: 500_000, total: 1_000_000 }],
    ...more,
  };
}

function collection(more: Partial<CollectionSnapshot> = {}): CollectionSnapshot {
  return {
    coleta_id: '20260302-120000',
    estado: 'running',
    modo: 'auto',
    pausada: false,
    simular: false,
    aviso: null,
    portal_ate: null,
    inicio: INSTANT,
    fim: null,
    timestamp: INSTANT,
    total: 60,
    prontos: 24,
    com_sucesso: 22,
    sem_anexos: 3,
    com_falha: 2,
    na_fila: 34,
    arquivos: 130,
    bytes: 98_000_000,
    bytes_por_s: 3_400_000,
    pedidos_por_min: 11.2,
    restante_s: 125,
    cpu_percentual: 85.4,
    memoria_bytes: 412_000_000,
    workers: [worker(1), worker(2, { po_id: null, status: 'IDLE', transferencias: [], bytes_por_s: 0 })],
    ...more,
  };
}

const anyWorker = fc.record({
  po_id: fc.option(fc.string({ unit: 'grapheme', maxLength: 40 })),
  status: fc.constantFrom(...COLLECTOR_WORKER_STATES),
  tempo: fc.double({ min: 0, max: 1e6, noNaN: true }),
  bytes_por_s: fc.nat(2e9),
  transferencias: fc.array(
    fc.record({
      nome: fc.string({ unit: 'grapheme', maxLength: 300 }),
      bytes: fc.nat(2e9),
      total: fc.option(fc.nat(2e9)),
    }),
    { maxLength: 8 },
  ),
});

describe('the picture of a collection on a terminal', () => {
  it('says how far it is, how it goes, and what each worker does', () => {
    const lines = collectionLines(PLAIN, collection(), { columns: 100, rows: 24 });
    expect(lines[0]).toBe('Coleta 20260302-120000 · em andamento · modo auto');
    expect(lines[1]).toContain('24 de 60 pedidos (40%) · restam 2 min 05 s');
    expect(lines.join('\n')).toContain('Progresso por Worker');
    const [headings, , first, file, second] = lines.slice(lines.indexOf('Progresso por Worker') + 1);
    expect(headings).toMatch(/Worker ID +PO Atual +Status +Tempo/);
    expect(first).toMatch(/1 +15262984 +Baixando +3 s +2\/6 .* 11 +1 +98%/);
    expect(file).toMatch(/contrato\.pdf +█{8}░{8} /);
    expect(second).toMatch(/2 +Livre/);
  });

  it('says why nothing new is begun', () => {
    const lines = collectionLines(PLAIN, collection({ aviso: 'Portal fora do ar' }), {
      columns: 80,
      rows: 24,
    });
    expect(lines).toContain('Portal fora do ar');
  });

  it('says until when the portal is closed, however narrow the window', () => {
    const aviso = new RupturaError('COLETA_PORTAL_FECHADO_ATE', { hora: '14:30' }).sentence('pt-BR');
    const lines = collectionLines(PLAIN, collection({ aviso }), { columns: 45, rows: 24 });
    expect(lines.join(' ')).toContain('até 14:30');
    expect(lines.join(' ')).toContain('sozinha');
  });

  it('tells purchases without attachments from those that brought some', () => {
    const text = collectionLines(PLAIN, collection(), { columns: 100, rows: 24 }).join('\n');
    expect(text).toContain('22 com sucesso · 3 sem anexos · 2 com falha');
  });

  it('gives the lines of a small window to workers first, then to their files', () => {
    const busy = [1, 2, 3].map((id) =>
      worker(id, {
        transferencias: Array.from({ length: 4 }, (_, at) => ({ nome: `f${at}`, bytes: 1, total: 2 })),
      }),
    );
    const text = collectionLines(PLAIN, collection({ workers: busy }), { columns: 80, rows: 14 }).join('\n');
    expect(text.match(/15262984/g)).toHaveLength(3);
    expect(text.match(/f0/g)?.length).toBeLessThan(3);
  });

  it('counts the workers a window has no line for', () => {
    const workers = Array.from({ length: 40 }, (_, at) => worker(at + 1));
    const lines = collectionLines(PLAIN, collection({ workers }), { columns: 80, rows: 24 });
    expect(lines.at(-1)).toMatch(/… e mais \d+ workers/);
  });

  it('fits a window of 40 columns when purchases take longer than a minute', () => {
    const workers = [worker(1, { tempo: 59.5, status: 'STARTING' }), worker(2, { status: 'FINISHING' })];
    const lines = collectionLines(PLAIN, collection({ workers }), { columns: 40, rows: 13 });
    for (const line of lines) expect(columnsOf(line)).toBeLessThan(40);
    expect(lines.join('\n')).toContain('1 min');
  });

  it(`never leaves the window, whatever is in it (SEED=${SEED})`, () => {
    const parts = fc.record({
      estado: fc.constantFrom(...COLLECTION_STATES),
      aviso: fc.option(fc.string({ unit: 'grapheme', maxLength: 200 })),
      workers: fc.array(anyWorker, { maxLength: 12 }),
    });
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 220 }),
      rows: fc.integer({ min: 1, max: 60 }),
    });
    const fits = fc.property(parts, size, ({ workers, ...rest }, window) => {
      const shown = collection({ ...rest, workers: workers.map((one, at) => worker(at + 1, one)) });
      const lines = collectionLines(PLAIN, shown, window);
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, window.rows - 1));
      for (const line of lines) {
        expect(line.includes('\n') || line.includes('\u001b')).toBe(false);
        // A table keeps two columns at least, so a window of a few columns is beyond it.
        if (window.columns >= 40) expect(columnsOf(line)).toBeLessThan(window.columns);
      }
    });
    fc.assert(fits, { seed: SEED, numRuns: 300 });
  });
});
