import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
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

interface ChoicesProps<Value extends string> {
  readonly label: string;
  readonly chosen: readonly Value[];
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (chosen: Value[]) => void;
}

/** Several of a few choices, in a panel; none chosen lets everything through. */
export function ChoiceMenu<Value extends string>(props: ChoicesProps<Value>) {
  return (
    <Menu label={props.label} count={props.chosen.length}>
      {() => <ChoiceList {...props} />}
    </Menu>
  );
}

/** Several of a few choices; none chosen lets everything through. */
export function ChoiceList<Value extends string>({ label, chosen, choices, onChange }: ChoicesProps<Value>) {
  const toggle = (value: Value): void =>
    onChange(
      choices
        .map((choice) => choice.value)
        .filter((one) => (one === value ? !chosen.includes(one) : chosen.includes(one))),
    );
  return (
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
  );
}
