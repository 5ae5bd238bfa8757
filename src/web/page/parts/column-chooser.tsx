import { SHELL } from '../words/shell-words.ts';
import { Button } from './button.tsx';
import { Menu } from './menu.tsx';

/** Chooses which columns a table shows. The first one always stays. */
export function ColumnChooser(props: {
  columns: readonly { readonly id: string; readonly title: string }[];
  shown: ReadonlySet<string>;
  /** null is the usual choice. */
  onChange: (shown: ReadonlySet<string> | null) => void;
}) {
  const { columns, shown, onChange } = props;
  const toggle = (id: string): void => {
    const next = new Set(shown);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <Menu label={SHELL.say('columns')} icon="columns" bare align="end">
      {() => (
        <fieldset class="choices">
          <legend class="hidden-label">{SHELL.say('columns')}</legend>
          {columns.map(({ id, title }, index) => (
            <label key={id} class="choice">
              <input
                type="checkbox"
                checked={shown.has(id)}
                disabled={index === 0}
                onChange={() => toggle(id)}
              />
              <span>{title}</span>
            </label>
          ))}
          <Button kind="quiet" onClick={() => onChange(null)}>
            {SHELL.say('columns_usual')}
          </Button>
        </fieldset>
      )}
    </Menu>
  );
}
