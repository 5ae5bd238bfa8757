import { computed, signal } from '@preact/signals';
import { PAGE_ROUTES, type PageName } from '../../../contract/page-routes.ts';

/** The page an address names, and what its path holds. */
export interface PagePlace {
  readonly page: PageName | null;
  readonly parameters: Readonly<Record<string, string>>;
}

const address = signal('/');

/** Path of the address in force, without its query. */
const path = computed(() => address.value.split('?', 1)[0] ?? '/');
/** Query of the address in force. */
export const query = computed(() => new URLSearchParams(address.value.slice(path.value.length)));
/** The page in force. */
export const place = computed(() => placeOf(path.value));

function currentAddress(): string {
  return `${location.pathname}${location.search}`;
}

/** Which page a path names; `/` is the order book. */
function placeOf(pathname: string): PagePlace {
  if (pathname === '/') return { page: 'carteira', parameters: {} };
  for (const page of Object.keys(PAGE_ROUTES) as PageName[]) {
    const parameters = matchRoute(PAGE_ROUTES[page], pathname);
    if (parameters !== null) return { page, parameters };
  }
  return { page: null, parameters: {} };
}

function matchRoute(route: string, pathname: string): Record<string, string> | null {
  const wanted = route.split('/');
  const given = pathname.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) parameters[part.slice(1)] = decoded(value);
    else if (part !== value) return null;
  }
  return parameters;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Address of a page, with its parameters and query filled in; a parameter that its path has no place for goes into the query. */
export function pageAddress(
  page: PageName,
  parameters: Readonly<Record<string, string>> = {},
  queries: Readonly<Record<string, string | null>> = {},
): string {
  const rest: Record<string, string | null> = { ...parameters, ...queries };
  const pathname = PAGE_ROUTES[page].replace(/:(\w+)/g, (_, name: string) => {
    delete rest[name];
    return encodeURIComponent(parameters[name] ?? '');
  });
  return withQuery(pathname, new URLSearchParams(), rest);
}

/** Parts of a query by name: a text, several under one name, or none. */
export type QueryParts = Readonly<Record<string, string | readonly string[] | null>>;

function withQuery(pathname: string, base: URLSearchParams, changes: QueryParts): string {
  const next = new URLSearchParams(base);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '' || value.length === 0) next.delete(name);
    else if (typeof value === 'string') next.set(name, value);
    else {
      next.delete(name);
      for (const one of value) next.append(name, one);
    }
  }
  const text = next.toString();
  return text === '' ? pathname : `${pathname}?${text}`;
}

/** Goes to an address of ours. `replace` leaves no trace in the history: for what a person types, letter by letter. */
export function navigate(to: string, { replace = false } = {}): void {
  if (to === address.peek()) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  address.value = to;
}

/** Changes parts of the query; null, empty texts and empty lists take a part out. */
export function changeQuery(changes: QueryParts, options?: { replace?: boolean }): void {
  navigate(withQuery(path.value, query.value, changes), options);
}

/** Takes the address there is, and follows the browser's buttons and clicks on links to pages of ours. Call once. */
export function startRouter(): void {
  address.value = currentAddress();
  addEventListener('popstate', () => {
    address.value = currentAddress();
  });
  document.addEventListener('click', (event) => {
    const link = ourLink(event);
    if (link === null) return;
    event.preventDefault();
    navigate(`${link.pathname}${link.search}`);
  });
}

function ourLink(event: MouseEvent): HTMLAnchorElement | null {
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!isPlain || event.defaultPrevented || !(event.target instanceof Element)) return null;
  const link = event.target.closest<HTMLAnchorElement>('a[href]');
  if (link === null || link.origin !== location.origin || link.target !== '' || link.hash !== '') return null;
  if (link.hasAttribute('download')) return null;
  return placeOf(link.pathname).page === null ? null : link;
}
