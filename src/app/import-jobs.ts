import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RupturaError } from '../contract/errors.ts';
import type { ImportState } from '../contract/import-wire.ts';
import type { InputTableName } from '../contract/tables.ts';
import { importFiles } from '../imports/import-files.ts';
import type { ImportReport } from '../imports/report.ts';
import type { Ruptura } from './open-ruptura.ts';

/** Bytes of all files of one import together. */
const MOST_BYTES = 1024 ** 3;
/** Imports held at once; their files lie on disk. */
const MOST_JOBS = 16;
/** An import that nobody asks for any more is forgotten, with its files. */
const KEPT_MS = 60 * 60_000;
/** Progress is told at most so often. */
const TELL_MS = 100;

/** What the caller of an import decides. */
export interface ImportChoices {
  readonly substitute: boolean;
  readonly again: boolean;
  readonly ignoreInvalid: boolean;
  readonly table: InputTableName | null;
}

/**
 * One import: files received, then a dry run, then, when asked for, the import itself.
 *
 * CONFERINDO → CONFERIDA or FALHOU; both → GRAVANDO → GRAVADA or FALHOU; any → CANCELADA. Files may be added, and each
 * begins a dry run anew, until it is stored.
 */
export class ImportJob {
  readonly id = randomBytes(12).toString('base64url');
  readonly files: { readonly name: string; readonly path: string; readonly bytes: number }[] = [];
  readonly #ruptura: Pick<Ruptura, 'database' | 'fixedToday'>;
  readonly #events = new EventTarget();
  readonly #progress = new Map<string, { read: number; total: number; rows: number }>();
  #folder: Promise<string> | null = null;
  #abort = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #told = 0;
  choices: ImportChoices;
  state: ImportState = 'CONFERINDO';
  report: ImportReport | null = null;
  failure: unknown = null;
  /** Grows with every change of what is told. */
  revision = 0;
  lastAsked = Date.now();

  constructor(ruptura: Pick<Ruptura, 'database' | 'fixedToday'>, choices: ImportChoices) {
    this.#ruptura = ruptura;
    this.choices = choices;
  }

  /** Nothing is under way. */
  get rests(): boolean {
    return this.state !== 'CONFERINDO' && this.state !== 'GRAVANDO';
  }

