import { useEffect } from 'preact/hooks';
import { apiPath } from '../data/api.ts';
import { language } from '../words/preferences.ts';
import { SHELL } from '../words/shell-words.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';

/** A page for paper: `/imprimir/…`. */
export interface PrintChoice {
  readonly title: string;
  readonly path: string;
}

/** Addresses of what can be printed now, the uppermost last. */
const shown: string[] = [];

/**
 * What is shown, whole, as pages for paper, which open beside and bring up the dialog of the browser. Ctrl+P opens the
 * first of them; where the browser prints the page itself, a sentence stands in place of the few rows on screen.
 */
export function PrintMenu({ choices }: { choices: readonly [PrintChoice, ...PrintChoice[]] }) {
  const address = ({ path }: PrintChoice): string => apiPath(path, { idioma: language.value });
  const first = address(choices[0]);
  useEffect(() => {
    shown.push(first);
    const onKey = (event: KeyboardEvent): void => {
      // What lies above, as an order does above its list, is what a person looks at.
      if (shown.at(-1) !== first) return;
      const isPrint =
        (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === 'p';
      if (!isPrint || event.defaultPrevented) return;
      event.preventDefault();
      open(first, '_blank', 'noopener');
    };
    addEventListener('keydown', onKey);
    return () => {
      shown.splice(shown.lastIndexOf(first), 1);
      removeEventListener('keydown', onKey);
    };
  }, [first]);
  const label = SHELL.say('print');
  const link = (choice: PrintChoice, isBare: boolean) => (
    <a
      key={choice.path}
      class={`button button-plain${isBare ? ' button-bare' : ''}`}
      href={address(choice)}
      target="_blank"
      rel="noopener"
      aria-label={isBare ? label : undefined}
      title={isBare ? label : undefined}
    >
      {isBare ? <Icon name="print" /> : choice.title}
    </a>
  );
  return (
    <>
      {choices.length === 1 ? (
        link(choices[0], true)
      ) : (
        <Menu label={label} icon="print" bare align="end">
          {() => <div class="choices">{choices.map((choice) => link(choice, false))}</div>}
        </Menu>
      )}
      <p class="print-note">
        {SHELL.say('print_note')} <a href={first}>{first}</a>
      </p>
    </>
  );
}
