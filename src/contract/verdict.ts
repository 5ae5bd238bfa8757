import type { Severity } from './codes.ts';
import type { Language } from './language.ts';
import type { PromiseStanding, VerdictAnswer } from './wire.ts';

/** What the verdict of an order is made of. */
export interface JudgedOrder {
  readonly pedido_ok: boolean;
  readonly percentual_disponibilidade: number;
  readonly criticidade: Severity | null;
  readonly promessa: Pick<PromiseStanding, 'data' | 'situacao' | 'espera_dias' | 'atraso_dias'>;
}

/** The pieces of the sentence, pt-BR first, English second; what stands in braces is filled in. */
const LABELS = {
  order_ok: ['Estoque OK', 'Stock OK'],
  contested: ['Disputado', 'Contested'],
  partial: ['Disp. {share}%', '{share}% avail.'],
  all_on: ['Total Disp. {date}', 'All avail. {date}'],
  all_never: ['Total Não Disp.', 'No full date'],
  all_beyond: ['Além de 28 dias', 'Beyond 28 days'],
  leaves_now: ['Pode sair já', 'Can ship now'],
  late: ['atrasado {late} d', '{late} d late'],
} as const;

/** A colour, by the name that Bootstrap gives it: existing pages have classes of these names. */
export type VerdictColour = 'success' | 'warning' | 'danger' | 'primary' | 'secondary';

/**
 * What every door says of an order: the button in existing pages, the pages, the terminal, files, programs. They choose
 * letters and paint, and decide nothing.
 */
export interface OrderVerdict {
  /** The row of the table of verdicts; see `VerdictAnswer`. */
  readonly tone: VerdictAnswer['tom'];
  /** What the order is: covered, covered but promised to others first, or in shortage. */
  readonly kind: 'order_ok' | 'contested' | 'partial';
  /** What is said of the whole of it after that; null where nothing is to be said. */
  readonly whole: 'all_on' | 'all_never' | 'all_beyond' | 'leaves_now' | null;
  /** Of the value that can ship: whole percent, rounded down, so that 99.99 never reads as 100. */
  readonly share: number;
  /** The promised date, `yyyy-mm-dd`; null where there is none. */
  readonly date: string | null;
  /** Days after its own date that a covered order leaves which can leave now; told beside the sentence, 0 otherwise. */
  readonly lateDays: number;
  readonly colour: VerdictColour;
  /** A frame instead of a filled field: good or bad, but not as much. */
  readonly isOutline: boolean;
}

const SEVERITY_COLOURS = {
  CRITICA: 'danger',
  ALTA: 'warning',
  MEDIA: 'primary',
  BAIXA: 'secondary',
} as const;

/** The colour that a severity has everywhere; null is an order without shortage. */
export function severityColour(severity: Severity | null): VerdictColour {
  return severity === null ? 'success' : SEVERITY_COLOURS[severity];
}

/** The verdict of an order, whichever door asks: the five rows of the table of section 5 of the rules. */
export function verdictOf(order: JudgedOrder): OrderVerdict {
  const { data: date, situacao, espera_dias: wait, atraso_dias: late } = order.promessa;
  const isBeyond = situacao === 'FORA_DO_HORIZONTE';
  const whole = date === null ? 'all_never' : 'all_on';
  if (order.pedido_ok) {
    if (isBeyond || (wait === 0 && late === 0))
      return verdict(order, 'OK', 'order_ok', null, 'success', false);
    if (wait === 0)
      return verdict(order, 'OK_ATRASADO', 'order_ok', 'leaves_now', 'success', false, late ?? 0);
    return verdict(order, 'DISPUTADO', 'contested', whole, 'warning', true);
  }
  if (wait === 0) return verdict(order, 'SEM_ESPERA', 'partial', whole, 'success', true);
  const severity = order.criticidade ?? 'BAIXA';
  const colour = SEVERITY_COLOURS[severity];
  if (isBeyond) return verdict(order, 'FORA_DO_HORIZONTE', 'partial', 'all_beyond', colour, true);
  return verdict(order, severity, 'partial', whole, colour, false);
}

function verdict(
  order: JudgedOrder,
  tone: OrderVerdict['tone'],
  kind: OrderVerdict['kind'],
  whole: OrderVerdict['whole'],
  colour: VerdictColour,
  isOutline: boolean,
  lateDays = 0,
): OrderVerdict {
  const share = Math.floor(order.percentual_disponibilidade);
  return { tone, kind, whole, share, date: order.promessa.data, lateDays, colour, isOutline };
}

/**
 * The sentence of a verdict, the same words at every door: `Disp. 66% | Total Disp. 10/03`.
 * @param dateText the promised date as the reader writes it, from `yyyy-mm-dd`
 */
export function verdictText(
  verdict: OrderVerdict,
  language: Language,
  dateText: (date: string) => string,
): string {
  const { kind, whole } = verdict;
  const say = (word: keyof typeof LABELS): string => filled(word, verdict, language, dateText);
  return say(kind) + (whole === null ? '' : ` | ${say(whole)}`);
}

/** What is told beside the sentence: `atrasado 7 d`; empty where nothing is. */
export function verdictRemark(verdict: OrderVerdict, language: Language): string {
  return verdict.lateDays === 0 ? '' : filled('late', verdict, language, String);
}

function filled(
  word: keyof typeof LABELS,
  { share, date, lateDays }: OrderVerdict,
  language: Language,
  dateText: (date: string) => string,
): string {
  return LABELS[word][language === 'en' ? 1 : 0]
    .replace('{share}', `${share}`)
    .replace('{date}', date === null ? '' : dateText(date))
    .replace('{late}', `${lateDays}`);
}

/** The verdict as programs receive it: its text is data, and Portuguese like the codes. */
export function verdictAnswer(order: JudgedOrder): VerdictAnswer {
  const verdict = verdictOf(order);
  const texto = verdictText(verdict, 'pt-BR', (date) => `${date.slice(8)}/${date.slice(5, 7)}`);
  return { texto, tom: verdict.tone };
}
