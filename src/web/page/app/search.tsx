import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { ACTION_GROUPS } from '../parts/offered-actions.ts';
import { useShortcut } from '../parts/shortcuts.ts';
import { SHELL } from '../words/shell-words.ts';
import { formats } from '../words/words.ts';
import { actionsFor } from './palette.ts';
import { type Found, type FoundGroup, useResults } from './search-results.ts';

/** Actions beside what was found. */
const FEW_ACTIONS = 4;

/**
 * One box for orders, products, customers and lots, and for what can be done: `/` goes there from anywhere, Ctrl+K too,
 * and lists all actions before a word is typed.
 */
export function Search() {
  const input = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const { isOpen, isPalette, open, close } = useOpening(() => {
    setActive(0);
    input.current?.focus();
    input.current?.select();
  });
  const { groups, isBusy, problem } = useResults(text);
  const id = useId();
  const isShown = isOpen && (isPalette || text.trim() !== '');
  const all = isShown ? allGroups(text, groups, isPalette) : [];
  const items = all.flatMap((group) => group.items);
  const place = Math.min(active, Math.max(0, items.length - 1));
  const run = (found: Found | undefined): void => {
    if (found === undefined) return;
    close();
    setText('');
    // What it does may move the focus elsewhere.
    input.current?.blur();
    found.run();
  };
  const move = (to: number): void => {
    setActive(to);
    document.getElementById(`${id}-${to}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div
      class="search"
      ref={root}
      onFocusOut={({ relatedTarget }) => {
        if (!root.current?.contains(relatedTarget as Node | null)) close();
      }}
    >
      <Icon name="search" />
      <input
        ref={input}
        {...comboBox(id, isShown, items.length === 0 ? null : place)}
        placeholder={SHELL.say(isPalette ? 'palette_short' : 'search_short')}
        value={text}
        onFocus={open}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setActive(0);
          open();
        }}
        onKeyDown={(event) => {
          const to = stepOf(event.key, place, items.length);
          if (to !== null) move(to);
          else if (event.key === 'Enter') run(items[place]);
          else if (event.key === 'Escape' && isShown) close();
          else return;
          event.preventDefault();
        }}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
      <div class="search-panel" hidden={!isShown} aria-busy={isBusy}>
        <Waiting isBusy={isBusy} problem={problem} isEmpty={items.length === 0} text={text.trim()} />
        <Lines id={id} groups={all} active={place} onChoose={run} />
      </div>
    </div>
  );
}

/** Whether the panel may be there, and whether it was asked for what can be done. @param begin when a key asks for it */
function useOpening(begin: () => void) {
  const [isOpen, setOpen] = useState(false);
  const [isPalette, setPalette] = useState(false);
  const beginAs = (asPalette: boolean): void => {
    setPalette(asPalette);
    setOpen(true);
    begin();
  };
  useShortcut('search', () => beginAs(false));
  useShortcut('palette', () => beginAs(true));
  const close = (): void => {
    setOpen(false);
    setPalette(false);
  };
  return { isOpen, isPalette, open: () => setOpen(true), close };
}

/** What a box with a list of choices tells readers. @param place of the active choice; null without choices */
function comboBox(id: string, isShown: boolean, place: number | null) {
  return {
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: false,
    'aria-label': SHELL.say('search'),
    'aria-expanded': isShown,
    'aria-controls': `${id}-list`,
    'aria-autocomplete': 'list',
    'aria-activedescendant': isShown && place !== null ? `${id}-${place}` : undefined,
    'aria-keyshortcuts': '/ Control+K',
  } as const;
}

/** The choice an arrow leads to; null for other keys. */
function stepOf(key: string, place: number, length: number): number | null {
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return null;
  return length === 0 ? 0 : (place + (key === 'ArrowDown' ? 1 : length - 1)) % length;
}

/** Found and actions, in the order of what was asked for. */
function allGroups(text: string, found: readonly FoundGroup[], isPalette: boolean): FoundGroup[] {
  const isAll = isPalette && text.trim() === '';
  const matching = actionsFor(text);
  const shown = isPalette ? matching : matching.slice(0, FEW_ACTIONS);
  const actions = ACTION_GROUPS.map((group) => ({
    title: SHELL.say(`palette_${group}`),
    items: shown.filter((action) => action.group === group),
    more: 0,
  })).filter(({ items }) => items.length > 0);
  if (isAll) return actions;
  return isPalette ? [...actions, ...found] : [...found, ...actions];
}

/** What is said where nothing is listed, or not yet. */
function Waiting(props: { isBusy: boolean; problem: string | null; isEmpty: boolean; text: string }) {
  const { isBusy, problem, isEmpty, text } = props;
  if (problem !== null) return <p class="search-empty tone-danger toned">{problem}</p>;
  if (!isEmpty) return null;
  if (isBusy) {
    return (
      <p class="search-empty search-busy">
        <span class="spinner" aria-hidden="true" />
        {SHELL.say('search_busy')}
      </p>
    );
  }
  return (
    <>
      <p class="search-empty">{SHELL.say('search_nothing', { text })}</p>
      <p class="search-empty">{SHELL.say('search_hint')}</p>
    </>
  );
}

function Lines(props: {
  id: string;
  groups: readonly FoundGroup[];
  active: number;
  onChoose: (found: Found) => void;
}) {
  const { id, groups, active, onChoose } = props;
  let index = -1;
  return (
    <div id={`${id}-list`} role="listbox" aria-label={SHELL.say('search')}>
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
        <div key={group.title} role="group" aria-label={group.title}>
          <div class="search-group" aria-hidden="true">
            {group.title}
            {group.more > 0 && <span>{SHELL.say('search_more', { n: formats().integer(group.more) })}</span>}
          </div>
          {group.items.map((found) => {
            index += 1;
            const isActive = index === active;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the box hears the keys
              <div
                key={found.key}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                class={`search-item${isActive ? ' search-active' : ''}`}
                aria-selected={isActive}
                // The box keeps the focus until the click is done.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onChoose(found)}
              >
                <Icon name={found.icon} />
                <span class="search-title">{found.title}</span>
                {found.note !== undefined && <span class="search-note">{found.note}</span>}
                {found.figure !== undefined && <span class="search-figure">{found.figure}</span>}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
