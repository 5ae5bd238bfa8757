import type { PageName } from '../../../contract/page-routes.ts';
import { Icon } from '../parts/icon.tsx';
import { SHELL } from '../words/shell-words.ts';
import { PAGES, type PageEntry } from './pages.ts';
import { pageAddress, place } from './router.ts';

/** Links to all pages. */
export function Navigation() {
  const { page: open } = place.value;
  const current = (open === null ? undefined : PAGES[open]?.under) ?? open;
  const entries = (Object.entries(PAGES) as [PageName, PageEntry][]).filter(([, page]) => page.inNavigation);
  return (
    <nav id="paginas" class="navigation" aria-label={SHELL.say('navigation')}>
      <a class="brand" href={pageAddress('carteira')}>
        <Mark />
        <span class="navigation-word">{SHELL.say('product')}</span>
      </a>
      <ul>
        {entries.map(([name, page]) => (
          <li key={name}>
            <a
              href={pageAddress(name)}
              class="navigation-link"
              title={page.title()}
              aria-current={name === current ? 'page' : undefined}
            >
              <Icon name={page.icon} size={18} />
              <span class="navigation-word">{page.title()}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A balance line that falls below zero. */
function Mark() {
  return (
    <svg class="brand-mark" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" />
      <path class="brand-zero" d="M4 14.5h16" />
      <path d="M4 8.5h4.5v3h4v6.5h3.5v-3.5H20" />
    </svg>
  );
}
