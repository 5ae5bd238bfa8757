import type { OrderRow } from '../../../contract/order-wire.ts';
import type { JudgedOrder } from '../../../contract/verdict.ts';
import { SHELL } from '../words/shell-words.ts';
import { Badge } from './badge.tsx';
import { Icon } from './icon.tsx';
import { severityLook, situationLook, verdictLook } from './order-looks.ts';

/** How much of an order's value can ship, as a bar, with the words of the button in existing pages. */
export function AvailabilityBar({ order }: { order: JudgedOrder }) {
  const { text, remark, tone, outline, icon } = verdictLook(order);
  return (
    <span class={`availability tone-${tone}${outline ? ' availability-outline' : ''}`}>
      <span class="availability-text">
        <span class="availability-words">
          <Icon name={icon} size={12} />
          <span class="cell-text">{text}</span>
        </span>
        {remark !== '' && <small class="availability-remark">{remark}</small>}
      </span>
      <span
        class="availability-track"
        aria-hidden="true"
        style={{ backgroundSize: `${Math.floor(order.percentual_disponibilidade)}% 100%` }}
      />
    </span>
  );
}

/** Severity in a word, an icon and a colour. */
export function SeverityBadge({ severity }: { severity: OrderRow['criticidade'] }) {
  const { tone, icon } = severityLook(severity);
  return (
    <Badge tone={tone} icon={icon}>
      {SHELL.say(`severity_${severity ?? 'OK'}`)}
    </Badge>
  );
}

/** On time, late by so many days where they are told, or without a date: in words, an icon and a colour. */
export function SituationMark(props: {
  situation: OrderRow['promessa']['situacao'];
  lateDays?: number | null;
}) {
  const { situation, lateDays = 0 } = props;
  const { tone, icon } = situationLook(situation);
  const isLate = situation === 'ATRASADO' && lateDays !== null && lateDays > 0;
  return (
    <span class={`mark tone-${tone}`}>
      <Icon name={icon} size={12} />
      {isLate ? SHELL.say('situation_late', { n: String(lateDays) }) : SHELL.say(`situation_${situation}`)}
    </span>
  );
}
