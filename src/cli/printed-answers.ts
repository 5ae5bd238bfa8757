import { RupturaError } from '../contract/errors.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import type { Outcome } from './program.ts';

/**
 * Prints an answer a line for each code. What cannot be answered is an answer of its own, and the rest go on.
 * @param key field that names what was asked for in the answer of one that failed
 */
export async function printJsonAnswers(
  context: CliContext,
  key: 'num_pedido' | 'cod_produto',
  codes: readonly string[],
  answer: (code: string) => unknown,
): Promise<Outcome> {
  let outcome: Outcome;
  for (const code of codes) {
    context.io.signal.throwIfAborted();
    try {
      await context.output.json(await answer(code));
    } catch (error) {
      if (!(error instanceof RupturaError)) throw error;
      const sentence = error.sentence(context.language);
      await context.output.json({ success: false, [key]: code, codigo: error.code, error: sentence });
      outcome = EXIT.failure;
    }
  }
  return outcome;
}

/** Prints what each code comes to, a blank line between them. What cannot be answered is said, and the rest go on. */
export async function printEachAnswer(
  context: CliContext,
  codes: readonly string[],
  print: (code: string) => Promise<void>,
): Promise<Outcome> {
  let outcome: Outcome;
  for (const [at, code] of codes.entries()) {
    if (at > 0) await context.output.lines('');
    try {
      await print(code);
    } catch (error) {
      if (!(error instanceof RupturaError)) throw error;
      await context.notices.lines(`${context.colors.red('✗')} ${error.sentence(context.language)}`);
      outcome = EXIT.failure;
    }
  }
  return outcome;
}
