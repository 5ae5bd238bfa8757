import { Type } from 'typebox';
import type { PromiseSituation, Severity } from '../contract/codes.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { ORDER_SORTS } from '../contract/order-wire.ts';
import { shown } from '../contract/request-text.ts';
import { type EpochDay, parseIsoDate } from '../contract/units.ts';
import type { OrderQuery } from '../views/order-book.ts';
import type { OrderFilter } from '../views/order-book-filter.ts';
import { queryCodes, queryWhole } from './request-values.ts';

const MOST_ORDERS = 1000;
const USUAL_ORDERS = 100;
const MOST_PRODUCTS = 100;
/** No list is longer. */
const LAST_POSITION = 999_999_999;
const Text = Type.Optional(Type.String({ maxLength: 200 }));

/** What of the order book is asked for, in the query of a URL. */
export const ORDER_FILTER_QUERY = {
  texto: Text,
  cliente: Text,
  uf: Text,
  expedicao_de: Text,
  expedicao_ate: Text,
  criticidade: Text,
  situacao: Text,
  pedido_ok: Text,
  cod_produto: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  ordenar: Text,
  sentido: Text,
} as const;

/** What of the order book is asked for, with the page. */
export const OrderBookQuery = Type.Object(
  {
    ...ORDER_FILTER_QUERY,
    limite: Text,
    posicao: Text,
    cursor: Type.Optional(Type.String({ maxLength: 8000 })),
  },
  { additionalProperties: false },
);

const SEVERITIES: readonly (Severity | 'OK')[] = ['CRITICA', 'ALTA', 'MEDIA', 'BAIXA', 'OK'];
const SITUATIONS: readonly PromiseSituation[] = ['NO_PRAZO', 'ATRASADO', 'SEM_DATA', 'FORA_DO_HORIZONTE'];
const DIRECTIONS = ['asc', 'desc'] as const;
const FLAGS = ['0', '1'] as const;

type TextName = Exclude<keyof typeof ORDER_FILTER_QUERY, 'cod_produto'> | 'limite' | 'posicao' | 'cursor';
type Query = Readonly<Partial<Record<TextName, string>>> & {
  readonly cod_produto?: string | readonly string[];
};

/** The filter of a query, or of the body of a run. @throws InvalidRequest naming the parameter */
export function orderFilter(query: Query): OrderFilter {
  return {
    text: blankToNull(query.texto),
    customer: blankToNull(query.cliente),
    states: listOf(query.uf),
    shipFrom: queryDate('expedicao_de', query.expedicao_de),
    shipTo: queryDate('expedicao_ate', query.expedicao_ate),
    ok: queryFlag('pedido_ok', query.pedido_ok),
    severities: queryChoices('criticidade', query.criticidade, SEVERITIES),
    situations: queryChoices('situacao', query.situacao, SITUATIONS),
    products: queryCodes('cod_produto', query.cod_produto, MOST_PRODUCTS),
  };
}

/** Filter, order and page of a query. @throws InvalidRequest naming the parameter */
export function orderQuery(query: Query): OrderQuery {
  const [sort = 'expedicao'] = queryChoices('ordenar', query.ordenar, ORDER_SORTS, 1);
  return {
    filter: orderFilter(query),
    sort,
    descending: querySense(query.sentido),
    limit: queryWhole('limite', query.limite, MOST_ORDERS, USUAL_ORDERS, 0),
    ...queryPlace(query),
  };
}

/** Where a page begins: after a cursor, or at a row of the list. @throws InvalidRequest where both are given */
export function queryPlace(query: { readonly cursor?: string; readonly posicao?: string }): {
  readonly cursor: string | null;
  readonly position: number;
} {
  const { cursor, posicao } = query;
  if (cursor !== undefined && posicao !== undefined) {
    throw new InvalidRequest({ place: 'consulta', path: 'posicao', code: 'POSICAO_COM_CURSOR' });
  }
  return { cursor: cursor ?? null, position: queryWhole('posicao', posicao, LAST_POSITION, 0, 0) };
}

/** Whether a list is asked for the other way round. @throws InvalidRequest VALOR_FORA_DA_LISTA */
export function querySense(sentido: string | undefined): boolean {
  const [direction = 'asc'] = queryChoices('sentido', sentido, DIRECTIONS, 1);
  return direction === 'desc';
}

/** Yes (1) or no (0); null when it is not given. @throws InvalidRequest VALOR_FORA_DA_LISTA */
export function queryFlag(name: string, value: string | undefined): boolean | null {
  const [flag] = queryChoices(name, value, FLAGS, 1);
  return flag === undefined ? null : flag === '1';
}

function blankToNull(text: string | undefined): string | null {
  return text?.trim() || null;
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** A day of the query, `yyyy-mm-dd`; null when it is not given. @throws InvalidRequest DATA_INVALIDA */
function queryDate(name: string, value: string | undefined): EpochDay | null {
  const text = blankToNull(value);
  if (text === null) return null;
  const day = parseIsoDate(text);
  if (day !== null) return day;
  const params = { valor: shown(text) };
  throw new InvalidRequest({ place: 'consulta', path: name, code: 'DATA_INVALIDA', params });
}

/**
 * Codes of a closed list, separated by commas, in any case; empty when not given.
 * @throws InvalidRequest VALOR_FORA_DA_LISTA; VALOR_REPETIDO where there are more than `most`
 */
export function queryChoices<Choice extends string>(
  name: string,
  value: string | undefined,
  choices: readonly Choice[],
  most = choices.length,
): Choice[] {
  const chosen = listOf(value).map((text) => {
    const choice = choices.find((one) => one.toUpperCase() === text.toUpperCase());
    if (choice !== undefined) return choice;
    const params = { valores: choices.join(', ') };
    throw new InvalidRequest({ place: 'consulta', path: name, code: 'VALOR_FORA_DA_LISTA', params });
  });
  if (chosen.length <= most) return chosen;
  throw new InvalidRequest({ place: 'consulta', path: name, code: 'VALOR_REPETIDO' });
}
