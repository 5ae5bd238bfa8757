import { RupturaError } from '../../contract/errors.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { removeAbandonedFolders } from './import-folder.ts';
import { type ImportChoices, ImportJob } from './import-job.ts';

/** Imports held at once; their files lie on disk. */
const MOST_JOBS = 16;
/** An import that nobody asks for any more is forgotten, with its files. */
const KEPT_MS = 60 * 60_000;
const LOOK_MS = 5 * 60_000;

/** The imports of this process. Their files are its own, and go with it; a process that is killed leaves its files to the next one. */
export class ImportJobs {
  readonly #ruptura: Pick<Ruptura, 'database' | 'fixedToday'>;
  readonly #mostBytes: number;
  readonly #jobs = new Map<string, ImportJob>();
  readonly #cleared: Promise<void>;
  readonly #look: NodeJS.Timeout;

  /** @param mostBytes of all files of one import together */
  constructor(ruptura: Pick<Ruptura, 'database' | 'fixedToday'>, mostBytes: number) {
    this.#ruptura = ruptura;
    this.#mostBytes = mostBytes;
    this.#cleared = removeAbandonedFolders();
    this.#look = setInterval(() => void this.#forgetOld(), LOOK_MS).unref();
  }

  /** @throws RupturaError IMPORTACOES_DEMAIS */
  async create(choices: ImportChoices): Promise<ImportJob> {
    await this.#forgetOld();
    if (this.#jobs.size >= MOST_JOBS) throw new RupturaError('IMPORTACOES_DEMAIS', { limite: MOST_JOBS });
    const job = new ImportJob(this.#ruptura, choices, this.#mostBytes);
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
    clearInterval(this.#look);
    await this.#cleared;
    for (const job of [...this.#jobs.values()]) await this.forget(job);
  }
}
