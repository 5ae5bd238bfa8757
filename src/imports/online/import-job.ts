import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { RupturaError } from '../../contract/errors.ts';
import type { ImportMode } from '../../contract/import-modes.ts';
import type { FileMapAnswer, ImportState } from '../../contract/import-wire.ts';
import type { InputTableName } from '../../contract/tables.ts';
import type { EpochDay } from '../../contract/units.ts';
import { ByteBudget, type ReceivedFile, receiveFile, shownName } from '../../files/upload.ts';
import { Watched, type WatchedWork } from '../../tasks/watched.ts';
import type { Examined } from '../examine.ts';
import type { FileMap } from '../file-map.ts';
import type { ImportProgress, ImportReport } from '../report.ts';
import { RowErrorReader } from '../row-error-file.ts';
import type { ImportOrder, RunImport } from './import-border.ts';
import { makeImportFolder } from './import-folder.ts';
import type { ImportOwners } from './import-owners.ts';

/** Files of one import. */
const MOST_FILES = 100;
/** Progress is told at most so often. */
const TELL_MS = 100;

/** What the caller of an import decides. */
export interface ImportChoices {
  readonly mode: ImportMode | null;
  readonly lossConfirmed: boolean;
  readonly again: boolean;
  readonly ignoreInvalid: boolean;
  readonly table: InputTableName | null;
}

/** What an import works with. */
export interface ImportParts {
  readonly runImport: RunImport;
  readonly owners: ImportOwners;
  /** Fixed business date, or null. */
  readonly fixedToday: EpochDay | null;
  /** Of all files of one import together. */
  readonly mostBytes: number;
}

/** A dry run or the import itself, at work. */
interface Work {
  readonly name: 'checking' | 'storing';
  readonly stop: AbortController;
  /** All rows are good and are being stored. */
  isWriting: boolean;
}

type Mode =
  | { readonly name: 'receiving'; arriving: number }
  | Work
  | { readonly name: 'checked' | 'stored'; readonly report: ImportReport }
  /** The failure is null where no file arrived. */
  | { readonly name: 'failed'; readonly failure: unknown }
  | { readonly name: 'cancelled' };

const STATES: Readonly<Record<Mode['name'], ImportState>> = {
  receiving: 'CONFERINDO',
  checking: 'CONFERINDO',
  checked: 'CONFERIDA',
  failed: 'FALHOU',
  storing: 'GRAVANDO',
  stored: 'GRAVADA',
  cancelled: 'CANCELADA',
};

/**
 * One import: files received, then a dry run, then, when asked for, the import itself.
 *
 * | mode | enters by | leaves by | refused or ignored |
 * |---|---|---|---|
 * | *receiving* | its making; a file that begins to arrive | the last file is there: *checking*, or *failed* where none came whole; `cancel` | `check` and `store` are refused |
 * | *checking* | the last file; `check` | its end: *checked*, *failed*; a file: *receiving*; `check`: anew; `cancel` | `store` is refused; the end of a dry run that was broken off is ignored |
 * | *checked*, *failed* | the end of a run | a file, `check`, `store`, `cancel` | |
 * | *storing* | `store` | its end: *stored*, *failed*; `cancel` stops it, unless it is stored by then | files, `check` and `store` are refused |
 * | *stored* | the end of the import | never; `cancel` removes what is left on disk | everything is refused |
 * | *cancelled* | `cancel` | never | everything is refused |
 *
 * Its files lie in a folder of its own; those received are removed once they are stored.
 */
export class ImportJob implements WatchedWork {
  readonly id = randomBytes(12).toString('base64url');
  readonly watched = new Watched({ pause: TELL_MS });
  readonly #parts: ImportParts;
  readonly #budget: ByteBudget;
  readonly #cancelled = new AbortController();
  #mode: Mode = { name: 'receiving', arriving: 0 };
  #folder: Promise<string> | null = null;
  /** The last run, to its very end: two never work at once. */
  #working: Promise<void> = Promise.resolve();
  /** Of the last run, by name of the file. */
  readonly #progress = new Map<string, ImportProgress>();
  #numbers = 0;
  #runs = 0;
  files: readonly ReceivedFile[] = [];
  /** What a person said about the files. */
  maps: readonly FileMapAnswer[] = [];
  /** What the files look like. */
  examined: readonly Examined[] = [];
  /** All reasons against rows, of the last run; null as long as it goes on. */
  rowErrors: RowErrorReader | null = null;
  rowErrorCount = 0;
  choices: ImportChoices;
  lastAsked = Date.now();

  constructor(parts: ImportParts, choices: ImportChoices) {
    this.#parts = parts;
    this.choices = choices;
    this.#budget = new ByteBudget(parts.mostBytes);
  }

