import { type ChildProcess, spawn } from 'node:child_process';
import { RupturaError } from '../contract/errors.ts';
import { commandWords } from './command-words.ts';
import type { EndedRun, EndNotice, NoticeBounds } from './end-notice.ts';

/** Between asking a command to end and ending it. */
const GRACE_MS = 2_000;
/** Characters of what a command prints that are kept, to say why it failed. */
const KEPT_OUTPUT = 400;

/** How a command ended. */
type CommandEnd =
  | { readonly how: 'exit'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly how: 'late' | 'stopped' }
  | { readonly how: 'unstartable'; readonly cause: Error };

/**
 * A notice that is a command, run without a shell: its words are what `commandWords` makes of its text. It finds the end in
 * `RUPTURA_COLETA_…` of its environment and the summary as JSON on its standard input. What it prints is shown only where
 * it fails. It is ended, with all that it started, when it takes too long.
 */
export class CommandNotice implements EndNotice {
  readonly #command: string;
  readonly #words: readonly string[];

  /** @throws RupturaError VALOR_DE_OPCAO_INVALIDO where the text is no command */
  constructor(command: string) {
    const words = commandWords(command);
    if (words === null)
      throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', {
        opcao: '--ao-terminar',
        valor: command,
        esperado: '"programa argumento \'outro argumento\'"',
      });
    this.#command = command.trim().slice(0, 200);
    this.#words = words;
  }

  async tell(end: EndedRun, bounds: NoticeBounds): Promise<RupturaError | null> {
    let child: ChildProcess;
    try {
      child = this.#start(environmentOf(end));
    } catch (error) {
      return this.#failure({ how: 'unstartable', cause: error as Error }, '', bounds.limit);
    }
    const output = keepOutput(child);
    // A command need not read what it is told.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(`${JSON.stringify(end.result.summary)}\n`);
    const how = await commandEnd(child, bounds);
    return this.#failure(how, output(), bounds.limit);
  }

  #start(environment: Readonly<Record<string, string>>): ChildProcess {
    const [program = '', ...rest] = this.#words;
    return spawn(program, rest, {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C of the terminal is not for it, and it is ended whole.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  }

  #failure(end: CommandEnd, output: string, limit: number): RupturaError | null {
    const comando = this.#command;
    switch (end.how) {
      case 'exit': {
        if (end.code === 0) return null;
        const saida = output === '' ? '' : `: ${output}`;
        return new RupturaError('COLETA_AVISO_FALHOU', {
          comando,
          codigo: end.code ?? `${end.signal}`,
          saida,
        });
      }
      case 'late':
        return new RupturaError('COLETA_AVISO_DEMORADO', { comando, segundos: Math.round(limit / 1000) });
      case 'stopped':
        return new RupturaError('COLETA_AVISO_INTERROMPIDO', { comando });
      case 'unstartable':
        return new RupturaError(
          'COLETA_AVISO_NAO_INICIADO',
          { comando, motivo: end.cause.message },
          { cause: end.cause },
        );
    }
  }
}

function environmentOf({ handle, result }: EndedRun): Record<string, string> {
  const { state, error, summary } = result;
  return {
    RUPTURA_COLETA_ID: handle.id,
    RUPTURA_COLETA_ESTADO: state,
    RUPTURA_COLETA_PASTA: handle.outputFolder,
    RUPTURA_COLETA_RESULTADO: handle.resultFile,
    RUPTURA_COLETA_PLANILHA: summary.planilha_resultado ?? '',
    RUPTURA_COLETA_TOTAL: String(summary.total.pedidos),
    RUPTURA_COLETA_SUCESSO: String(summary.total.com_sucesso),
    RUPTURA_COLETA_FALHA: String(summary.total.com_falha),
    RUPTURA_COLETA_RECUSADAS: String(summary.linhas_recusadas),
    RUPTURA_COLETA_RESTANTES: String(summary.restantes),
    RUPTURA_COLETA_ERRO: error?.message ?? '',
  };
}

/** Keeps the end of what a command prints. */
function keepOutput(child: ChildProcess): () => string {
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      kept = `${kept}${text}`.slice(-KEPT_OUTPUT);
    });
    stream?.on('error', () => undefined);
  }
  return () => kept.replace(/\s+/g, ' ').trim();
}

async function commandEnd(child: ChildProcess, { limit, signal }: NoticeBounds): Promise<CommandEnd> {
  const over = new AbortController();
  const ended = new Promise<CommandEnd>((resolve) => {
    child.once('error', (cause) => resolve({ how: 'unstartable', cause }));
    child.once('exit', (code, by) => resolve({ how: 'exit', code, signal: by }));
  });
  const given = AbortSignal.any([signal, over.signal]);
  const timer = setTimeout(() => over.abort(), limit);
  const first = await Promise.race([ended, abortion(given)]);
  clearTimeout(timer);
  if (first !== 'aborted') {
    // What it left running keeps nobody waiting.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
    return first;
  }
  await endGroup(child, ended);
  return { how: signal.aborted ? 'stopped' : 'late' };
}

function abortion(signal: AbortSignal): Promise<'aborted'> {
  if (signal.aborted) return Promise.resolve('aborted');
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}

/** Asks a command and all that it started to end; ends them where that does not help. */
async function endGroup(child: ChildProcess, ended: Promise<CommandEnd>): Promise<void> {
  kill(child, 'SIGTERM');
  const hurry = setTimeout(() => kill(child, 'SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(hurry);
  // What it started may be deaf where it was not.
  kill(child, 'SIGKILL');
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended, and so has all of its group.
  }
}
