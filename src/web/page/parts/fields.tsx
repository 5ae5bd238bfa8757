import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { SHELL } from '../words/shell-words.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';

/** While a person types, the list waits this long. */
const TYPING_MS = 200;

interface TextBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly width?: 'narrow' | 'wide';
  readonly withIcon?: boolean;
}

/** A box for text that filters: it speaks when the person pauses, or presses Enter. */
export function TextBox({ label, value, onChange, placeholder, width = 'narrow', withIcon }: TextBoxProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const given = useRef(value);
  useEffect(() => {
    // The value was changed by somebody else: a tile, a saved view, the browser's buttons.
    if (value !== given.current) setTyped(value);
    given.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = (text: string): void => {
    clearTimeout(timer.current);
    given.current = text;
    onChange(text);
  };
  return (
    <label class={`field field-${width}`}>
      {withIcon === true && <Icon name="search" size={14} />}
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder ?? label}
        value={typed}
        onInput={({ currentTarget }) => {
          const text = currentTarget.value;
          setTyped(text);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => tell(text), TYPING_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') tell(event.currentTarget.value);
        }}
      />
    </label>
  );
}

/** One of a few choices. */
export function Select<Value extends string>(props: {
  label: string;
  value: Value;
  choices: readonly { readonly value: Value; readonly label: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <label class="field">
      <select
        aria-label={props.label}
        value={props.value}
        onChange={({ currentTarget }) => props.onChange(currentTarget.value as Value)}
      >
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: ComponentChildren;
  /** How many of the list it stands for. */
  readonly count?: string;
}

/** Several of a few choices, in a panel; none chosen lets everything through. */
export function ChoiceMenu<Value extends string>(props: {
  label: string;
  chosen: readonly Value[];
  choices: readonly Choice<Value>[];
  onChange: (chosen: Value[]) => void;
}) {
  const { label, chosen, choices, onChange } = props;
  const toggle = (value: Value): void =>
    onChange(
      choices
        .map((choice) => choice.value)
        .filter((one) => (one === value ? !chosen.includes(one) : chosen.includes(one))),
    );
  return (
    <Menu label={label} count={chosen.length}>
      {() => (
        <fieldset class="choices">
          <legend class="hidden-label">{label}</legend>
          {choices.map((choice) => (
            <label key={choice.value} class="choice">
              <input
                type="checkbox"
                checked={chosen.includes(choice.value)}
                onChange={() => toggle(choice.value)}
              />
              <span>{choice.label}</span>
              {choice.count !== undefined && <span class="choice-count">{choice.count}</span>}
            </label>
          ))}
          {chosen.length > 0 && (
            <Button kind="quiet" onClick={() => onChange([])}>
              {SHELL.say('clear')}
            </Button>
          )}
        </fieldset>
      )}
    </Menu>
  );
}

/** A span of days, both included; either end may be open. */
export function DateRange(props: {
  label: string;
  from: string | null;
  to: string | null;
  onChange: (from: string | null, to: string | null) => void;
}) {
  const { label, from, to, onChange } = props;
  const first = useId();
  const last = useId();
  const count = (from === null ? 0 : 1) + (to === null ? 0 : 1);
  return (
    <Menu label={label} count={count}>
      {() => (
        <fieldset class="choices">
          <legend class="hidden-label">{label}</legend>
          <label class="choice-date" for={first}>
            {SHELL.say('date_from')}
            <input
              id={first}
              type="date"
              value={from ?? ''}
              max={to ?? undefined}
              onChange={({ currentTarget }) => onChange(currentTarget.value || null, to)}
            />
          </label>
          <label class="choice-date" for={last}>
            {SHELL.say('date_to')}
            <input
              id={last}
              type="date"
              value={to ?? ''}
              min={from ?? undefined}
              onChange={({ currentTarget }) => onChange(from, currentTarget.value || null)}
            />
          </label>
          {count > 0 && (
            <Button kind="quiet" onClick={() => onChange(null, null)}>
              {SHELL.say('clear')}
            </Button>
          )}
        </fieldset>
      )}
    </Menu>
  );
}
