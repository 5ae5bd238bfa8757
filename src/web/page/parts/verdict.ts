import type { OrderRow } from '../../../contract/order-wire.ts';
import { SHELL } from '../words/shell-words.ts';
import { formats } from '../words/words.ts';
import type { Tone } from './badge.tsx';
import type { IconName } from './icon.tsx';

/** What is shown of an order's availability: the words and colours of the button in existing pages. */
export interface Verdict {
  readonly text: string;
  readonly tone: Tone;
  readonly outline: boolean;
  readonly icon: IconName;
}

export type JudgedOrder = Pick<
  OrderRow,
  'pedido_ok' | 'promessa' | 'percentual_disponibilidade' | 'criticidade'
>;

const SEVERITY_TONES = { CRITICA: 'danger', ALTA: 'warning', MEDIA: 'info', BAIXA: 'neutral' } as const;
const SEVERITY_ICONS = { CRITICA: 'octagon', ALTA: 'alert', MEDIA: 'info', BAIXA: 'minus' } as const;

/** `Disp. 66% | Total Disp. 10/03`, as section 5 of the rules says. */
export function verdictOf(order: JudgedOrder): Verdict {
  const { data, situacao } = order.promessa;
  const all =
    data === null ? SHELL.say('all_never') : SHELL.say('all_on', { date: formats().shortDate(data) });
  if (order.pedido_ok) {
    return situacao === 'NO_PRAZO' || situacao === 'FORA_DO_HORIZONTE'
      ? { text: SHELL.say('order_ok'), tone: 'ok', outline: false, icon: 'check' }
      : { text: `${SHELL.say('contested')} | ${all}`, tone: 'warning', outline: true, icon: 'contested' };
  }
  // Rounded down, so that 99.99 never reads as 100.
  const share = SHELL.say('partial', { share: String(Math.floor(order.percentual_disponibilidade)) });
  const text = `${share} | ${all}`;
  if (situacao === 'NO_PRAZO') return { text, tone: 'ok', outline: true, icon: 'clock' };
  const severity = order.criticidade ?? 'BAIXA';
  return { text, tone: SEVERITY_TONES[severity], outline: false, icon: SEVERITY_ICONS[severity] };
}

/** Colour and icon of a severity; null is an order without shortage. */
export function severityLook(severity: OrderRow['criticidade']): { tone: Tone; icon: IconName } {
  if (severity === null) return { tone: 'ok', icon: 'check' };
  return { tone: SEVERITY_TONES[severity], icon: SEVERITY_ICONS[severity] };
}

/** Colour and icon of where an order stands in the promise. */
export function situationLook(situation: OrderRow['promessa']['situacao']): { tone: Tone; icon: IconName } {
  switch (situation) {
    case 'NO_PRAZO':
      return { tone: 'ok', icon: 'check' };
    case 'ATRASADO':
      return { tone: 'warning', icon: 'clock' };
    case 'SEM_DATA':
      return { tone: 'danger', icon: 'question' };
    case 'FORA_DO_HORIZONTE':
      return { tone: 'neutral', icon: 'far' };
  }
}
