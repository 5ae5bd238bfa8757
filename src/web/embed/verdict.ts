import type { OrderAnswer } from '../../contract/wire.ts';
import type { EmbedWords } from './words.ts';

/** What a button shows, apart from its text: a colour by the name Bootstrap gives its class. */
export type Colour =
  | 'success'
  | 'outline-success'
  | 'outline-warning'
  | 'danger'
  | 'warning'
  | 'primary'
  | 'secondary'
  | 'outline-secondary'
  | 'outline-danger';

export interface Verdict {
  readonly text: string;
  readonly colour: Colour;
}

const SEVERITY_COLOURS = {
  CRITICA: 'danger',
  ALTA: 'warning',
  MEDIA: 'primary',
  BAIXA: 'secondary',
} as const;

/** What a person is shown of an order: `Disp. 66% | Total Disp. 10/03`, and its colour. */
export function verdictOf(answer: OrderAnswer, words: EmbedWords): Verdict {
  const { data, situacao } = answer.promessa;
  const all = data === null ? words.say('all_never') : words.say('all_on', { date: words.shortDate(data) });
  if (answer.pedido_ok) {
    return situacao === 'NO_PRAZO' || situacao === 'FORA_DO_HORIZONTE'
      ? { text: words.say('order_ok'), colour: 'success' }
      : { text: `${words.say('contested')} | ${all}`, colour: 'outline-warning' };
  }
  // Rounded down, so that 99.99 never reads as 100.
  const share = words.say('partial', { share: Math.floor(answer.percentual_disponibilidade) });
  return {
    text: `${share} | ${all}`,
    colour:
      situacao === 'NO_PRAZO' ? 'outline-success' : SEVERITY_COLOURS[answer.resumo.criticidade ?? 'BAIXA'],
  };
}
