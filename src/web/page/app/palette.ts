import type { PageName } from '../../../contract/page-routes.ts';
import { withoutAccents } from '../../../contract/without-accents.ts';
import { offered, type PaletteAction } from '../parts/offered-actions.ts';
import { THEMES, theme } from '../words/preferences.ts';
import { SHELL } from '../words/shell-words.ts';
import { PAGES } from './pages.ts';
import { navigate, pageAddress } from './router.ts';
import { openHelp } from './shortcut-help.tsx';

/** All that can be done now and has every word of a text; all of it for an empty one. */
export function actionsFor(text: string): PaletteAction[] {
  const words = foldedText(text).split(/\s+/).filter(Boolean);
  return [...offered.value, ...filters(), ...pages(), ...looks()].filter(({ group, title }) => {
    const said = foldedText(`${SHELL.say(`palette_${group}`)} ${title}`);
    return words.every((word) => said.includes(word));
  });
}

/** A text as it is compared: without accents and case. */
function foldedText(text: string): string {
  return withoutAccents(text).toLowerCase();
}

const FILTERS = {
  today: { pode_sair_hoje: '1' },
  late: { situacao: 'ATRASADO' },
  undated: { situacao: 'SEM_DATA' },
  critical: { criticidade: 'CRITICA' },
  short_orders: { pedido_ok: '0' },
} as const;

function filters(): PaletteAction[] {
  return (Object.keys(FILTERS) as (keyof typeof FILTERS)[]).map((name) => ({
    key: name,
    group: 'filter',
    icon: 'book',
    title: SHELL.say(`palette_${name}`),
    run: () => navigate(pageAddress('carteira', {}, FILTERS[name])),
  }));
}

function pages(): PaletteAction[] {
  return (Object.keys(PAGES) as PageName[]).flatMap((name) => {
    const page = PAGES[name];
    if (page?.inNavigation !== true) return [];
    return {
      key: name,
      group: 'go',
      icon: page.icon,
      title: page.title(),
      run: () => navigate(pageAddress(name)),
    };
  });
}

function looks(): PaletteAction[] {
  const themes = THEMES.map(
    (value): PaletteAction => ({
      key: value,
      group: 'look',
      icon: value === 'dark' ? 'moon' : 'sun',
      title: SHELL.say(`theme_${value}`),
      run: () => {
        theme.value = value;
      },
    }),
  );
  return [
    ...themes,
    { key: 'help', group: 'look', icon: 'question', title: SHELL.say('shortcuts'), run: openHelp },
  ];
}
