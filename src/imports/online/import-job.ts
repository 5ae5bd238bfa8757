import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { RupturaError } from '../../contract/errors.ts';
import type { FileMapAnswer, ImportState } from '../../contract/import-wire.ts';
import type { InputTableName } from '../../contract/tables.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { ByteBudget, type ReceivedFile, receiveFile, shownName } from '../../files/upload.ts';
import { Watched, type WatchedWork } from '../../work/watched.ts';
import type { Examined } from '../examine.ts';
import type { FileMap } from '../file-map.ts';
import { importFiles } from '../import-files.ts';
import type { ImportOptions, ImportReport } from '../report.ts';
import { RowErrorFile } from '../row-error-file.ts';
import { makeImportFolder } from './import-folder.ts';

/** Files of one import. */
const MOST_FILES = 100;
/** Progress is told at most so often. */
const TELL_MS = 100;

/** What the caller of an import decides. */
export interface ImportChoices {
  readonly substitute: boolean;
  readonly again: boolean;
  readonly ignoreInvalid: boolean;
  readonly table: InputTableName | null;
}

/** What is under way. */
type Stage = 'RECEBENDO' | 'LENDO' | 'GRAVANDO';

/**
 * One import: files received, then a dry run, then, when asked for, the import itself.
 *
 * CONFERINDO → CONFERIDA or FALHOU; both → GRAVANDO → GRAVADA or FALHOU; any → CANCELADA. Until it is stored, files may
 * be added (several at once) and a person may say what a file is; each begins the dry run anew. Its files lie in a
 * folder of its own; those received are removed once they are stored.
 */
export class ImportJob implements WatchedWork {
  readonly id = randomBytes(12).toString('base64url');
  readonly watched = new Watched({ pause: TELL_MS });
  readonly #ruptura: Pick<Ruptura, 'database' | 'fixedToday'>;
  readonly #progress = new Map<string, { read: number; total: number; rows: number }>();
  readonly #budget: ByteBudget;
  #folder: Promise<string> | null = null;
  #errors: RowErrorFile | null = null;
  readonly #cancelled = new AbortController();
  #abort = new AbortController();
  #work: Promise<void> = Promise.resolve();
  /** Who asked last for something else to be done. */
  #turn = 0;
  #receiving = 0;
  #numbers = 0;
  #runs = 0;
  #stage: Stage = 'RECEBENDO';
  files: readonly ReceivedFile[] = [];
  /** What a person said about the files. */
  maps: readonly FileMapAnswer[] = [];
  /** What the files look like. */
  examined: readonly Examined[] = [];
  choices: ImportChoices;
  state: ImportState = 'CONFERINDO';
  report: ImportReport | null = null;
  failure: unknown = null;
  lastAsked = Date.now();

  constructor(ruptura: Pick<Ruptura, 'database' | 'fixedToday'>, choices: ImportChoices, mostBytes: number) {
    this.#ruptura = ruptura;
    this.choices = choices;
    this.#budget = new ByteBudget(mostBytes);
  }

  /** Nothing is under way. */
  get rests(): boolean {
    return this.#receiving === 0 && this.state !== 'CONFERINDO' && this.state !== 'GRAVANDO';
  }

  get mark(): string {
    return String(this.watched.told);
  }

  get stage(): Stage | null {
    if (this.rests) return null;
    return this.#receiving > 0 ? 'RECEBENDO' : this.#stage;
  }

