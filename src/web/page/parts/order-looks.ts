import type { Severity } from '../../../contract/codes.ts';
import type { OrderRow } from '../../../contract/order-wire.ts';
import {
  type JudgedOrder,
  type OrderVerdict,
  severityColour,
  type VerdictColour,
  verdictOf,
  verdictRemark,
  verdictText,
} from '../../../contract/verdict.ts';
import { language } from '../words/preferences.ts';
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
  /** Told beside it: how late an order is that can leave now; empty for any other. */
  readonly remark: string;
  readonly outline: boolean;
}

const TONES: Readonly<Record<VerdictColour, Tone>> = {
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
} as const satisfies Record<VerdictColour, IconName>;

/** `Disp. 66% | Total Disp. 10/03`, as section 5 of the rules says. */
export function verdictLook(order: JudgedOrder): VerdictLook {
  const verdict = verdictOf(order);
  return {
    text: verdictText(verdict, language.value, formats().shortDate),
    remark: verdictRemark(verdict, language.value),
    tone: TONES[verdict.colour],
    outline: verdict.isOutline,
    icon: verdictIcon(verdict),
  };
}

function verdictIcon({ tone, colour }: OrderVerdict): IconName {
  switch (tone) {
    case 'DISPUTADO':
      return 'contested';
    case 'SEM_ESPERA':
      // In shortage, and yet all of it in time: what it takes is waiting.
      return 'clock';
    case 'FORA_DO_HORIZONTE':
      return 'far';
    default:
      return SEVERITY_ICONS[colour];
  }
}

/** Colour and icon of a severity; null is an order without shortage. */
export function severityLook(severity: Severity | null): OrderLook {
  const colour = severityColour(severity);
  return { tone: TONES[colour], icon: SEVERITY_ICONS[colour] };
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
