import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { TermName } from '../../../i18n/page-glossario-labels.ts';
import { GLOSSARY } from '../words/glossary-words.ts';

interface ShownTerm {
  readonly term: TermName;
  /** The word. */
  readonly anchor: HTMLElement;
  /** What has the focus, and is described by the explanation; null where a pointer asked for it. */
  readonly focused: Element | null;
}

const ID = 'termo';
/** A pointer that only passes over a word asks nothing; one on its way from the word to its explanation keeps it. */
const SHOW_MS = 250;
const HIDE_MS = 300;
const EDGE = 8;

const shown = signal<ShownTerm | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

function show(anchor: HTMLElement, focused: Element | null): void {
  clearTimeout(timer);
  hide();
  // A description of its own stays what it is.
  const described = focused?.hasAttribute('aria-describedby') === false ? focused : null;
  described?.setAttribute('aria-describedby', ID);
  shown.value = { term: anchor.dataset['term'] as TermName, anchor, focused: described };
}

function hide(): void {
  clearTimeout(timer);
  shown.peek()?.focused?.removeAttribute('aria-describedby');
  shown.value = null;
}

/**
 * What a term means, beside the word. Once, in the shell.
 *
 *     pointer on a word      shown after a moment; stays while the pointer is on the word or on the explanation
 *     focus on or around it  shown at once; stays while the focus does, wherever the pointer goes
 *     Esc, scrolling         hidden; Esc does nothing else then
 */
export function TermTip() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(listen, []);
  const current = shown.value;
  useLayoutEffect(() => {
    if (current !== null && box.current !== null) place(box.current, current.anchor.getBoundingClientRect());
  }, [current]);
  if (current === null) return null;
  return (
    // Above dialogs too, where the browser can.
    <div ref={box} id={ID} class="term-tip" role="tooltip" popover="manual">
      <strong>{GLOSSARY.say(`name_${current.term}`)}</strong>
      <span>{GLOSSARY.say(`is_${current.term}`)}</span>
    </div>
  );
}

function place(box: HTMLElement, word: DOMRect): void {
  box.showPopover?.();
  const { width, height } = box.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(word.left, innerWidth - width - EDGE));
  const below = word.bottom + EDGE / 2;
  const top = below + height + EDGE > innerHeight ? word.top - height - EDGE / 2 : below;
  box.style.left = `${left}px`;
  box.style.top = `${Math.max(EDGE, top)}px`;
}

function listen(): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  document.addEventListener('pointerover', onPointer, { signal });
  document.addEventListener('focusin', onFocus, { signal });
  document.addEventListener('focusout', hide, { signal });
  document.addEventListener('scroll', hide, { signal, capture: true, passive: true });
  document.addEventListener('keydown', onKey, { signal, capture: true });
  return () => abort.abort();
}

function onPointer({ target }: Event): void {
  const found = target instanceof Element ? target.closest<HTMLElement>('[data-term], .term-tip') : null;
  const current = shown.peek();
  clearTimeout(timer);
  if (found === null) {
    if (current?.focused === null) timer = setTimeout(hide, HIDE_MS);
  } else if (found.dataset['term'] !== undefined && found !== current?.anchor) {
    timer = setTimeout(() => show(found, null), SHOW_MS);
  }
}

function onFocus({ target }: Event): void {
  if (!(target instanceof HTMLElement)) return;
  // A click on a button means the button, not the word on it.
  const isAround = target.matches(':is(button, a):focus-visible');
  const isWord = target.dataset['term'] !== undefined;
  const word = isWord ? target : isAround ? target.querySelector<HTMLElement>('[data-term]') : null;
  if (word !== null) show(word, target);
}

function onKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || shown.peek() === null) return;
  event.stopPropagation();
  event.preventDefault();
  hide();
}
