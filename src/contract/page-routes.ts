/** Addresses of the pages. The server answers them with the application, which decides what to show. */
export const PAGE_ROUTES = {
  carteira: '/carteira',
  mapa: '/mapa',
  produto: '/produto/:cod_produto',
  importar: '/importar',
  administracao: '/administracao',
} as const;

export type PageName = keyof typeof PAGE_ROUTES;

/** Where the files of the pages are. */
export const PAGE_FILES = '/static/pagina';
