import { RupturaError } from '../../contract/errors.ts';
import { removeAbandonedFolders } from './import-folder.ts';
import { type ImportChoices, ImportJob, type ImportParts } from './import-job.ts';

/** Imports held at once; their files lie on disk. Those that rest give way to a new one. */
const MOST_JOBS = 16;
/** An import that nobody asks for any more is forgotten, with its files. */
const KEPT_MS = 60 * 60_000;
const LOOK_MS = 5 * 60_000;

/** What rests gives way in this order: what is over first, what a person may still want to store last. */
const LEAST_NEEDED: readonly string[] = ['CANCELADA', 'GRAVADA', 'FALHOU', 'CONFERIDA'];

/** The imports of this process. Their files are its own, and go with it; a process that is killed leaves its files to the next one. */
export class ImportJobs {
  readonly #parts: ImportParts;
  readonly #jobs = new Map<string, ImportJob>();
  readonly #cleared: Promise<void>;
  readonly #look: NodeJS.Timeout;

  constructor(parts: ImportParts) {
    this.#parts = parts;
    this.#cleared = removeAbandonedFolders();
    this.#look = setInterval(() => void this.#forgetOld(), LOOK_MS).unref();
  }

  /** @throws RupturaError IMPORTACOES_DEMAIS where so many are at work */
  async create(choices: ImportChoices): Promise<ImportJob> {
    const job = new ImportJob(this.#parts, choices);
    const leaving = this.#makeRoom();
    this.#jobs.set(job.id, job);
    for (const old of leaving) await this.forget(old);
    return job;
  }

  /**
   * @throws RupturaError IMPORTACAO_NAO_ENCONTRADA; IMPORTACAO_DE_OUTRO and IMPORTACAO_SEM_DONO of one that another
   * process stores, or was storing when it ended
   */
  async get(id: string): Promise<ImportJob> {
    const job = this.#jobs.get(id);
    if (job === undefined) throw await this.#parts.owners.absence(id);
    job.lastAsked = Date.now();
    return job;
  }

  async forget(job: ImportJob): Promise<void> {
    this.#jobs.delete(job.id);
    await job.cancel();
  }

  /** Takes out those that give way to one more; the longest unasked of the least needed first. */
  #makeRoom(): ImportJob[] {
    const resting = [...this.#jobs.values()].filter((job) => job.rests);
    const tooMany = this.#jobs.size - MOST_JOBS + 1;
    if (resting.length < tooMany) throw new RupturaError('IMPORTACOES_DEMAIS', { limite: MOST_JOBS });
    const need = (job: ImportJob): number => LEAST_NEEDED.indexOf(job.state);
    const leaving = resting
      .sort((left, right) => need(left) - need(right) || left.lastAsked - right.lastAsked)
      .slice(0, Math.max(tooMany, 0));
    for (const job of leaving) this.#jobs.delete(job.id);
    return leaving;
  }

  async #forgetOld(): Promise<void> {
    for (const job of [...this.#jobs.values()]) {
      const isOld = job.rests && job.lastAsked < Date.now() - KEPT_MS;
      if (isOld) await this.forget(job);
    }
    // Of a database that is away it is done at another look.
    await this.#parts.owners.forgetDead().catch(() => undefined);
  }

  /** Cancels everything and removes all files. */
  async close(): Promise<void> {
    clearInterval(this.#look);
    await this.#cleared;
    await Promise.all([...this.#jobs.values()].map((job) => this.forget(job)));
  }
}
