import { apiPath } from '../data/api.ts';
import { language } from '../words/preferences.ts';
import { SHELL } from '../words/shell-words.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { useShortcut } from './shortcuts.ts';

/** A page for paper: `/imprimir/…`. */
export interface PrintChoice {
  readonly title: string;
  readonly path: string;
}

/**
 * What is shown, whole, as pages for paper, which open beside and bring up the dialog of the browser. Ctrl+P opens the
 * first of them; where the browser prints the page itself, a sentence stands in place of the few rows on screen.
 */
export function PrintMenu({ choices }: { choices: readonly [PrintChoice, ...PrintChoice[]] }) {
  const address = ({ path }: PrintChoice): string => apiPath(path, { idioma: language.value });
  const first = address(choices[0]);
  // What lies above, as an order does above its list, is what a person looks at: it came last.
  useShortcut('print', () => window.open(first, '_blank', 'noopener'));
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

/** The pages for paper of a list, from the address of its file: they are asked for in the same words. */
export function onPaper(filePath: string): string {
  return filePath.replace('/api/exportar/', '/imprimir/');
}
