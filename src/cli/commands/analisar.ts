import type { OrderAnswer } from '../../contract/wire.ts';
import { answerOrder, answerProjection, openOrderCodes } from '../../views/answers.ts';
import { mostUrgent, summariseBook } from '../book-summary.ts';
import type { CliContext } from '../context.ts';
import { noteUntold } from '../inexact-products.ts';
import { type LoadedBook, withBook } from '../opened.ts';
import { orderTexts } from '../order-texts.ts';
import { printOrder } from '../order-view.ts';
import { printEachAnswer, printJsonAnswers } from '../printed-answers.ts';
import { addCommand, addExamples, jsonOption, type Outcome, type RegisterCommand } from '../program.ts';
import { limitOption, selectedCodes } from '../selection.ts';
import { printSummary } from '../summary-view.ts';

interface AnalyseOptions {
  readonly todos?: true;
  readonly limite: number;
  readonly json?: true;
}

/** `ruptura analisar`: orders in full, or the whole book in a summary. */
export const registerAnalyse: RegisterCommand = (program, context, finish) => {
  const { labels } = context;
  const command = addCommand(
    program,
    context,
    'analisar',
    'analyse_summary',
    '[num_pedido…] [--todos] [--json]',
  )
    .argument('[num_pedido...]', labels.say('argument_orders'))
    .option('--todos', labels.say('option_all_orders'))
    .addOption(limitOption(labels, 15))
    .addOption(jsonOption(labels))
    .action(async (codes: string[], options: AnalyseOptions) => {
      const selected = selectedCodes(codes, options.todos === true, 'analisar');
      finish(await withBook(context, 'analisar', (loaded) => analyse(context, loaded, selected, options)));
    });
  addExamples(command, context, [
    ['ruptura analisar PED0000012', 'analyse_example'],
    ['ruptura analisar --todos', 'analyse_example_all'],
  ]);
};

async function analyse(
  context: CliContext,
  loaded: LoadedBook,
  selected: readonly string[] | null,
  options: AnalyseOptions,
): Promise<Outcome> {
  const { engine } = loaded;
  const now = new Date();
  const answer = (code: string): OrderAnswer => answerOrder(engine, code, engine.book.rules.policy, now);
  if (options.json === true)
    return await printJsonAnswers(context, 'num_pedido', selected ?? openOrderCodes(engine), answer);
  if (selected === null) return await summarise(context, loaded, answer, now, options.limite);
  return await printEachAnswer(context, selected, async (code) => {
    await printOrder(context, answer(code), orderTexts(engine, code), engine.book.today);
  });
}

async function summarise(
  context: CliContext,
  { engine, loading }: LoadedBook,
  answer: (code: string) => OrderAnswer,
  now: Date,
  limit: number,
): Promise<Outcome> {
  const { labels, formats, output } = context;
  const started = performance.now();
  const summary = summariseBook(engine);
  if (summary.figures.pedidos === 0) {
    await printEmpty(context);
    return undefined;
  }
  const urgent = mostUrgent(summary, engine, limit);
  const duration = formats.duration(performance.now() - started);
  await printSummary(context, summary, {
    today: engine.book.today,
    urgent: urgent.map((code) => ({ answer: answer(code), texts: orderTexts(engine, code) })),
    projection: (product) => answerProjection(engine, engine.book.products.code(product), null, now),
  });
  const took = { n: formats.integer(summary.figures.pedidos), duration, loading: formats.duration(loading) };
  await output.lines('', ...context.remark(labels.count('analyse_took', summary.figures.pedidos, took)));
  return await noteUntold(context, engine);
}

async function printEmpty(context: CliContext): Promise<void> {
  const { labels, colors, output } = context;
  const commands = { import: colors.cyan('ruptura importar'), demo: colors.cyan('ruptura demo') };
  await output.lines(labels.say('analyse_nothing'), labels.say('analyse_nothing_hint', commands));
}
