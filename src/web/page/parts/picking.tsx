import { Icon } from './icon.tsx';
import { shortcutOf } from './shortcuts.ts';

/** What a click on a row does. */
export type Press = (index: number, how: 'open' | 'toggle' | 'extend') => void;

/** How rows are picked for what is then done with all of them. Another object whenever something else is picked. */
export interface Picking<Row> {
  /** null for rows that cannot be picked. */
  isPicked(row: Row): boolean | null;
  /** Whether all rows are. */
  readonly hasAll: boolean;
  /** What the box in the heading does. */
  readonly label: string;
  toggle(index: number): void;
  /** All rows from the one toggled last to this one. */
  extend(index: number): void;
  /** All rows there are, or none. */
  all(): void;
}

/** Does what a click on a row means; where rows are not picked, it opens one. */
export function pressRow<Row>(
  index: number,
  how: Parameters<Press>[1],
  picking: Picking<Row> | undefined,
  open: (index: number) => void,
): void {
  if (how === 'open' || picking === undefined) open(index);
  else picking[how](index);
}

/** Keeps a click that extends the selection from marking all the text between; the list has the focus all the same. */
export function keepText(event: { shiftKey: boolean; currentTarget: Element; preventDefault(): void }): void {
  if (!event.shiftKey) return;
  event.preventDefault();
  event.currentTarget.closest<HTMLElement>('.table')?.focus();
}

/** What a click on a row means; null where it is for something in it. */
export function pressOf({ target, shiftKey, ctrlKey, metaKey }: MouseEvent): Parameters<Press>[1] | null {
  if (!(target instanceof Element) || target.closest('a, button') !== null) return null;
  if (shiftKey) return 'extend';
  return ctrlKey || metaKey || target.closest('.pick') !== null ? 'toggle' : 'open';
}

/** Picks what a key says, which then means nothing else; false where it says nothing of the kind. */
export function pickByKey<Row>(
  event: KeyboardEvent,
  picking: Picking<Row> | undefined,
  place: number,
  go: (index: number) => void,
): boolean {
  if (picking === undefined || event.target !== event.currentTarget) return false;
  const name = shortcutOf(event);
  if (name === 'select') picking.toggle(place);
  else if (name === 'select_all') picking.all();
  else if (name === 'extend') {
    const next = place + (event.key === 'ArrowDown' ? 1 : -1);
    if (next >= 0) {
      go(next);
      picking.extend(next);
    }
  } else return false;
  event.preventDefault();
  return true;
}

/** Shows whether a row is picked; the row itself says so to readers. */
export function PickBox({ isPicked }: { isPicked: boolean }) {
  return (
    <span class={`pick${isPicked ? ' pick-on' : ''}`} aria-hidden="true">
      {isPicked && <Icon name="check" size={12} />}
    </span>
  );
}

/** Picks all rows, or none; in the heading of the first column. */
export function PickAll<Row>({ picking }: { picking: Picking<Row> }) {
  return (
    <input
      type="checkbox"
      class="pick"
      aria-label={picking.label}
      title={picking.label}
      checked={picking.hasAll}
      onChange={() => picking.all()}
    />
  );
}
