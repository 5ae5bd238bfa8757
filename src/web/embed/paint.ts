import { type OrderVerdict, type VerdictTone, verdictOf, verdictText } from '../../contract/verdict.ts';
import type { OrderAnswer } from '../../contract/wire.ts';
import type { EmbedWords } from './words.ts';

type BootstrapColour = 'success' | 'warning' | 'danger' | 'primary' | 'secondary';

/** What a button shows, apart from its text: a colour by the name Bootstrap gives its class. */
export type Colour = BootstrapColour | `outline-${BootstrapColour}`;

/** What a button shows of an order. */
export interface Paint {
  readonly text: string;
  readonly colour: Colour;
}

const COLOURS: Readonly<Record<VerdictTone, BootstrapColour>> = {
  green: 'success',
  yellow: 'warning',
  red: 'danger',
  blue: 'primary',
  grey: 'secondary',
};

/** What a person is shown of an order: `Disp. 66% | Total Disp. 10/03`, and its colour. */
export function paintOf(answer: OrderAnswer, words: EmbedWords): Paint {
  const verdict = verdictOf({ ...answer, criticidade: answer.resumo.criticidade });
  return { text: verdictText(verdict, words.say, words.shortDate), colour: colourOf(verdict) };
}

function colourOf({ tone, isOutline }: OrderVerdict): Colour {
  return `${isOutline ? 'outline-' : ''}${COLOURS[tone]}`;
}
