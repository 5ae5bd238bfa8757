import { Option } from 'commander';
import { RupturaError } from '../../contract/errors.ts';
import { parseScaled, QUANTITY_DECIMALS, type Thousandths } from '../../contract/units.ts';
import { answerProjection } from '../../views/answers.ts';
import { isKnownProduct, knownProductCodes } from '../../views/products/known-products.ts';
import type { CliContext } from '../context.ts';
import { isToldProduct, noteUntold } from '../inexact-products.ts';
import { type LoadedBook, withBook } from '../opened.ts';
import { printEachAnswer, printJsonAnswers } from '../printed-answers.ts';
import { addCommand, addExamples, jsonOption, type Outcome, type RegisterCommand } from '../program.ts';
import { printAllProjections, printProjection } from '../projection-view.ts';
import { limitOption, selectedCodes } from '../selection.ts';

interface ProjectOptions {
  readonly todos?: true;
  readonly qtd?: Thousandths;
  readonly limite: number;
  readonly json?: true;
}

/** `ruptura projetar`: 29 days of one product, of several, or of all. */
export const registerProject: RegisterCommand = (program, context, finish) => {
  const { labels } = context;
  const quantity = new Option(
    `--qtd <${labels.say('placeholder_quantity')}>`,
    labels.say('project_option_quantity'),
  );
  const command = addCommand(
    program,
    context,
    'projetar',
    'project_summary',
    '[cod_produto…] [--todos] [--json]',
  )
    .argument('[cod_produto...]', labels.say('argument_products'))
    .option('--todos', labels.say('option_all_products'))
    .addOption(quantity.argParser(parseQuantity))
    .addOption(limitOption(labels, 40))
    .addOption(jsonOption(labels))
    .action(async (codes: string[], options: ProjectOptions) => {
      const selected = selectedCodes(codes, options.todos === true, 'projetar');
      finish(await withBook(context, 'projetar', (loaded) => project(context, loaded, selected, options)));
    });
  addExamples(command, context, [
    ['ruptura projetar 04310152', 'project_example'],
    ['ruptura projetar --todos --json', 'project_example_all'],
  ]);
};

/** A quantity with a decimal point or comma. */
function parseQuantity(text: string): Thousandths {
  const value = parseScaled(text.trim().replace(',', '.'), QUANTITY_DECIMALS);
  if (value !== null && value >= 0) return value;
  throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', {
    opcao: '--qtd',
    valor: text,
    esperado: '10 | 12.5 | 12,5',
  });
}

async function project(
  context: CliContext,
  loaded: LoadedBook,
  selected: readonly string[] | null,
  options: ProjectOptions,
): Promise<Outcome> {
  const { engine, ruptura } = loaded;
  const { pool } = ruptura.database;
  const now = new Date();
  const answer = (code: string) => answerProjection(engine, code, options.qtd ?? null, now);
  /** @throws RupturaError PRODUTO_DESCONHECIDO */
  const knownAnswer = async (code: string) => {
    if (await isKnownProduct(pool, engine.book, code)) return { ...answer(code), conhecido: true };
    throw new RupturaError('PRODUTO_DESCONHECIDO', { cod_produto: code });
  };
  const codes = selected ?? (await knownProductCodes(pool));
  if (options.json === true) return await printJsonAnswers(context, 'cod_produto', codes, knownAnswer);
  if (selected === null) {
    const told = codes.filter((code) => isToldProduct(engine, code));
    await printAllProjections(context, told, answer, { limit: options.limite, today: engine.book.today });
    return await noteUntold(context, engine);
  }
  return await printEachAnswer(context, codes, async (code) => {
    await printProjection(context, await knownAnswer(code), options.qtd ?? null);
  });
}
