import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Notices } from '../parts/notices.tsx';
import { TermTip } from '../parts/term-tip.tsx';
import { SHELL } from '../words/shell-words.ts';
import { CurrentPage } from './current-page.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';

const NAVIGATION_KEY = 'ruptura.paginas';

/** Whether the navigation shows words beside its icons; on narrow screens, whether it is there at all. */
const isNavigationOpen = signal(readOpen());

/** What stands around every page. */
export function App() {
  const isOpen = isNavigationOpen.value;
  useEffect(() => {
    try {
      localStorage.setItem(NAVIGATION_KEY, isOpen ? '1' : '0');
    } catch {}
  }, [isOpen]);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on the page, and no farther than it has to */}
      <a class="skip" href="#conteudo" onClick={skip}>
        {SHELL.say('skip')}
      </a>
      <div class={`shell${isOpen ? '' : ' shell-folded'}`}>
        <Navigation />
        <Header onToggleNavigation={() => (isNavigationOpen.value = !isOpen)} isNavigationOpen={isOpen} />
        <main id="conteudo" class="content" tabIndex={-1}>
          <CurrentPage />
          <TermTip />
        </main>
      </div>
      <Notices />
      <ShortcutHelp />
    </>
  );
}

/** Past all that stands around the page: to its list, where it has one. */
function skip(event: Event): void {
  const list = document.querySelector<HTMLElement>('main :is([role=grid], [role=treegrid])');
  if (list === null) return;
  event.preventDefault();
  list.focus();
}

function readOpen(): boolean {
  try {
    const kept = localStorage.getItem(NAVIGATION_KEY);
    return kept === null ? innerWidth >= 1440 : kept === '1';
  } catch {
    return true;
  }
}
