import type { Grouping } from '../../../../contract/order-choices.ts';
import type { OrderGroup } from '../../../../contract/order-wire.ts';
import { formats } from '../../words/words.ts';
import { groupingName } from './group-menu.tsx';
import { WORDS } from './words.ts';

/** What stands above the orders of a group: what they have in common, how many, and their R$. */
export function GroupLine({ group, by }: { group: OrderGroup; by: Grouping }) {
  const { integer, money } = formats();
  const { pedidos, valor_total, valor_com_ruptura, podem_sair_hoje } = group;
  return (
    <span class="group-line">
      <span class="group-name cell-text">
        <strong>{groupName(group, by)}</strong>
        <span class="muted"> {WORDS.count('orders_shown', pedidos, { n: integer(pedidos) })}</span>
      </span>
      <span class="group-figure group-today">
        {podem_sair_hoje.pedidos > 0 &&
          WORDS.say('group_today', {
            n: integer(podem_sair_hoje.pedidos),
            value: money(podem_sair_hoje.valor),
          })}
      </span>
      <span class="group-figure group-short">
        {valor_com_ruptura > 0 && WORDS.say('group_short', { value: money(valor_com_ruptura) })}
      </span>
      <strong class="group-figure">{money(valor_total)}</strong>
    </span>
  );
}

/** What the orders of a group have in common. */
function groupName({ chave, nome }: OrderGroup, by: Grouping): string {
  const { date, weekday } = formats();
  if (chave === null) return WORDS.say('group_without', { what: groupingName(by).toLowerCase() });
  if (by === 'expedicao' || by === 'promessa') return `${weekday(chave)} ${date(chave)}`;
  return nome === null ? chave : `${chave} · ${nome}`;
}
