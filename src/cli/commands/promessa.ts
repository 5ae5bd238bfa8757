import { Option } from 'commander';
import { PROMISE_POLICIES, type PromisePolicy } from '../../contract/codes.ts';
import { RupturaError } from '../../contract/errors.ts';
import { answerPromise, openOrderCodes } from '../../views/answers.ts';
import type { CliContext } from '../context.ts';
import { isToldOrder, noteUntold } from '../inexact-products.ts';
import { type LoadedBook, withBook } from '../opened.ts';
import { addCommand, addExamples, jsonOption, type Outcome, type RegisterCommand } from '../program.ts';
import { printPromises } from '../promise-view.ts';
import { limitOption } from '../selection.ts';

interface PromiseOptions {
  readonly politica?: PromisePolicy;
  readonly limite: number;
  readonly json?: true;
}

/** `ruptura promessa`: every open order with its promised date. */
export const registerPromise: RegisterCommand = (program, context, finish) => {
  const { labels } = context;
  const policy = new Option(
    `--politica <${labels.say('placeholder_policy')}>`,
    labels.say('promise_option_policy'),
  );
  const command = addCommand(
    program,
    context,
    'promessa',
    'promise_summary',
    '[--politica por_item|completa] [--json]',
  )
    .addOption(policy.argParser(parsePolicy))
    .addOption(limitOption(labels, 20))
    .addOption(jsonOption(labels))
    .action(async (options: PromiseOptions) => {
      finish(await withBook(context, 'promessa', (loaded) => promise(context, loaded, options)));
    });
  addExamples(command, context, [['ruptura promessa --politica completa', 'promise_example']]);
};

function parsePolicy(text: string): PromisePolicy {
  const policy = PROMISE_POLICIES.find((known) => known === text);
  if (policy !== undefined) return policy;
  const esperado = PROMISE_POLICIES.join(' | ');
  throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', { opcao: '--politica', valor: text, esperado });
}

async function promise(context: CliContext, loaded: LoadedBook, options: PromiseOptions): Promise<Outcome> {
  const { engine } = loaded;
  const policy = options.politica ?? engine.book.rules.policy;
  const codes = openOrderCodes(engine).filter((code) => isToldOrder(engine, code));
  if (options.json !== true) {
    await printPromises(context, loaded, codes, policy, options.limite);
    return await noteUntold(context, engine);
  }
  for (const code of codes) {
    context.io.signal.throwIfAborted();
    await context.output.json({ num_pedido: code, promessa: answerPromise(engine, code, policy) });
  }
  return await noteUntold(context, engine);
}
