import { type VerdictColour, verdictOf, verdictRemark, verdictText } from '../../contract/verdict.ts';
import type { OrderAnswer } from '../../contract/wire.ts';
import type { EmbedWords } from './words.ts';

/** What a button shows, apart from its text: a colour by the name Bootstrap gives its class. */
export type ButtonColour = VerdictColour | `outline-${VerdictColour}`;

/** What a button shows of an order. */
export interface Paint {
  readonly text: string;
  readonly colour: ButtonColour;
}

/** What a person is shown of an order: `Disp. 66% | Total Disp. 10/03`, and its colour. */
export function paintOf(answer: OrderAnswer, words: EmbedWords): Paint {
  const verdict = verdictOf({ ...answer, criticidade: answer.resumo.criticidade });
  const { colour, isOutline } = verdict;
  const remark = verdictRemark(verdict, words.language);
  return {
    text: verdictText(verdict, words.language, words.shortDate) + (remark && ` (${remark})`),
    colour: isOutline ? `outline-${colour}` : colour,
  };
}
