/** Addresses of the pages. The server answers them with the application, which decides what to show. */
export const PAGE_ROUTES = {
  carteira: '/carteira',
  mapa: '/mapa',
  produtos: '/produtos',
  entradas: '/entradas',
  /** The product is `cod_produto` of the query: a code may be `..` or hold a slash, which paths do not survive. */
  produto: '/produto',
  coletas: '/coletas',
  importar: '/importar',
  administracao: '/administracao',
  glossario: '/glossario',
} as const;

export type PageName = keyof typeof PAGE_ROUTES;

/** Addresses that people type, and the page they mean. */
export const PAGE_ALIASES = {
  '/entrada': PAGE_ROUTES.entradas,
  '/coleta': PAGE_ROUTES.coletas,
  '/importacao': PAGE_ROUTES.importar,
  '/admin': PAGE_ROUTES.administracao,
} as const;

/** Where the files of the pages are. */
export const PAGE_FILES = '/static/pagina';
