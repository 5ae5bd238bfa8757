import { useId } from 'preact/hooks';
import { DAY_PRESETS } from '../../../../contract/order-choices.ts';
import { Button } from '../../parts/button.tsx';
import { Menu } from '../../parts/menu.tsx';
import { SHELL } from '../../words/shell-words.ts';
import { type DayChoice, type DayField, dayChoice, daysChosen } from './day-filter.ts';
import { partTitle } from './filter-chips.ts';
import { changeOrderFilter, type Filter } from './order-filter.ts';
import { WORDS } from './words.ts';

const ANY_DAY: DayChoice = { preset: null, from: null, to: null };

/** Days by name, or from one to another, in a panel of their own. */
export function DayMenu({ field, filter }: { field: DayField; filter: Filter }) {
  const { preset, from, to } = dayChoice(filter, field);
  return (
    <Menu label={partTitle(field)} count={[preset, from, to].filter((one) => one !== null).length}>
      {() => <DayFields field={field} filter={filter} />}
    </Menu>
  );
}

/** Days by name, which follow the business date, or from one day to another, both included. */
export function DayFields({ field, filter }: { field: DayField; filter: Filter }) {
  const chosen = dayChoice(filter, field);
  const group = useId();
  const set = (choice: DayChoice): void => changeOrderFilter(daysChosen(field, choice));
  return (
    <fieldset class="choices">
      <legend class="hidden-label">{partTitle(field)}</legend>
      {DAY_PRESETS.map((preset) => (
        <label key={preset} class="choice">
          <input
            type="radio"
            name={group}
            checked={chosen.preset === preset}
            onChange={() => set({ ...ANY_DAY, preset })}
          />
          <span>{WORDS.say(`days_${preset}`)}</span>
        </label>
      ))}
      <DayInput
        label={SHELL.say('date_from')}
        value={chosen.from}
        onChange={(from) => set({ preset: null, from, to: chosen.to })}
      />
      <DayInput
        label={SHELL.say('date_to')}
        value={chosen.to}
        onChange={(to) => set({ preset: null, from: chosen.from, to })}
      />
      {Object.values(chosen).some((one) => one !== null) && (
        <Button kind="quiet" onClick={() => set(ANY_DAY)}>
          {SHELL.say('clear')}
        </Button>
      )}
    </fieldset>
  );
}

function DayInput(props: { label: string; value: string | null; onChange: (day: string | null) => void }) {
  const { label, value, onChange } = props;
  const id = useId();
  return (
    <label class="choice-date" for={id}>
      {label}
      <input
        id={id}
        type="date"
        value={value ?? ''}
        onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
      />
    </label>
  );
}
