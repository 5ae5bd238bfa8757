import { existsSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate as soon } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { RupturaError } from '../../contract/errors.ts';
import type { ImportReport } from '../report.ts';
import type { ImportListener, ImportOrder } from './import-border.ts';
import { type ImportChoices, ImportJob, type ImportParts } from './import-job.ts';
import { ImportJobs } from './import-jobs.ts';

const CHOICES: ImportChoices = {
  mode: null,
  lossConfirmed: false,
  again: false,
  ignoreInvalid: false,
  table: null,
};

/** What is waited for comes at once. */
const QUICKLY = { interval: 5 };

/** A run of the import as the job orders it; the test says how it goes. */
interface OrderedRun {
  readonly order: ImportOrder;
  readonly listener: ImportListener;
  readonly signal: AbortSignal;
  readonly end: (report?: Partial<ImportReport>) => void;
  readonly fail: (error: unknown) => void;
}

class Bench implements ImportParts {
  readonly runs: OrderedRun[] = [];
  readonly fixedToday = null;
  readonly mostBytes = 1000;
  readonly held: string[] = [];
  lost = new AbortController();
  owners: ImportParts['owners'] = {
    hold: async (id) => {
      this.held.push(`held ${id}`);
      return { lost: this.lost.signal, release: async () => void this.held.push(`released ${id}`) };
    },
    absence: async (id) => new RupturaError('IMPORTACAO_NAO_ENCONTRADA', { id }),
    forgetDead: async () => undefined,
  };
  readonly runImport: ImportParts['runImport'] = async (order, listener, signal) =>
    await new Promise((resolve, reject) => {
      const end = (report: Partial<ImportReport> = {}): void => resolve({ ...REPORT, ...report });
      const stop = (): void => reject(new RupturaError('IMPORTACAO_CANCELADA'));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
      this.runs.push({ order, listener, signal, end, fail: reject });
    });

  /** The run with a number, from 0, once it is ordered. */
  async run(number: number): Promise<OrderedRun> {
    await expect.poll(() => this.runs.length, QUICKLY).toBeGreaterThan(number);
    return this.runs[number]!;
  }

  /** The run that a job is at. */
  async latest(job: ImportJob): Promise<OrderedRun> {
    const isOf = ({ order }: OrderedRun): boolean =>
      order.paths[0] === job.files[0]!.path && order.dryRun === (job.state === 'CONFERINDO');
    await expect.poll(() => this.runs.some(isOf), QUICKLY).toBe(true);
    return this.runs.find(isOf)!;
  }
}

const REPORT: ImportReport = {
  dryRun: true,
  mode: 'acrescentar',
  proposal: null,
  differences: [],
  refusal: null,
  number: null,
  undoable: true,
  files: [],
  skipped: [],
  rejectedRows: 0,
  rowErrors: [],
  moreRowErrors: 0,
  drafts: null,
};

const jobs: ImportJob[] = [];
afterEach(async () => {
  for (const job of jobs.splice(0)) await job.cancel();
});

function newJob(bench: Bench): ImportJob {
  const job = new ImportJob(bench, CHOICES);
  jobs.push(job);
  return job;
}

const file = (text = 'a;b\n'): Readable => Readable.from([Buffer.from(text)]);

async function checked(bench: Bench): Promise<ImportJob> {
  const job = newJob(bench);
  await job.receive('estoque.csv', file(), 0, CHOICES);
  (await bench.run(0)).end();
  await expect.poll(() => job.state, QUICKLY).toBe('CONFERIDA');
  return job;
}

