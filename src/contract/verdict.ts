import type { Severity } from './codes.ts';
import type { PromiseAnswer } from './wire.ts';

/** What the verdict of an order is made of. */
export interface JudgedOrder {
  readonly pedido_ok: boolean;
  readonly percentual_disponibilidade: number;
  readonly criticidade: Severity | null;
  readonly promessa: PromiseAnswer;
}

/** A piece of the sentence; every catalogue of labels has it, with `{share}` or `{date}` to fill. */
export const VERDICT_WORDS = ['order_ok', 'contested', 'partial', 'all_on', 'all_never'] as const;
export type VerdictWord = (typeof VERDICT_WORDS)[number];

/** A colour, by the name that Bootstrap gives it: existing pages have classes of these names. */
export type VerdictTone = 'success' | 'warning' | 'danger' | 'primary' | 'secondary';

/**
 * What every door says of an order: the button in existing pages, the pages, the terminal. They choose letters and
 * paint, and decide nothing.
 */
export interface OrderVerdict {
  /** What the order is: covered, covered but promised to others first, or in shortage. */
  readonly kind: 'order_ok' | 'contested' | 'partial';
  /** What is said of the whole of it after that; null where nothing is to be said. */
  readonly whole: 'all_on' | 'all_never' | null;
  /** Of the value that can ship: whole percent, rounded down, so that 99.99 never reads as 100. */
  readonly share: number;
  /** The promised date, `yyyy-mm-dd`; null where there is none. */
  readonly date: string | null;
  readonly tone: VerdictTone;
  /** A frame instead of a filled field: good or bad, but not as much. */
  readonly isOutline: boolean;
}

const SEVERITY_TONES = { CRITICA: 'danger', ALTA: 'warning', MEDIA: 'primary', BAIXA: 'secondary' } as const;

/** The colour that a severity has everywhere; null is an order without shortage. */
export function severityTone(severity: Severity | null): VerdictTone {
  return severity === null ? 'success' : SEVERITY_TONES[severity];
}

/** The verdict of an order, whichever door asks. */
export function verdictOf(order: JudgedOrder): OrderVerdict {
  const { data: date, situacao } = order.promessa;
  const share = Math.floor(order.percentual_disponibilidade);
  const isOnTime = situacao === 'NO_PRAZO';
  const whole = date === null ? 'all_never' : 'all_on';
  if (!order.pedido_ok) {
    const tone = isOnTime ? 'success' : SEVERITY_TONES[order.criticidade ?? 'BAIXA'];
    return { kind: 'partial', whole, share, date, tone, isOutline: isOnTime };
  }
  return isOnTime || situacao === 'FORA_DO_HORIZONTE'
    ? { kind: 'order_ok', whole: null, share, date, tone: 'success', isOutline: false }
    : { kind: 'contested', whole, share, date, tone: 'warning', isOutline: true };
}

/**
 * The sentence of a verdict: `Disp. 66% | Total Disp. 10/03`.
 * @param say fills a piece of it in the language of the reader
 * @param dateText the promised date as the reader writes it, from `yyyy-mm-dd`
 */
export function verdictText(
  { kind, whole, share, date }: OrderVerdict,
  say: (word: VerdictWord, parameters: { readonly share: string; readonly date: string }) => string,
  dateText: (date: string) => string,
): string {
  const parameters = { share: `${share}`, date: date === null ? '' : dateText(date) };
  return say(kind, parameters) + (whole === null ? '' : ` | ${say(whole, parameters)}`);
}
