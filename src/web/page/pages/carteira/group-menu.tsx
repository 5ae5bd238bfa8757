import { GROUP_SORTS, GROUPINGS, type Grouping } from '../../../../contract/order-choices.ts';
import { query } from '../../app/router.ts';
import { Select } from '../../parts/fields.tsx';
import { Menu } from '../../parts/menu.tsx';
import { groupingOf, setGrouping } from './carteira-view.ts';
import { WORDS } from './words.ts';

/** Gathers the orders by what they have in common. */
export function GroupMenu() {
  const chosen = groupingOf(query.value);
  return (
    <Menu label={WORDS.say('group_by')} count={chosen === null ? 0 : 1}>
      {() => (
        <div class="choices">
          <fieldset class="choices">
            <legend class="hidden-label">{WORDS.say('group_by')}</legend>
            <Gathering
              isChosen={chosen === null}
              label={WORDS.say('group_none')}
              onChoose={() => setGrouping(null)}
            />
            {GROUPINGS.map((by) => (
              <Gathering
                key={by}
                isChosen={chosen?.by === by}
                label={groupingName(by)}
                onChoose={() =>
                  setGrouping({ by, sort: by === 'expedicao' || by === 'promessa' ? 'nome' : 'valor' })
                }
              />
            ))}
          </fieldset>
          {chosen !== null && (
            <Select
              label={WORDS.say('group_sort')}
              value={chosen.sort}
              choices={GROUP_SORTS.map((value) => ({ value, label: WORDS.say(`group_sort_${value}`) }))}
              onChange={(sort) => setGrouping({ ...chosen, sort })}
            />
          )}
          {(chosen?.by === 'produto' || chosen?.by === 'lote') && (
            <p class="menu-note group-overlap">{WORDS.say('group_overlap')}</p>
          )}
        </div>
      )}
    </Menu>
  );
}

/** What a grouping gathers by, in words. */
export function groupingName(by: Grouping): string {
  return WORDS.say(`group_${by}`);
}

function Gathering(props: { isChosen: boolean; label: string; onChoose: () => void }) {
  return (
    <label class="choice">
      <input type="radio" name="agrupar" checked={props.isChosen} onChange={props.onChoose} />
      <span>{props.label}</span>
    </label>
  );
}
