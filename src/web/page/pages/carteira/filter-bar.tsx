import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { chipsOf } from './filter-chips.ts';
import { changeOrderFilter, clearOrderFilter, type Filter } from './order-filter.ts';
import { WORDS } from './words.ts';

/** The filters in force, each to be taken off by itself. */
export function FilterBar({ filter }: { filter: Filter }) {
  const chips = chipsOf(filter);
  if (chips.length === 0) return null;
  return (
    <div class="filter-bar">
      <ul class="filter-chips" aria-label={WORDS.say('filters_in_force')}>
        {chips.map(({ name, text, names }) => (
          <li key={name} class="filter-chip">
            <span class="filter-chip-text" title={text}>
              {text}
            </span>
            <button
              type="button"
              aria-label={WORDS.say('filter_remove', { filter: text })}
              onClick={() => changeOrderFilter(Object.fromEntries(names.map((one) => [one, null])))}
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
      </ul>
      <Button kind="quiet" onClick={clearOrderFilter}>
        {WORDS.say('filter_clear')}
      </Button>
    </div>
  );
}
