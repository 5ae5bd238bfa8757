/**
 * The doors that browsers run. Their types need those of a browser, which tests here have none of: they are loaded by
 * address, and only what is asked of them is declared.
 */
import { fileURLToPath } from 'node:url';
import type { JudgedOrder } from '../../src/contract/verdict.ts';
import type { Explanation, OrderAnswer } from '../../src/contract/wire.ts';
import { FakeDocument } from './fake-document.ts';

interface DialogModule {
  readonly DetailsDialog: new (
    words: unknown,
  ) => { open(answer: OrderAnswer & { readonly explicacao: Explanation }): void };
}
interface WordsModule {
  embedWordsOf(language: 'pt-BR' | 'en'): unknown;
}
interface PaintModule {
  paintOf(answer: OrderAnswer, words: unknown): { readonly text: string };
}
interface LooksModule {
  verdictLook(order: JudgedOrder): { readonly text: string; readonly remark: string };
}

async function load<Module>(path: string): Promise<Module> {
  return (await import(fileURLToPath(new URL(`../../src/web/${path}`, import.meta.url)))) as Module;
}

const { DetailsDialog } = await load<DialogModule>('embed/dialog.ts');
const { embedWordsOf } = await load<WordsModule>('embed/words.ts');
const { paintOf } = await load<PaintModule>('embed/paint.ts');
const { verdictLook } = await load<LooksModule>('page/parts/order-looks.ts');

/** The verdict as the pages show it, with what stands beside it. */
export function pageVerdict(order: JudgedOrder): string {
  const { text, remark } = verdictLook(order);
  return text + (remark === '' ? '' : ` (${remark})`);
}

/** The text of the embedded button. */
export function buttonText(answer: OrderAnswer): string {
  return paintOf(answer, embedWordsOf('pt-BR')).text;
}

/** Texts of the embedded dialog about an order, in the order in which they stand there. */
export function dialogTexts(answer: OrderAnswer, explicacao: Explanation): string[] {
  const document = new FakeDocument();
  return document.during(() => {
    new DetailsDialog(embedWordsOf('pt-BR')).open({ ...answer, explicacao });
    return document.texts();
  });
}