  /** Share of the work under way, 0 to 1, and rows so far. */
  get progress(): { readonly share: number; readonly rows: number } {
    const files = [...this.#progress.values()];
    const total = files.reduce((sum, file) => sum + file.total, 0);
    const read = files.reduce((sum, file) => sum + file.read, 0);
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    return { share: this.rests ? 1 : total === 0 ? 0 : Math.min(read / total, 1), rows };
  }

  /**
   * Stores a file as it arrives and begins the dry run of all files so far.
   * @throws RupturaError CORPO_GRANDE_DEMAIS, IMPORTACAO_EM_ANDAMENTO; nothing of the file is kept then
   */
  async receive(name: string, body: Readable, choices: ImportChoices): Promise<void> {
    this.#refuseStored();
    await this.#stop();
    this.state = 'CONFERINDO';
    this.#folder ??= mkdtemp(join(tmpdir(), 'ruptura-import-'));
    const path = join(await this.#folder, `${randomBytes(6).toString('hex')}${safeExtension(name)}`);
    const before = this.files.reduce((sum, file) => sum + file.bytes, 0);
    let bytes = 0;
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        bytes += chunk.length;
        if (before + bytes <= MOST_BYTES) done(null, chunk);
        else done(new RupturaError('CORPO_GRANDE_DEMAIS', { limite: MOST_BYTES }));
      },
    });
    try {
      await pipeline(body, counted, createWriteStream(path));
    } catch (error) {
      await rm(path, { force: true });
      this.#rest('FALHOU', error);
      throw error;
    }
    this.files.push({ name, path, bytes });
    this.choices = choices;
    this.#start(true);
  }

  /** Imports what was received. @throws RupturaError IMPORTACAO_EM_ANDAMENTO when work is under way or it is stored */
  store(choices: ImportChoices): void {
    if (!this.rests || this.files.length === 0) throw this.#busy();
    this.#refuseStored();
    this.choices = choices;
    this.#start(false);
  }

  /** Stops what is under way and removes the files. What was stored stays stored. */
  async cancel(): Promise<void> {
    await this.#stop();
    if (this.state !== 'GRAVADA') this.#rest('CANCELADA', null);
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true });
  }

  /** Waits for the next change; at once when the signal is aborted. */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#events, 'change', { signal }).catch(() => undefined);
  }

  #refuseStored(): void {
    if (this.state === 'GRAVADA' || this.state === 'CANCELADA' || this.state === 'GRAVANDO')
      throw this.#busy();
  }

  #busy(): RupturaError {
    return new RupturaError('IMPORTACAO_EM_ANDAMENTO', { id: this.id, estado: this.state });
  }

  async #stop(): Promise<void> {
    this.#abort.abort();
    await this.#work;
    this.#abort = new AbortController();
  }

  #start(dryRun: boolean): void {
    this.state = dryRun ? 'CONFERINDO' : 'GRAVANDO';
    this.report = null;
    this.failure = null;
    this.#progress.clear();
    this.#tell();
    this.#work = this.#run(dryRun).then(
      (report) => {
        this.report = report;
        this.#rest(dryRun ? 'CONFERIDA' : 'GRAVADA', null);
      },
      (error: unknown) => this.#rest('FALHOU', error),
    );
  }

  async #run(dryRun: boolean): Promise<ImportReport> {
    const { substitute, again, ignoreInvalid, table } = this.choices;
    const { database, fixedToday } = this.#ruptura;
    const rejectFolder = await this.#folder;
    return await importFiles(database.pool, {
      paths: this.files.map((file) => file.path),
      names: new Map(this.files.map((file) => [file.path, file.name])),
      substitute,
      again,
      ignoreInvalid,
      dryRun,
      signal: this.#abort.signal,
      ...(rejectFolder === null ? {} : { rejectFolder }),
      ...(table === null ? {} : { table }),
      ...(fixedToday === null ? {} : { today: fixedToday }),
      onProgress: ({ file, bytesRead, bytesTotal, rows }) => {
        this.#progress.set(file, { read: bytesRead, total: bytesTotal, rows });
        if (performance.now() - this.#told >= TELL_MS) this.#tell();
      },
    });
  }

  #rest(state: ImportState, failure: unknown): void {
    this.state = state;
    this.failure = failure;
    this.#tell();
  }

  #tell(): void {
    this.#told = performance.now();
    this.revision++;
    this.#events.dispatchEvent(new Event('change'));
  }
}

function safeExtension(name: string): string {
  const extension = extname(name).toLowerCase();
  return /^\.[a-z]{1,5}$/.test(extension) ? extension : '';
}

/** The imports of this process. Their files are its own, and go with it. */
export class ImportJobs {
  readonly #ruptura: Pick<Ruptura, 'database' | 'fixedToday'>;
  readonly #jobs = new Map<string, ImportJob>();

  constructor(ruptura: Pick<Ruptura, 'database' | 'fixedToday'>) {
    this.#ruptura = ruptura;
  }

  /** @throws RupturaError IMPORTACOES_DEMAIS */
  async create(choices: ImportChoices): Promise<ImportJob> {
    await this.#forgetOld();
    if (this.#jobs.size >= MOST_JOBS) throw new RupturaError('IMPORTACOES_DEMAIS', { limite: MOST_JOBS });
    const job = new ImportJob(this.#ruptura, choices);
    this.#jobs.set(job.id, job);
    return job;
  }

  /** @throws RupturaError IMPORTACAO_NAO_ENCONTRADA */
  get(id: string): ImportJob {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new RupturaError('IMPORTACAO_NAO_ENCONTRADA', { id });
    job.lastAsked = Date.now();
    return job;
  }

  async forget(job: ImportJob): Promise<void> {
    this.#jobs.delete(job.id);
    await job.cancel();
  }

  async #forgetOld(): Promise<void> {
    for (const job of [...this.#jobs.values()]) {
      const isOld = job.rests && job.lastAsked < Date.now() - KEPT_MS;
      if (isOld) await this.forget(job);
    }
  }

  /** Cancels everything and removes all files. */
  async close(): Promise<void> {
    for (const job of [...this.#jobs.values()]) await this.forget(job);
  }
}