describe('an import', () => {
  it('is checked once its file is there, and stored when that is asked for', async () => {
    const bench = new Bench();
    const job = newJob(bench);
    expect([job.state, job.stage, job.rests]).toEqual(['CONFERINDO', 'RECEBENDO', false]);
    await job.receive('estoque.csv', file(), 0, CHOICES);
    const dryRun = await bench.run(0);
    expect([job.state, job.stage]).toEqual(['CONFERINDO', 'LENDO']);
    expect(dryRun.order).toMatchObject({ dryRun: true, mode: null });
    expect([...dryRun.order.names!.values()]).toEqual(['estoque.csv']);
    dryRun.listener.onProgress({ file: 'estoque.csv', bytesRead: 2, bytesTotal: 4, rows: 7 });
    expect(job.progress).toEqual({ share: 0.5, rows: 7 });
    dryRun.end({ rejectedRows: 3 });
    await expect.poll(() => job.rests, QUICKLY).toBe(true);
    expect([job.state, job.stage, job.report?.rejectedRows]).toEqual(['CONFERIDA', null, 3]);
    expect(job.progress).toEqual({ share: 1, rows: 7 });
    job.store({ ...CHOICES, ignoreInvalid: true });
    const storing = await bench.run(1);
    expect(storing.order).toMatchObject({ dryRun: false, ignoreInvalid: true });
    expect([job.state, job.stage, job.report]).toEqual(['GRAVANDO', 'LENDO', null]);
    storing.listener.onStoring();
    expect(job.stage).toBe('GRAVANDO');
    storing.end({ dryRun: false });
    await expect.poll(() => job.state, QUICKLY).toBe('GRAVADA');
    expect(storing.order.paths.map((path) => existsSync(path))).toEqual([false]);
  });

  it('is checked anew with every file, and what a run found that was broken off is nobody’s', async () => {
    const bench = new Bench();
    const job = newJob(bench);
    await job.receive('a.csv', file(), 0, CHOICES);
    const first = await bench.run(0);
    const slow = new PassThrough();
    const receiving = job.receive('b.csv', slow, 0, CHOICES);
    expect([job.stage, first.signal.aborted]).toEqual(['RECEBENDO', true]);
    expect(() => job.store(CHOICES)).toThrow(/CONFERINDO/);
    await expect(job.check(CHOICES, [])).rejects.toMatchObject({ code: 'IMPORTACAO_EM_ANDAMENTO' });
    slow.end('x');
    await receiving;
    const second = await bench.run(1);
    expect(second.order.paths).toHaveLength(2);
    expect(job.files.map(({ number, name }) => [number, name])).toEqual([
      [1, 'a.csv'],
      [2, 'b.csv'],
    ]);
    second.fail(new RupturaError('ARQUIVO_VAZIO', { arquivo: 'b.csv' }));
    await expect.poll(() => job.state, QUICKLY).toBe('FALHOU');
    expect(job.failure).toMatchObject({ code: 'ARQUIVO_VAZIO' });
  });

  it('is checked anew with what a person says, and the last one who says it is heard', async () => {
    const bench = new Bench();
    const job = await checked(bench);
    await expect(job.check(CHOICES, [{ numero: 9 }])).rejects.toMatchObject({
      code: 'IMPORTACAO_MAPA_ARQUIVO',
    });
    await job.check(CHOICES, [{ numero: 1, ignorar: true }]);
    await job.check({ ...CHOICES, again: true }, [
      { numero: 1, folha: 'Dados', tabela: 'pedido', colunas: [{ posicao: 2, coluna: 'status' }] },
    ]);
    const last = await bench.run(2);
    expect(last.order.again).toBe(true);
    const [maps] = [...last.order.maps!.values()];
    expect(maps).toEqual([
      { sheet: 'Dados', ignore: false, table: 'pedido', columns: new Map([[2, 'status']]) },
    ]);
    last.end();
    await expect.poll(() => job.state, QUICKLY).toBe('CONFERIDA');
  });

  it('that failed can be stored with other choices; one that is stored takes nothing more', async () => {
    const bench = new Bench();
    const job = await checked(bench);
    job.store(CHOICES);
    (await bench.run(1)).fail(new RupturaError('IMPORTACAO_MEMORIA', { limite: 512 }));
    await expect.poll(() => job.state, QUICKLY).toBe('FALHOU');
    expect(job.failure).toMatchObject({ code: 'IMPORTACAO_MEMORIA' });
    job.store(CHOICES);
    await expect(job.receive('b.csv', file(), 0, CHOICES)).rejects.toMatchObject({
      code: 'IMPORTACAO_EM_ANDAMENTO',
    });
    (await bench.run(2)).end();
    await expect.poll(() => job.state, QUICKLY).toBe('GRAVADA');
    const refused = { code: 'IMPORTACAO_EM_ANDAMENTO', params: { id: job.id, estado: 'GRAVADA' } };
    await expect(job.receive('b.csv', file(), 0, CHOICES)).rejects.toMatchObject(refused);
    await expect(job.check(CHOICES, [])).rejects.toMatchObject(refused);
    expect(() => job.store(CHOICES)).toThrow(RupturaError);
  });

  it('is checked without a file that broke off, and failed where it was the only one', async () => {
    const bench = new Bench();
    const job = newJob(bench);
    const broken = new PassThrough();
    // It may break before anybody reads it.
    broken.on('error', () => undefined);
    const receiving = job.receive('a.csv', broken, 0, CHOICES);
    broken.write('x');
    broken.destroy(new Error('gone'));
    await expect(receiving).rejects.toMatchObject({ code: 'ENVIO_INTERROMPIDO' });
    expect([job.state, job.failure]).toEqual(['FALHOU', null]);
    await job.receive('a.csv', file(), 0, CHOICES);
    await expect(job.receive('b.csv', file('x'.repeat(2000)), 0, CHOICES)).rejects.toMatchObject({
      code: 'CORPO_GRANDE_DEMAIS',
    });
    await expect.poll(() => bench.runs.length, QUICKLY).toBe(2);
    expect(bench.runs[1]!.order.paths).toHaveLength(1);
  });

  it('that is cancelled stops what is under way and leaves nothing on disk', async () => {
    const bench = new Bench();
    const job = newJob(bench);
    await job.receive('a.csv', file(), 0, CHOICES);
    const run = await bench.run(0);
    const slow = new PassThrough();
    const receiving = job.receive('b.csv', slow, 0, CHOICES);
    slow.write('x');
    await soon();
    const refused = expect(receiving).rejects.toMatchObject({ code: 'ENVIO_INTERROMPIDO' });
    await job.cancel();
    await refused;
    expect([job.state, run.signal.aborted]).toEqual(['CANCELADA', true]);
    expect(run.order.paths.map((path) => existsSync(path))).toEqual([false]);
  });

  it('that is cancelled while it is stored is cancelled, unless it was stored by then', async () => {
    const bench = new Bench();
    const stopped = await checked(bench);
    stopped.store(CHOICES);
    await bench.run(1);
    await stopped.cancel();
    expect(stopped.state).toBe('CANCELADA');
    const other = new Bench();
    const late = await checked(other);
    late.store(CHOICES);
    (await other.run(1)).end();
    await late.cancel();
    expect(late.state).toBe('GRAVADA');
  });

  it('is owned while it is stored, and given up when somebody else may have it', async () => {
    const bench = new Bench();
    const job = await checked(bench);
    expect(bench.held).toEqual([]);
    job.store(CHOICES);
    (await bench.run(1)).fail(new Error('broken'));
    await expect.poll(() => job.state, QUICKLY).toBe('FALHOU');
    expect(bench.held).toEqual([`held ${job.id}`, `released ${job.id}`]);
    job.store(CHOICES);
    await bench.run(2);
    bench.lost.abort();
    await expect.poll(() => job.state, QUICKLY).toBe('FALHOU');
    expect(job.failure).toMatchObject({ code: 'IMPORTACAO_INTERROMPIDA' });
  });

  it('tells whoever watches of every change', async () => {
    const bench = new Bench();
    const job = newJob(bench);
    const { told } = job.watched;
    const change = job.watched.changed(told, new AbortController().signal);
    await job.receive('a.csv', file(), 0, CHOICES);
    await change;
    expect(job.watched.told).toBeGreaterThan(told);
    const before = job.mark;
    (await bench.run(0)).end();
    await expect.poll(() => job.mark, QUICKLY).not.toBe(before);
  });
});

