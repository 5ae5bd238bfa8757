import type { ComponentChildren } from 'preact';
import { SHELL } from '../words/shell-words.ts';
import { Button } from './button.tsx';
import { Menu } from './menu.tsx';

interface NamedColumn {
  readonly id: string;
  readonly title: string;
}

/** Chooses which columns a table shows and in what order. The first one always stays where it is. */
export function ColumnChooser(props: {
  /** All there are. */
  columns: readonly NamedColumn[];
  /** Those shown, in their order. */
  shown: readonly string[];
  /** null is the usual choice. */
  onChange: (shown: readonly string[] | null) => void;
  /** What else of the look of the table is chosen here; it stands before the columns. */
  children?: ComponentChildren;
}) {
  const { columns, shown, onChange } = props;
  const toggle = (id: string): void =>
    onChange(shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id]);
  const move = (id: string, steps: number): void => {
    const rest = shown.filter((one) => one !== id);
    const place = Math.max(1, shown.indexOf(id) + steps);
    onChange([...rest.slice(0, place), id, ...rest.slice(place)]);
  };
  const inOrder = [...shown, ...columns.map(({ id }) => id).filter((id) => !shown.includes(id))];
  return (
    <Menu label={SHELL.say('columns')} icon="columns" bare align="end">
      {() => (
        <>
          {props.children}
          <fieldset class="choices">
            <legend class="choices-title">{SHELL.say('columns')}</legend>
            {inOrder.map((id, index) => {
              const title = columns.find((column) => column.id === id)?.title;
              if (title === undefined) return null;
              return (
                <div key={id} class="menu-row">
                  <label class="choice">
                    <input
                      type="checkbox"
                      checked={index < shown.length}
                      disabled={index === 0}
                      onChange={() => toggle(id)}
                    />
                    <span>{title}</span>
                  </label>
                  {index > 0 && index < shown.length && (
                    <Moves
                      title={title}
                      isFirst={index === 1}
                      isLast={index === shown.length - 1}
                      onMove={(steps) => move(id, steps)}
                    />
                  )}
                </div>
              );
            })}
            <Button kind="quiet" onClick={() => onChange(null)}>
              {SHELL.say('columns_usual')}
            </Button>
          </fieldset>
        </>
      )}
    </Menu>
  );
}

function Moves(props: { title: string; isFirst: boolean; isLast: boolean; onMove: (steps: number) => void }) {
  const { title, isFirst, isLast, onMove } = props;
  return (
    <span class="column-moves">
      <Button
        kind="quiet"
        icon="up"
        disabled={isFirst}
        aria-label={SHELL.say('column_before', { title })}
        onClick={() => onMove(-1)}
      />
      <Button
        kind="quiet"
        icon="down"
        disabled={isLast}
        aria-label={SHELL.say('column_after', { title })}
        onClick={() => onMove(1)}
      />
    </span>
  );
}
