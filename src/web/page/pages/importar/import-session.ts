import { type ReadonlySignal, signal } from '@preact/signals';
import type { ImportMode } from '../../../../contract/import-modes.ts';
import type { FileMapAnswer, ImportAnswer } from '../../../../contract/import-wire.ts';
import { type ApiError, type ApiPath, asApiError, ask } from '../../data/api.ts';
import { followJob } from '../../data/job-stream.ts';
import { onTouched } from '../../data/live.ts';
import { bytesText } from '../../words/bytes-text.ts';
import { uploadFile } from './upload-file.ts';
import { WORDS } from './words.ts';

/** Files on their way to the server. */
export interface UploadState {
  readonly files: readonly File[];
  /** Which of them is being sent. */
  readonly index: number;
  /** Bytes of that one sent so far. */
  readonly sent: number;
}

/** A file that the server did not take. */
export interface RefusedFile {
  readonly file: File;
  readonly reason: string;
  /** It may be taken when it is sent again: the connection was lost. */
  readonly isLost: boolean;
}

export interface ImportSessionState {
  readonly id: string | null;
  /** The import as the server told last. */
  readonly answer: ImportAnswer | null;
  readonly upload: UploadState | null;
  readonly refused: readonly RefusedFile[];
  /** Why something that was asked for could not be done. */
  readonly problem: ApiError | null;
  /** The server knows nothing of the import any more; whether it was storing when it was last heard of. */
  readonly lost: { readonly wasStoring: boolean } | null;
  /** A request is on its way. */
  readonly isAsking: boolean;
  /** Raised whenever a dry run or a storing ends: what it found is to be asked for anew. */
  readonly runs: number;
}

/** What a person decides about an import as a whole. */
export interface Choices {
  readonly modo?: ImportMode;
  readonly de_novo?: boolean;
  readonly ignorar_invalidas?: boolean;
}

const NOTHING: ImportSessionState = {
  id: null,
  answer: null,
  upload: null,
  refused: [],
  problem: null,
  lost: null,
  isAsking: false,
  runs: 0,
};

const PATH = '/api/importacao';
const LOST = 'IMPORTACAO_NAO_ENCONTRADA';

function importPath(id: string, rest = ''): ApiPath<ImportAnswer> {
  return `${PATH}/${encodeURIComponent(id)}${rest}`;
}

/**
 * The import a person works at. It lives as long as the application, so that looking at another page cuts nothing.
 *
 * no id → (files sent) → an id, followed by its stream while the server works at it → stored, cancelled or lost.
 */
export class ImportSession {
  readonly state: ReadonlySignal<ImportSessionState>;
  readonly #state = signal<ImportSessionState>(NOTHING);
  /** Of all files of an import together; null where it is not known. */
  mostBytes: number | null = null;
  #unfollow: (() => void) | null = null;
  #abort = new AbortController();
  /** Files the server took, to send them again if it loses them. */
  #sent: File[] = [];
  /** Raised by everything that makes earlier answers those of another time. */
  #turn = 0;

  constructor() {
    this.state = this.#state;
    // After a lost connection it is not known how the import stands.
    onTouched(({ all }) => {
      const { id, upload, answer, lost, isAsking } = this.#state.peek();
      if (!all || id === null || upload !== null || lost !== null || isAsking) return;
      // A person may be about to press a button: none is taken away meanwhile.
      if (answer?.estado !== 'GRAVADA') this.refresh(true);
    });
  }

