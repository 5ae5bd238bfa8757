import { apiPath } from '../../data/api.ts';
import { download } from '../../parts/download.ts';
import { useActions } from '../../parts/offered-actions.ts';
import { language } from '../../words/preferences.ts';
import { SHELL } from '../../words/shell-words.ts';
import { chooseDensity, type Density } from './list-layout.ts';
import { toggleSplit } from './split-view.ts';
import { WORDS } from './words.ts';

/** Addresses of what can be made of the list: files of its rows and of their items, and pages for paper. */
interface ListPaths {
  readonly rows: string;
  readonly items: string;
  readonly print: string;
}

/** What the search box can do with the list. */
export function useListActions({ rows, items, print }: ListPaths): void {
  useActions([language.value, rows, items, print].join('\n'), () => {
    const file = (title: string, path: string) => ({
      key: title,
      group: 'do' as const,
      icon: 'download' as const,
      title: `${SHELL.say('export')}: ${title}`,
      run: () => download(apiPath(path, { idioma: language.value })),
    });
    const density = (one: Density) => ({
      key: one,
      group: 'do' as const,
      icon: 'menu' as const,
      title: `${WORDS.say('density')}: ${WORDS.say(`density_${one}`)}`,
      run: () => chooseDensity(one),
    });
    return [
      file(SHELL.say('export_xlsx'), rows),
      file(WORDS.say('export_items'), items),
      {
        key: 'print',
        group: 'do',
        icon: 'print',
        title: SHELL.say('print'),
        run: () => window.open(apiPath(print, { idioma: language.value }), '_blank', 'noopener'),
      },
      density('padrao'),
      density('compacta'),
      { key: 'split', group: 'do', icon: 'split', title: WORDS.say('split'), run: toggleSplit },
    ];
  });
}
