import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import { systemError } from '../files/system-errors.ts';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { OutputClosed } from './output.ts';
import { wrapText } from './text.ts';

/**
 * Tells the person what went wrong and returns the exit code. Expected failures are a sentence, never a stack trace;
 * of an unexpected one the stack goes to a file that the sentence names.
 */
export async function reportFailure(context: CliContext, error: unknown): Promise<ExitCode> {
  if (error instanceof OutputClosed) return EXIT.ok;
  if (context.io.signal.aborted) return print(context, new RupturaError('INTERROMPIDO'));
  const known = systemError(error);
  return print(context, known instanceof RupturaError ? known : unexpected(known));
}

async function print(context: CliContext, error: RupturaError): Promise<ExitCode> {
  if (context.machine) await context.notices.json(wireFailure(context, error));
  else await printSentence(context, error);
  return exitCodeOf(error);
}

/** The failure as programs get it, the same shape as over HTTP. */
function wireFailure(context: CliContext, error: RupturaError): Record<string, unknown> {
  const plain = (details: unknown): unknown =>
    Array.isArray(details)
      ? details.map((part) => (part instanceof RupturaError ? wireFailure(context, part) : part))
      : details;
  const failure = { success: false, codigo: error.code, error: error.sentence(context.language) };
  return error.details === undefined ? failure : { ...failure, detalhes: plain(error.details) };
}

async function printSentence(context: CliContext, error: RupturaError): Promise<void> {
  const width = context.io.stderr.isTTY === true ? Math.max(40, context.io.stderr.columns ?? 80) : 10_000;
  const mark = context.colors.red('✗');
  const [first, ...rest] = wrapText(error.sentence(context.language), width - 2);
  const lines = [`${mark} ${first ?? ''}`, ...rest.map((line) => `  ${line}`), ...partLines(context, error)];
  const hint = suggestion(error);
  if (hint !== null)
    lines.push(`  ${context.labels.say('did_you_mean', { name: context.colors.bold(hint) })}`);
  await context.notices.lines(...lines);
}

/** An error made of several mistakes lists each on its own line. */
function partLines(context: CliContext, error: RupturaError): string[] {
  if (!Array.isArray(error.details)) return [];
  return error.details
    .filter((part): part is RupturaError => part instanceof RupturaError)
    .map((part) => `  - ${part.sentence(context.language)}`);
}

function suggestion(error: RupturaError): string | null {
  const { details } = error;
  if (typeof details !== 'object' || details === null || !('sugestao' in details)) return null;
  return typeof details.sugestao === 'string' ? details.sugestao : null;
}

function unexpected(error: unknown): RupturaError {
  const file = join(tmpdir(), `ruptura-${randomUUID()}.log`);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const motivo = (error instanceof Error ? error.message : text).split('\n', 1)[0] ?? '';
  try {
    writeFileSync(file, `${new Date().toISOString()} ${process.argv.slice(2).join(' ')}\n${text}\n`, {
      mode: 0o600,
    });
    return new RupturaError('ERRO_INESPERADO', { motivo, arquivo: file }, { cause: error });
  } catch (failure) {
    const falha = (failure as NodeJS.ErrnoException).code ?? String(failure);
    const params = { motivo, pasta: tmpdir(), falha };
    return new RupturaError('ERRO_INESPERADO_SEM_REGISTRO', params, { cause: error });
  }
}
