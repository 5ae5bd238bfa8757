import { element } from './elements.ts';
import type { Paint } from './paint.ts';

/** What a button and the line under it show. */
export interface SlotLook extends Paint {
  readonly title: string;
  readonly note: string;
  /** Nothing to click yet. */
  readonly isBusy: boolean;
}

/** The place of one row that shows its order's answer. */
export interface Slot {
  readonly order: string;
  /** The button is the page's own: its click is too. */
  readonly isHosts: boolean;
  show(look: SlotLook): void;
  /** Still in the page, in that row. */
  isIn(row: Element): boolean;
  /** Leaves the row as it was. */
  remove(): void;
}

const PAINT = /^btn-(outline-)?(primary|secondary|success|danger|warning|info|light|dark)$/;

/** A button of ours in a cell, with a line under it. */
export function ownSlot(cell: Element, order: string, onClick: () => void): Slot {
  const button = element('button', {
    type: 'button',
    class: 'btn btn-sm btn-ruptura-worker',
    'data-pedido': order,
  });
  const note = element('span', { class: 'ruptura-resultado' });
  const id = `ruptura-${order}`;
  const container = element('div', { class: 'ruptura-pedido' }, button, note);
  // An order may stand in two rows; an id may not.
  if (document.getElementById(id) === null) container.id = id;
  button.addEventListener('click', onClick);
  cell.append(container);
  return {
    order,
    isHosts: false,
    show: (look) => {
      paint(button, look);
      button.disabled = look.isBusy;
      if (note.textContent !== look.note) note.textContent = look.note;
    },
    isIn: (row) => row.contains(container),
    remove: () => container.remove(),
  };
}

/** A button that the page had: only its text and colour are ours, and only for a while. */
export function hostSlot(button: Element, order: string): Slot {
  const nodes = [...button.childNodes];
  const className = button.getAttribute('class');
  const title = button.getAttribute('title');
  return {
    order,
    isHosts: true,
    show: (look) => paint(button, look),
    isIn: (row) => row.contains(button),
    remove: () => {
      button.replaceChildren(...nodes);
      restore(button, 'class', className);
      restore(button, 'title', title);
    },
  };
}

function paint(button: Element, { text, colour, title }: SlotLook): void {
  const kept = [...button.classList].filter((name) => !PAINT.test(name) && name !== 'ruptura-cor');
  restore(button, 'class', [...kept, 'ruptura-cor', `btn-${colour}`].join(' '));
  restore(button, 'title', title === '' ? null : title);
  if (button.textContent !== text) button.textContent = text;
}

function restore(target: Element, name: string, value: string | null): void {
  if (value === target.getAttribute(name)) return;
  if (value === null) target.removeAttribute(name);
  else target.setAttribute(name, value);
}