describe('the imports of a process', () => {
  const MOST = 16;

  async function open(): Promise<{ bench: Bench; jobs: ImportJobs; ended: () => Promise<ImportJob> }> {
    const bench = new Bench();
    const all = new ImportJobs(bench);
    const ended = async (): Promise<ImportJob> => {
      const job = await all.create(CHOICES);
      await job.receive('a.csv', file(), 0, CHOICES);
      (await bench.latest(job)).end();
      await expect.poll(() => job.state, QUICKLY).toBe('CONFERIDA');
      return job;
    };
    return { bench, jobs: all, ended };
  }

  it('that are over give way to new ones: those that are stored first, however many', async () => {
    const { bench, jobs: all, ended } = await open();
    const first = await ended();
    const stored: ImportJob[] = [];
    for (let n = 0; n < MOST + 4; n++) {
      const job = await ended();
      job.store(CHOICES);
      (await bench.latest(job)).end();
      await expect.poll(() => job.state, QUICKLY).toBe('GRAVADA');
      stored.push(job);
    }
    // What a person may still want to store is there, and so are the last that were stored.
    expect(await all.get(first.id)).toBe(first);
    await expect(all.get(stored[0]!.id)).rejects.toMatchObject({ code: 'IMPORTACAO_NAO_ENCONTRADA' });
    expect(await all.get(stored.at(-1)!.id)).toBe(stored.at(-1));
    await all.close();
  });

  it('that are at work do not: one more is refused', async () => {
    const { bench, jobs: all } = await open();
    for (let n = 0; n < MOST; n++) {
      await (await all.create(CHOICES)).receive('a.csv', file(), 0, CHOICES);
      await bench.run(n);
    }
    await expect(all.create(CHOICES)).rejects.toMatchObject({
      code: 'IMPORTACOES_DEMAIS',
      params: { limite: MOST },
    });
    bench.runs[3]!.end();
    await expect.poll(async () => await all.create(CHOICES).then(Boolean, () => false), QUICKLY).toBe(true);
    await all.close();
  });
});
