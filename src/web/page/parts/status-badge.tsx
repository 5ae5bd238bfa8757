import type { StockoutStatus } from '../../../contract/codes.ts';
import { SHELL } from '../words/shell-words.ts';
import { Badge, type Tone } from './badge.tsx';

const LOOKS = {
  CRÍTICO: { tone: 'danger', icon: 'octagon' },
  ATENÇÃO: { tone: 'warning', icon: 'alert' },
  OK: { tone: 'ok', icon: 'check' },
} as const;

export function statusTone(status: StockoutStatus): Tone {
  return LOOKS[status].tone;
}

/** How a product stands over the horizon, in a word, an icon and a colour. */
export function StatusBadge({ status }: { status: StockoutStatus }) {
  const { tone, icon } = LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      <span class="badge-word">{SHELL.say(`status_${status}`)}</span>
    </Badge>
  );
}
