import type { Severity } from './codes.ts';
import type { PromiseAnswer } from './wire.ts';

/** What the verdict of an order is made of. */
export interface JudgedOrder {
  readonly pedido_ok: boolean;
  readonly percentual_disponibilidade: number;
  readonly criticidade: Severity | null;
  readonly promessa: PromiseAnswer;
}

/** What an order is: covered, covered but promised to others first, or in shortage. */
export type VerdictKind = 'ok' | 'contested' | 'short';

/** A piece of the sentence; every catalogue of labels has it, with `{share}` or `{date}` to fill. */
export const VERDICT_WORDS = ['order_ok', 'contested', 'partial', 'all_on', 'all_never'] as const;
export type VerdictWord = (typeof VERDICT_WORDS)[number];

/** A colour by its name in the rules; each door has its own way to paint it. */
export type VerdictTone = 'green' | 'yellow' | 'red' | 'blue' | 'grey';

/**
 * What every door says of an order: the button in existing pages, the pages, the terminal. They choose letters and
 * paint, and decide nothing.
 */
export interface OrderVerdict {
  readonly kind: VerdictKind;
  /** One after another, with ` | ` between: `Disp. 66% | Total Disp. 10/03`. */
  readonly words: readonly VerdictWord[];
  /** Of the value that can ship: whole percent, rounded down, so that 99.99 never reads as 100. */
  readonly share: number;
  /** The promised date, `yyyy-mm-dd`; null where there is none. */
  readonly date: string | null;
  readonly tone: VerdictTone;
  /** A frame instead of a filled field: good or bad, but not as much. */
  readonly isOutline: boolean;
}

const SEVERITY_TONES = { CRITICA: 'red', ALTA: 'yellow', MEDIA: 'blue', BAIXA: 'grey' } as const;

/** The colour that a severity has everywhere; null is an order without shortage. */
export function severityTone(severity: Severity | null): VerdictTone {
  return severity === null ? 'green' : SEVERITY_TONES[severity];
}

/** The verdict of an order, whichever door asks. */
export function verdictOf(order: JudgedOrder): OrderVerdict {
  const { data: date, situacao } = order.promessa;
  const all: VerdictWord = date === null ? 'all_never' : 'all_on';
  const share = Math.floor(order.percentual_disponibilidade);
  if (!order.pedido_ok) {
    const isOnTime = situacao === 'NO_PRAZO';
    const tone = isOnTime ? 'green' : severityTone(order.criticidade ?? 'BAIXA');
    return { kind: 'short', words: ['partial', all], share, date, tone, isOutline: isOnTime };
  }
  if (situacao === 'NO_PRAZO' || situacao === 'FORA_DO_HORIZONTE') {
    return { kind: 'ok', words: ['order_ok'], share, date, tone: 'green', isOutline: false };
  }
  return { kind: 'contested', words: ['contested', all], share, date, tone: 'yellow', isOutline: true };
}

/**
 * The sentence of a verdict.
 * @param say fills a piece of it in the language of the reader
 * @param dateText the promised date as the reader writes it, from `yyyy-mm-dd`
 */
export function verdictText(
  { words, share, date }: OrderVerdict,
  say: (word: VerdictWord, parameters: { readonly share: string; readonly date: string }) => string,
  dateText: (date: string) => string,
): string {
  const parameters = { share: String(share), date: date === null ? '' : dateText(date) };
  return words.map((word) => say(word, parameters)).join(' | ');
}
