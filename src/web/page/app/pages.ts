import type { ComponentType } from 'preact';
import type { PageName } from '../../../contract/page-routes.ts';
import type { IconName } from '../parts/icon.tsx';
import { SHELL } from '../words/shell-words.ts';

/** A page of the application. Its code is fetched when it is first opened. */
export interface PageEntry {
  /** Said when the page opens, and shown as the title of the window. */
  readonly title: () => string;
  readonly icon: IconName;
  /** False for pages that are reached from others only. */
  readonly inNavigation: boolean;
  /** The page in the navigation that it belongs to, where it is not there itself. */
  readonly under?: PageName;
  /** Has something to show in an empty database, where the others give way to the first visit. */
  readonly worksEmpty?: true;
  readonly load: () => Promise<{ readonly page: ComponentType<PageProps> }>;
}

export interface PageProps {
  /** What the path holds, by the names its route gives: nothing where the route has none. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What stands in for a page while the database is empty. */
export const FIRST_VISIT: PageEntry['load'] = async () => ({
  page: (await import('../pages/primeira-visita/welcome.tsx')).Welcome,
});

const STOCK_PAGES: PageEntry['load'] = async () => ({
  page: (await import('../pages/estoque/stock-page.tsx')).StockPage,
});

/** Pages in the order of the navigation. */
export const PAGES: Readonly<Partial<Record<PageName, PageEntry>>> = {
  carteira: {
    title: () => SHELL.say('page_carteira'),
    icon: 'book',
    inNavigation: true,
    load: async () => ({ page: (await import('../pages/carteira/carteira-page.tsx')).CarteiraPage }),
  },
  mapa: {
    title: () => SHELL.say('page_mapa'),
    icon: 'heat',
    inNavigation: true,
    load: STOCK_PAGES,
  },
  produtos: {
    title: () => SHELL.say('page_produtos'),
    icon: 'box',
    inNavigation: true,
    load: STOCK_PAGES,
  },
  entradas: {
    title: () => SHELL.say('page_entradas'),
    icon: 'truck',
    inNavigation: true,
    load: STOCK_PAGES,
  },
  produto: {
    title: () => SHELL.say('page_produto'),
    icon: 'box',
    inNavigation: false,
    under: 'produtos',
    load: STOCK_PAGES,
  },
  coletas: {
    title: () => SHELL.say('page_coletas'),
    icon: 'clip',
    inNavigation: true,
    worksEmpty: true,
    load: async () => ({ page: (await import('../pages/coletas/coletas-page.tsx')).ColetasPage }),
  },
  importar: {
    title: () => SHELL.say('page_importar'),
    icon: 'upload',
    inNavigation: true,
    worksEmpty: true,
    load: async () => ({ page: (await import('../pages/importar/importar-page.tsx')).ImportarPage }),
  },
  administracao: {
    title: () => SHELL.say('page_administracao'),
    icon: 'gear',
    inNavigation: true,
    worksEmpty: true,
    load: async () => ({
      page: (await import('../pages/administracao/administracao-page.tsx')).AdministracaoPage,
    }),
  },
  glossario: {
    title: () => SHELL.say('page_glossario'),
    icon: 'question',
    inNavigation: true,
    worksEmpty: true,
    load: async () => ({ page: (await import('../pages/glossario/glossario-page.tsx')).GlossarioPage }),
  },
};
