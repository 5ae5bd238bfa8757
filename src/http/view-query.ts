import type { RequestProblem } from '../contract/invalid-request.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { ORDER_FILTER_FIELDS, type OrderFilterFields } from '../contract/order-filter-wire.ts';
import { characters, isStorable } from '../contract/request-text.ts';
import { MAX_VIEW_NAME, MAX_VIEW_QUERY, type ViewPage } from '../contract/saved-view-wire.ts';
import { orderFilter } from './order-query.ts';

/** Name of a parameter of one of our pages. */
const PARAMETER = /^[a-z][a-z0-9_]{0,39}$/;
const MOST_PARAMETERS = 200;

function problem(path: string, code: RequestProblem['code'], params = {}): InvalidRequest {
  return new InvalidRequest({ place: 'corpo', path, code, params });
}

/** The name of a view, without the blanks around it and with single ones inside. @throws InvalidRequest */
export function viewName(value: string): string {
  const name = value.trim().replace(/\s+/g, ' ');
  if (name === '') throw problem('/nome', 'TEXTO_CURTO');
  if (!isStorable(name)) throw problem('/nome', 'CARACTERE_INVALIDO');
  if (characters(name) > MAX_VIEW_NAME) throw problem('/nome', 'TEXTO_LONGO', { limite: MAX_VIEW_NAME });
  return name;
}

/**
 * The query of a page's address, written in one way. Parameters that filter the order book must be ones it understands;
 * what else a page has in its address is its own.
 * @throws InvalidRequest naming the parameter
 */
export function viewQuery(page: ViewPage, value: string): string {
  const query = new URLSearchParams(value.trim().replace(/^\?/, ''));
  const names = [...new Set(query.keys())];
  if (query.size > MOST_PARAMETERS) throw problem('/consulta', 'LISTA_LONGA', { limite: MOST_PARAMETERS });
  for (const name of names) {
    if (!PARAMETER.test(name)) throw problem('/consulta', 'CAMPO_DESCONHECIDO', { campo: name.slice(0, 40) });
    if (!query.getAll(name).every(isStorable)) throw problem(`/consulta/${name}`, 'CARACTERE_INVALIDO');
  }
  if (page === 'carteira') checkFilter(query, names);
  const text = query.toString();
  if (text.length > MAX_VIEW_QUERY) throw problem('/consulta', 'TEXTO_LONGO', { limite: MAX_VIEW_QUERY });
  return text;
}

function checkFilter(query: URLSearchParams, names: readonly string[]): void {
  const fields: Record<string, string | string[]> = {};
  for (const name of names) {
    if (!(name in ORDER_FILTER_FIELDS)) continue;
    const [first = '', ...more] = query.getAll(name);
    fields[name] = more.length === 0 ? first : [first, ...more];
  }
  try {
    orderFilter(fields as OrderFilterFields);
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    throw new InvalidRequest(
      ...error.problems.map((one) => ({ ...one, place: 'corpo' as const, path: `/consulta/${one.path}` })),
    );
  }
}