  /** Share of the work under way, 0 to 1, and rows so far. */
  get progress(): { readonly share: number; readonly rows: number } {
    const files = [...this.#progress.values()];
    const total = this.files.reduce((sum, file) => sum + file.bytes, 0);
    const read = files.reduce((sum, file) => sum + file.read, 0);
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const isReading = this.#receiving === 0 && total > 0;
    return { share: this.rests ? 1 : isReading ? Math.min(read / total, 1) : 0, rows };
  }

  /** All reasons against rows, of the last run. */
  get rowErrors(): RowErrorFile | null {
    return this.#errors;
  }

  /**
   * Stores a file as it arrives and, when no other is arriving, begins the dry run of all files so far.
   * @param foreseen bytes that its sender announced, or 0
   * @throws RupturaError CORPO_GRANDE_DEMAIS, IMPORTACAO_EM_ANDAMENTO, IMPORTACAO_ARQUIVOS_DEMAIS, ENVIO_INTERROMPIDO,
   * ENVIO_SEM_ESPACO; nothing of the file is kept then
   */
  async receive(name: string, body: Readable, foreseen: number, choices: ImportChoices): Promise<void> {
    this.#refuseStored();
    if (this.files.length + this.#receiving >= MOST_FILES) {
      throw new RupturaError('IMPORTACAO_ARQUIVOS_DEMAIS', { limite: MOST_FILES });
    }
    this.#budget.foresee(foreseen);
    const number = ++this.#numbers;
    this.#receiving++;
    this.state = 'CONFERINDO';
    this.#turn++;
    this.#abort.abort();
    this.watched.tell();
    try {
      const target = { name, folder: await this.#openFolder(), budget: this.#budget };
      const file = await receiveFile(body, target, this.#cancelled.signal);
      const known = this.files.map((one) => one.name);
      const received = { number, name: shownName(name, known), ...file };
      this.files = [...this.files, received].sort((a, b) => a.number - b.number);
      this.choices = choices;
    } finally {
      this.#receiving--;
      if (this.#receiving === 0 && !this.#cancelled.signal.aborted) await this.#checkAnew();
    }
  }

  /** Begins the dry run once what was under way has stopped, unless something else was asked for meanwhile. */
  async #checkAnew(): Promise<void> {
    const turn = ++this.#turn;
    this.#abort.abort();
    await this.#work;
    if (turn !== this.#turn) return;
    if (this.files.length > 0) this.#start(true);
    else this.#rest('FALHOU', null);
  }

  /**
   * Begins the dry run anew, with what a person said about the files.
   * @throws RupturaError IMPORTACAO_EM_ANDAMENTO; IMPORTACAO_MAPA_ARQUIVO of a file there is not
   */
  async check(choices: ImportChoices, maps: readonly FileMapAnswer[]): Promise<void> {
    if (this.#receiving > 0 || this.files.length === 0) throw this.#busy();
    this.#refuseStored();
    const lost = maps.find(({ numero }) => this.files.every((file) => file.number !== numero));
    if (lost !== undefined) throw new RupturaError('IMPORTACAO_MAPA_ARQUIVO', { numero: lost.numero });
    this.state = 'CONFERINDO';
    this.choices = choices;
    this.maps = maps;
    await this.#checkAnew();
  }

  /** Imports what was received. @throws RupturaError IMPORTACAO_EM_ANDAMENTO when work is under way or it is stored */
  store(choices: ImportChoices): void {
    if (!this.rests || this.files.length === 0) throw this.#busy();
    this.#refuseStored();
    this.choices = choices;
    this.#turn++;
    this.#start(false);
  }

  /** Stops what is under way and removes the files. What was stored stays stored. */
  async cancel(): Promise<void> {
    this.#turn++;
    this.#cancelled.abort();
    this.#abort.abort();
    await this.#work;
    if (this.state !== 'GRAVADA') this.#rest('CANCELADA', null);
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true });
  }

  #openFolder(): Promise<string> {
    this.#folder ??= makeImportFolder();
    return this.#folder;
  }

  #refuseStored(): void {
    if (this.state === 'GRAVADA' || this.state === 'CANCELADA' || this.state === 'GRAVANDO')
      throw this.#busy();
  }

  #busy(): RupturaError {
    return new RupturaError('IMPORTACAO_EM_ANDAMENTO', { id: this.id, estado: this.state });
  }

  #start(dryRun: boolean): void {
    this.state = dryRun ? 'CONFERINDO' : 'GRAVANDO';
    this.#stage = 'LENDO';
    this.report = null;
    this.failure = null;
    this.#progress.clear();
    this.watched.tell();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#work = this.#run(dryRun, signal).then(
      (report) => {
        // A dry run that was broken off does not count; what was stored does.
        if (dryRun && signal.aborted) return;
        this.report = report;
        this.#rest(dryRun ? 'CONFERIDA' : 'GRAVADA', null);
      },
      (error: unknown) => {
        if (!signal.aborted) this.#rest('FALHOU', error);
      },
    );
  }

  async #run(dryRun: boolean, signal: AbortSignal): Promise<ImportReport> {
    const folder = await this.#openFolder();
    await this.#errors?.remove();
    const errors = new RowErrorFile(join(folder, `erros-${++this.#runs}.ndjson`));
    this.#errors = errors;
    const examined: Examined[] = [];
    const options = this.#options(dryRun, folder, errors, (one) => examined.push(one));
    try {
      const report = await importFiles(this.#ruptura.database.pool, { ...options, signal });
      if (!dryRun) await this.#removeReceived();
      return report;
    } finally {
      // A run that was broken off has not seen all of them.
      if (!signal.aborted) this.examined = examined;
      const finished = errors.finish();
      // What is stored is stored, even if the list of what was left out has no room.
      await (dryRun ? finished : finished.catch(() => undefined));
    }
  }

  /** What is stored is not needed any more; where it cannot be removed it goes with the folder. */
  async #removeReceived(): Promise<void> {
    for (const { path } of this.files) await rm(path, { force: true }).catch(() => undefined);
  }

  #options(
    dryRun: boolean,
    rejectFolder: string,
    errors: RowErrorFile,
    onExamined: (examined: Examined) => void,
  ): ImportOptions {
    const { substitute, again, ignoreInvalid, table } = this.choices;
    const { fixedToday } = this.#ruptura;
    return {
      paths: this.files.map((file) => file.path),
      names: new Map(this.files.map((file) => [file.path, file.name])),
      maps: this.#mapsByPath(),
      substitute,
      again,
      ignoreInvalid,
      dryRun,
      rejectFolder,
      ...(table === null ? {} : { table }),
      ...(fixedToday === null ? {} : { today: fixedToday }),
      onExamined,
      onRowError: (error) => errors.add(error),
      onStoring: () => {
        this.#stage = 'GRAVANDO';
        this.watched.tell();
      },
      onProgress: ({ file, bytesRead, bytesTotal, rows }) => {
        this.#progress.set(file, { read: bytesRead, total: bytesTotal, rows });
        this.watched.tellProgress();
      },
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

  #rest(state: ImportState, failure: unknown): void {
    this.state = state;
    this.failure = failure;
    this.watched.tell();
  }
}

function fileMapOf({ folha, ignorar, tabela, colunas }: FileMapAnswer): FileMap {
  return {
    sheet: folha ?? null,
    ignore: ignorar === true,
    table: (tabela as InputTableName | undefined) ?? null,
    columns: new Map((colunas ?? []).map(({ posicao, coluna }) => [posicao, coluna])),
  };
}
