import { useState } from 'preact/hooks';
import type { Grouping } from '../../../../contract/order-choices.ts';
import { withoutAccents } from '../../../../contract/without-accents.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { TextBox } from '../../parts/fields.tsx';
import { SHELL } from '../../words/shell-words.ts';
import { formats } from '../../words/words.ts';
import { groupsPath } from './carteira-view.ts';
import { partTitle } from './filter-chips.ts';
import { changeOrderFilter, type Filter, type FilterName, valuesOf } from './order-filter.ts';
import { WORDS } from './words.ts';

/** Most values asked for, and most of them shown at once. */
const MOST_VALUES = 1000;
const MOST_SHOWN = 60;

/**
 * Any of the values that the orders of the other filters have, with how many orders each stands for, those with most
 * first. What is typed narrows them.
 */
export function ValueFilter(props: { name: FilterName; by: Grouping; filter: Filter }) {
  const { name, by, filter } = props;
  const [typed, setTyped] = useState('');
  const { [name]: _, ...others } = filter;
  const groups = useAnswer(groupsPath(others, { by, sort: 'pedidos' }, 0, MOST_VALUES), anything);
  const { data, error } = groups.state.value;
  const chosen = valuesOf(filter, name);
  const set = (values: readonly string[]): void =>
    changeOrderFilter({ [name]: name === 'uf' ? values.join(',') : values });
  const toggle = (value: string): void =>
    set(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  const values = (data?.grupos?.itens ?? []).flatMap(({ chave, nome, pedidos }) =>
    chave === null ? [] : [{ value: chave, name: nome, count: formats().integer(pedidos) }],
  );
  const gone = chosen.filter((value) => !values.some((one) => one.value === value));
  const matching = [...gone.map((value) => ({ value, name: null, count: '0' })), ...values].filter(
    ({ value, name: named }) => folded(`${value} ${named ?? ''}`).includes(folded(typed)),
  );
  return (
    <fieldset class="choices">
      <legend class="hidden-label">{partTitle(name)}</legend>
      <TextBox
        label={WORDS.say('values_narrow', { title: partTitle(name) })}
        placeholder={SHELL.say('search_short')}
        value={typed}
        width="wide"
        withIcon
        onChange={setTyped}
      />
      {matching.slice(0, MOST_SHOWN).map((one) => (
        <label key={one.value} class="choice">
          <input type="checkbox" checked={chosen.includes(one.value)} onChange={() => toggle(one.value)} />
          <span class="cell-text" title={one.name ?? one.value}>
            {one.name === null ? one.value : `${one.value} · ${one.name}`}
          </span>
          <span class="choice-count">{one.count}</span>
        </label>
      ))}
      <p class="menu-note" role="status">
        {error?.message ?? (data === null ? SHELL.say('loading') : restText(matching.length))}
      </p>
    </fieldset>
  );
}

function restText(count: number): string {
  if (count === 0) return WORDS.say('values_none');
  const rest = count - MOST_SHOWN;
  return rest <= 0 ? '' : WORDS.count('values_more', rest, { n: formats().integer(rest) });
}

/** Without accents and case. */
function folded(text: string): string {
  return withoutAccents(text).toLowerCase();
}