  /** The import of an address. */
  open(id: string): void {
    if (this.#state.peek().id === id) return;
    this.#reset();
    this.#set({ id });
    this.refresh();
  }

  /**
   * Asks how the import stands, in the language of the page.
   * @param isQuiet nothing is shown of the question, nor of its failure
   */
  refresh(isQuiet = false): void {
    const { id } = this.#state.peek();
    if (id !== null) void this.#ask(() => ask(importPath(id)), isQuiet);
  }

  /** Sends files: a new import, or more of the one there is. */
  async send(files: readonly File[]): Promise<void> {
    const { upload } = this.#state.peek();
    if (files.length === 0) return;
    if (upload !== null) {
      this.#set({ upload: { ...upload, files: [...upload.files, ...files] } });
      return;
    }
    if (this.isOver) this.#reset();
    this.#endFollowing();
    this.#turn += 1;
    const { signal } = this.#abort;
    this.#set({ upload: { files, index: 0, sent: 0 }, refused: [], problem: null });
    for (let index = 0; index < (this.#state.peek().upload?.files.length ?? 0); index++) {
      await this.#sendOne(index, signal);
      if (signal.aborted) return;
    }
    this.#set({ upload: null });
    this.refresh();
  }

  /** Files the server did not take, or lost, once more. */
  async sendAgain(): Promise<void> {
    const { refused, lost } = this.#state.peek();
    await this.send(lost === null ? refused.map(({ file }) => file) : [...this.#sent]);
  }

  /** Whether the files of an import the server lost are still at hand. */
  get canSendAgain(): boolean {
    return this.#sent.length > 0;
  }

  /** The dry run once more, with other choices or other words about the files; nothing is sent again. */
  check(choices: Choices, maps?: readonly FileMapAnswer[]): void {
    const { id, answer } = this.#state.peek();
    if (id === null || answer === null) return;
    // Shown at once: the next choice builds on it, and what was found is no longer what would be stored.
    const chosen = { ...choices, ...(maps === undefined ? {} : { mapa: [...maps] }) };
    this.#set({ answer: { ...answer, ...chosen, estado: 'CONFERINDO', completo: false, progresso: 0 } });
    const body = { ...choices, ...(maps === undefined ? {} : { mapa: maps }) };
    void this.#ask(() => ask(importPath(id, '/conferir'), { method: 'POST', body }));
  }

  /**
   * Stores what was checked.
   * @param mode as it is shown
   * @param losesMuch a person said yes to that
   */
  store(mode: ImportMode, losesMuch = false): void {
    const { id } = this.#state.peek();
    const body = { modo: mode, ...(losesMuch ? { sim_substituir: true } : {}) };
    if (id !== null) void this.#ask(() => ask(importPath(id, '/gravar'), { method: 'POST', body }));
  }

  /** Gives the import up. What was stored by then stays, and is shown. */
  async cancel(): Promise<void> {
    const { id } = this.#state.peek();
    this.#letGo();
    if (id === null) return this.#reset();
    this.#set({ upload: null, isAsking: true });
    const answer = await ask(importPath(id), { method: 'DELETE' }).catch((error: unknown) => {
      const problem = asApiError(error);
      // What is not there need not be given up.
      if (problem.code !== LOST) this.#set({ problem, isAsking: false });
      return problem.code === LOST ? null : undefined;
    });
    if (answer === undefined) return;
    this.#reset();
    if (answer?.estado === 'GRAVADA') this.#set({ id, answer });
  }

  /** Begins anew. */
  clear(): void {
    this.#reset();
  }

  async #sendOne(index: number, signal: AbortSignal): Promise<void> {
    const file = this.#state.peek().upload?.files[index];
    if (file === undefined) return;
    const onSent = (sent: number): void => {
      const { upload } = this.#state.peek();
      if (upload !== null) this.#set({ upload: { ...upload, index, sent } });
    };
    onSent(0);
    // A browser tells of a refusal only after it has sent everything: what is known to be too much is not begun.
    if (this.#isTooMuch(file)) {
      const size = bytesText(this.mostBytes ?? 0);
      this.#refuse({ file, reason: WORDS.say('too_large', { size }), isLost: false });
      return;
    }
    try {
      const answer = await uploadFile(file, this.#state.peek().id, onSent, signal);
      this.#sent.push(file);
      this.#set({ id: answer.id, answer });
    } catch (error) {
      if (signal.aborted) return;
      const { message, status } = asApiError(error);
      this.#refuse({ file, reason: message, isLost: status === 0 });
    }
  }

  #refuse(refused: RefusedFile): void {
    this.#set({ refused: [...this.#state.peek().refused, refused] });
  }

  #isTooMuch({ size }: File): boolean {
    const received = this.#state.peek().answer?.recebidos ?? [];
    const sum = received.reduce((total, { bytes }) => total + bytes, size);
    return this.mostBytes !== null && sum > this.mostBytes;
  }

  /** Asks something about the import whose answer is the import; only what was asked last counts. */
  async #ask(question: () => Promise<ImportAnswer>, isQuiet = false): Promise<void> {
    const turn = ++this.#turn;
    if (!isQuiet) {
      // The end of what was followed so far must not be taken for the end of what is asked for now.
      this.#endFollowing();
      this.#set({ isAsking: true, problem: null });
    }
    try {
      const answer = await question();
      if (turn === this.#turn) this.#take(answer);
    } catch (error) {
      if (turn !== this.#turn) return;
      const problem = asApiError(error);
      const { answer } = this.#state.peek();
      if (problem.code === LOST) {
        this.#endFollowing();
        this.#set({ isAsking: false, lost: { wasStoring: answer?.estado === 'GRAVANDO' } });
        return;
      }
      if (isQuiet) return;
      this.#set({ isAsking: false, problem });
      // What was shown at once is not what the server has.
      if (answer !== null) this.refresh(true);
    }
  }

  #take(answer: ImportAnswer): void {
    this.#endFollowing();
    const { answer: before, runs } = this.#state.peek();
    if (answer.completo) {
      this.#set({ answer, isAsking: false, runs: runs + 1 });
      return;
    }
    // While it is looked at anew, what was found before stays on the screen.
    const exame = answer.exame.length === 0 ? (before?.exame ?? []) : answer.exame;
    const relatorio = answer.relatorio ?? before?.relatorio ?? null;
    this.#set({ answer: { ...answer, exame, relatorio }, isAsking: false });
    this.#unfollow = followJob<ImportAnswer>(importPath(answer.id, '/stream'), {
      onEvent: ({ estado, etapa, progresso, linhas, erros }) => {
        const shown = this.#state.peek().answer;
        // The sentences of the stream are in the language of the browser; what is told at the end is asked for.
        if (shown !== null) this.#set({ answer: { ...shown, estado, etapa, progresso, linhas, erros } });
      },
      onEnd: () => this.refresh(),
    });
  }

  /** Nothing more can be done with the import. */
  get isOver(): boolean {
    const { answer, lost } = this.#state.peek();
    return lost !== null || answer?.estado === 'GRAVADA' || answer?.estado === 'CANCELADA';
  }

  #endFollowing(): void {
    this.#unfollow?.();
    this.#unfollow = null;
  }

  /** Whatever is under way counts no more. */
  #letGo(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#endFollowing();
    this.#turn += 1;
  }

  #reset(): void {
    this.#letGo();
    this.#sent = [];
    this.#state.value = NOTHING;
  }

  #set(changes: Partial<ImportSessionState>): void {
    this.#state.value = { ...this.#state.peek(), ...changes };
  }
}