  get state(): ImportState {
    return STATES[this.#mode.name];
  }

  /** Nothing is under way. */
  get rests(): boolean {
    const { name } = this.#mode;
    return name !== 'receiving' && name !== 'checking' && name !== 'storing';
  }

  get mark(): string {
    return String(this.watched.told);
  }

  get stage(): 'RECEBENDO' | 'LENDO' | 'GRAVANDO' | null {
    if (this.#mode.name === 'receiving') return 'RECEBENDO';
    if (!('isWriting' in this.#mode)) return null;
    return this.#mode.isWriting ? 'GRAVANDO' : 'LENDO';
  }

  get report(): ImportReport | null {
    return 'report' in this.#mode ? this.#mode.report : null;
  }

  get failure(): unknown {
    return this.#mode.name === 'failed' ? this.#mode.failure : null;
  }

  /** Share of the work under way, 0 to 1, and rows so far: of the last work where none is under way. */
  get progress(): { readonly share: number; readonly rows: number } {
    const files = [...this.#progress.values()];
    const total = this.files.reduce((sum, file) => sum + file.bytes, 0);
    const read = files.reduce((sum, file) => sum + file.bytesRead, 0);
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const isReading = 'stop' in this.#mode && total > 0;
    return { share: this.rests ? 1 : isReading ? Math.min(read / total, 1) : 0, rows };
  }

  /**
   * Stores a file as it arrives and, when no other is arriving, begins the dry run of all files so far.
   * @param foreseen bytes that its sender announced, or 0
   * @throws RupturaError CORPO_GRANDE_DEMAIS, IMPORTACAO_EM_ANDAMENTO, IMPORTACAO_ARQUIVOS_DEMAIS, ENVIO_INTERROMPIDO,
   * ENVIO_SEM_ESPACO; nothing of the file is kept then
   */
  async receive(name: string, body: Readable, foreseen: number, choices: ImportChoices): Promise<void> {
    this.#refuseStored();
    const arriving = this.#mode.name === 'receiving' ? this.#mode.arriving : 0;
    if (this.files.length + arriving >= MOST_FILES)
      throw new RupturaError('IMPORTACAO_ARQUIVOS_DEMAIS', { limite: MOST_FILES });
    this.#budget.foresee(foreseen);
    const number = ++this.#numbers;
    const receiving =
      this.#mode.name === 'receiving' ? this.#mode : this.#enter({ name: 'receiving', arriving: 0 });
    receiving.arriving++;
    this.watched.tell();
    try {
      const target = { name, folder: await this.#openFolder(), budget: this.#budget };
      const file = await receiveFile(body, target, this.#cancelled.signal);
      const known = this.files.map((one) => one.name);
      const received = { number, name: shownName(name, known), ...file };
      this.files = [...this.files, received].sort((a, b) => a.number - b.number);
      this.choices = choices;
    } finally {
      receiving.arriving--;
      if (receiving.arriving === 0 && this.#mode === receiving) await this.#checkAnew();
    }
  }

  /**
   * Begins the dry run anew, with what a person said about the files.
   * @throws RupturaError IMPORTACAO_EM_ANDAMENTO; IMPORTACAO_MAPA_ARQUIVO of a file there is not
   */
  async check(choices: ImportChoices, maps: readonly FileMapAnswer[]): Promise<void> {
    this.#refuseStored();
    if (this.#mode.name === 'receiving' || this.files.length === 0) throw this.#busy();
    const lost = maps.find(({ numero }) => this.files.every((file) => file.number !== numero));
    if (lost !== undefined) throw new RupturaError('IMPORTACAO_MAPA_ARQUIVO', { numero: lost.numero });
    this.choices = choices;
    this.maps = maps;
    await this.#checkAnew();
  }

  /** Imports what was received. @throws RupturaError IMPORTACAO_EM_ANDAMENTO when work is under way or it is stored */
  store(choices: ImportChoices): void {
    this.#refuseStored();
    if (!this.rests || this.files.length === 0) throw this.#busy();
    this.choices = choices;
    this.#begin(this.#enter(newWork('storing')));
  }

  /** Stops what is under way and removes the files. What was stored stays stored. */
  async cancel(): Promise<void> {
    this.#cancelled.abort();
    if (this.#mode.name === 'storing') this.#mode.stop.abort();
    else if (this.#mode.name !== 'stored') this.#enter({ name: 'cancelled' });
    await this.#working;
    if (this.#mode.name === 'storing') this.#enter({ name: 'cancelled' });
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true });
  }

  #openFolder(): Promise<string> {
    this.#folder ??= makeImportFolder();
    return this.#folder;
  }

  #refuseStored(): void {
    if (['storing', 'stored', 'cancelled'].includes(this.#mode.name)) throw this.#busy();
  }

  #busy(): RupturaError {
    return new RupturaError('IMPORTACAO_EM_ANDAMENTO', { id: this.id, estado: this.state });
  }

  /** Work that is left is broken off: what it still finds is nobody's. */
  #enter<Entered extends Mode>(mode: Entered): Entered {
    if ('stop' in this.#mode) this.#mode.stop.abort();
    if ('stop' in mode) this.#progress.clear();
    this.#mode = mode;
    this.watched.tell();
    return mode;
  }

  /** Begins the dry run once what was under way has stopped, unless something else was asked for meanwhile. */
  async #checkAnew(): Promise<void> {
    if (this.files.length === 0) {
      this.#enter({ name: 'failed', failure: null });
      return;
    }
    const work = this.#enter(newWork('checking'));
    await this.#working;
    if (this.#mode === work) this.#begin(work);
  }

  #begin(work: Work): void {
    const run = work.name === 'storing' ? this.#runOwned(work) : this.#run(work, work.stop.signal);
    this.#working = run.then(
      (report) => {
        if (this.#mode !== work) return;
        this.#enter({ name: work.name === 'storing' ? 'stored' : 'checked', report });
      },
      (error: unknown) => {
        // Who stopped it says what it is now.
        if (this.#mode === work && !work.stop.signal.aborted) this.#enter({ name: 'failed', failure: error });
      },
    );
  }

  /** Stores as the owner of the import, and no longer than that. */
  async #runOwned(work: Work): Promise<ImportReport> {
    const lease = await this.#parts.owners.hold(this.id);
    if (lease === null) throw this.#busy();
    try {
      return await this.#run(work, AbortSignal.any([work.stop.signal, lease.lost]));
    } catch (error) {
      if (!lease.lost.aborted) throw error;
      throw new RupturaError('IMPORTACAO_INTERROMPIDA', { motivo: 'lease' }, { cause: error });
    } finally {
      await lease.release();
    }
  }

  async #run(work: Work, signal: AbortSignal): Promise<ImportReport> {
    const folder = await this.#openFolder();
    await rm(errorPath(folder, this.#runs), { force: true });
    this.rowErrors = null;
    this.rowErrorCount = 0;
    const examined: Examined[] = [];
    const order = this.#order(work.name === 'checking', folder, errorPath(folder, ++this.#runs));
    const listener = {
      onExamined: (one: Examined) => void examined.push(one),
      onStoring: () => {
        work.isWriting = true;
        if (this.#mode === work) this.watched.tell();
      },
      onProgress: (progress: ImportProgress) => {
        if (this.#mode !== work) return;
        this.#progress.set(progress.file, progress);
        this.watched.tellProgress();
      },
      onRowErrors: (total: number, index: ConstructorParameters<typeof RowErrorReader>[0] | null) => {
        this.rowErrorCount = total;
        if (index !== null) this.rowErrors = new RowErrorReader(index);
      },
    };
    try {
      const report = await this.#parts.runImport(order, listener, signal);
      if (work.name === 'storing') await this.#removeReceived();
      return report;
    } finally {
      // A run that was broken off has not seen all of them.
      if (this.#mode === work) this.examined = examined;
    }
  }

  /** What is stored is not needed any more; where it cannot be removed it goes with the folder. */
  async #removeReceived(): Promise<void> {
    for (const { path } of this.files) await rm(path, { force: true }).catch(() => undefined);
  }

  #order(dryRun: boolean, rejectFolder: string, rowErrorPath: string): ImportOrder {
    const { mode, lossConfirmed, again, ignoreInvalid, table } = this.choices;
    const { fixedToday } = this.#parts;
    return {
      paths: this.files.map((file) => file.path),
      names: new Map(this.files.map((file) => [file.path, file.name])),
      maps: this.#mapsByPath(),
      mode,
      lossConfirmed,
      again,
      ignoreInvalid,
      dryRun,
      rejectFolder,
      rowErrorPath,
      ...(table === null ? {} : { table }),
      ...(fixedToday === null ? {} : { today: fixedToday }),
    };
  }

  #mapsByPath(): Map<string, FileMap[]> {
    return new Map(
      this.files.map(({ number, path }) => [
        path,
        this.maps.filter(({ numero }) => numero === number).map(fileMapOf),
      ]),
    );
  }
}

function newWork(name: Work['name']): Work {
  return { name, stop: new AbortController(), isWriting: false };
}

function errorPath(folder: string, run: number): string {
  return join(folder, `erros-${run}.ndjson`);
}

function fileMapOf({ folha, ignorar, sem_lembranca, tabela, colunas }: FileMapAnswer): FileMap {
  return {
    sheet: folha ?? null,
    ignore: ignorar === true,
    ...(sem_lembranca === true ? { forgets: true } : {}),
    table: (tabela as InputTableName | undefined) ?? null,
    columns: new Map((colunas ?? []).map(({ posicao, coluna }) => [posicao, coluna])),
  };
}
