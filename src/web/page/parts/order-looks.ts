import type { Severity } from '../../../contract/codes.ts';
import type { OrderRow } from '../../../contract/order-wire.ts';
import {
  type JudgedOrder,
  type OrderVerdict,
  severityTone,
  type VerdictTone,
  verdictOf,
  verdictText,
} from '../../../contract/verdict.ts';
import { SHELL } from '../words/shell-words.ts';
import { formats } from '../words/words.ts';
import type { Tone } from './badge.tsx';
import type { IconName } from './icon.tsx';

/** Colour and icon of something said of an order. */
export interface OrderLook {
  readonly tone: Tone;
  readonly icon: IconName;
}

/** What is shown of an order's availability: the words and colours of the button in existing pages. */
export interface VerdictLook extends OrderLook {
  readonly text: string;
  readonly outline: boolean;
}

const TONES: Readonly<Record<VerdictTone, Tone>> = {
  success: 'ok',
  warning: 'warning',
  danger: 'danger',
  primary: 'info',
  secondary: 'neutral',
};
const SEVERITY_ICONS = {
  success: 'check',
  warning: 'alert',
  danger: 'octagon',
  primary: 'info',
  secondary: 'minus',
} as const satisfies Record<VerdictTone, IconName>;

/** `Disp. 66% | Total Disp. 10/03`, as section 5 of the rules says. */
export function verdictLook(order: JudgedOrder): VerdictLook {
  const verdict = verdictOf(order);
  return {
    text: verdictText(verdict, SHELL.say, formats().shortDate),
    tone: TONES[verdict.tone],
    outline: verdict.isOutline,
    icon: verdictIcon(verdict),
  };
}

function verdictIcon({ kind, tone }: OrderVerdict): IconName {
  if (kind === 'contested') return 'contested';
  // In shortage, and yet all of it in time: what it takes is waiting.
  return kind === 'partial' && tone === 'success' ? 'clock' : SEVERITY_ICONS[tone];
}

/** Colour and icon of a severity; null is an order without shortage. */
export function severityLook(severity: Severity | null): OrderLook {
  const tone = severityTone(severity);
  return { tone: TONES[tone], icon: SEVERITY_ICONS[tone] };
}

/** Colour and icon of where an order stands in the promise. */
export function situationLook(situation: OrderRow['promessa']['situacao']): OrderLook {
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
