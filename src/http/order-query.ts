import { Type } from 'typebox';
import type { Engine } from '../availability/engine.ts';
import type { PromiseSituation, Severity } from '../contract/codes.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import {
  DAY_PRESETS,
  GROUP_SORTS,
  GROUPINGS,
  MISSING_PARTS,
  NOTE_CHOICES,
  ORDER_SORTS,
  SNOOZE_CHOICES,
  VERDICT_TONES,
} from '../contract/order-choices.ts';
import { ORDER_FILTER_FIELDS, type OrderFilterFields } from '../contract/order-filter-wire.ts';
import { shown } from '../contract/request-text.ts';
import { type EpochDay, parseIsoDate } from '../contract/units.ts';
import type { DayFilter } from '../views/orders/day-ranges.ts';
import type { OrderBook, OrderQuery } from '../views/orders/order-book.ts';
import type { OrderFilter } from '../views/orders/order-book-filter.ts';
import { blankToNull, queryCodes, queryWhole } from './request-values.ts';

const MOST_ORDERS = 1000;
const USUAL_ORDERS = 100;
const MOST_CODES = 100;
const MOST_NAMES = 100;
/** More do not fit into an address. */
const MOST_CHOSEN = 1000;
/** No list is longer. */
const LAST_POSITION = 999_999_999;
const Text = Type.Optional(Type.String({ maxLength: 200 }));

/** What of the order book is asked for, in the query of a URL. */
const ORDER_FILTER_QUERY = { ...ORDER_FILTER_FIELDS, ordenar: Text, sentido: Text } as const;

/** Orders of a list that is taken away: those of a filter, or of them only the ones a person chose. */
export const TAKEN_ORDERS_QUERY = {
  ...ORDER_FILTER_QUERY,
  pedidos: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
} as const;

/** What of the order book is asked for, with the page. */
export const OrderBookQuery = Type.Object(
  {
    ...ORDER_FILTER_QUERY,
    agrupar: Text,
    ordenar_grupos: Text,
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

/** A filter as a query or the body of a run has it, and how it is listed. */
type Query = OrderFilterFields & {
  readonly ordenar?: string;
  readonly sentido?: string;
};

/** Where a page begins, and whether it is one of groups. */
type PageQuery = Query & {
  readonly agrupar?: string;
  readonly ordenar_grupos?: string;
  readonly limite?: string;
  readonly posicao?: string;
  readonly cursor?: string;
};

/** The filter of a query, or of the body of a run. @throws InvalidRequest naming the parameter */
export function orderFilter(query: OrderFilterFields): OrderFilter {
  return {
    text: blankToNull(query.texto),
    customer: blankToNull(query.cliente),
    city: blankToNull(query.cidade),
    seller: blankToNull(query.vendedor),
    customers: queryNames('cliente_igual', query.cliente_igual),
    cities: queryNames('cidade_igual', query.cidade_igual),
    sellers: queryNames('vendedor_igual', query.vendedor_igual),
    owners: queryNames('responsavel', query.responsavel),
    states: listOf(query.uf),
    lots: queryCodes('lote', query.lote, MOST_CODES),
    products: queryCodes('cod_produto', query.cod_produto, MOST_CODES),
    ...dayFilters(query),
    ok: queryFlag('pedido_ok', query.pedido_ok),
    leavesToday: queryFlag('pode_sair_hoje', query.pode_sair_hoje),
    severities: queryChoices('criticidade', query.criticidade, SEVERITIES),
    situations: queryChoices('situacao', query.situacao, SITUATIONS),
    verdicts: queryChoices('veredito', query.veredito, VERDICT_TONES),
    noted: queryChoices('nota', query.nota, NOTE_CHOICES, 1)[0] ?? null,
    snoozed: queryChoices('adiados', query.adiados, SNOOZE_CHOICES, 1)[0] ?? 'mostrar',
    missing: queryChoices('sem', query.sem, MISSING_PARTS),
  };
}

function dayFilters(query: OrderFilterFields): Pick<OrderFilter, 'ship' | 'appointment' | 'promise'> {
  const days = (name: 'expedicao' | 'agendamento' | 'promessa'): DayFilter => ({
    preset: queryChoices(name, query[name], DAY_PRESETS, 1)[0] ?? null,
    from: queryDate(`${name}_de`, query[`${name}_de`]),
    to: queryDate(`${name}_ate`, query[`${name}_ate`]),
  });
  return { ship: days('expedicao'), appointment: days('agendamento'), promise: days('promessa') };
}

/** Filter, order and page of a query. @throws InvalidRequest naming the parameter */
export function orderQuery(query: PageQuery): OrderQuery {
  const [by] = queryChoices('agrupar', query.agrupar, GROUPINGS, 1);
  const [groupSort = 'valor'] = queryChoices('ordenar_grupos', query.ordenar_grupos, GROUP_SORTS, 1);
  const [sort = 'expedicao'] = queryChoices('ordenar', query.ordenar, ORDER_SORTS, 1);
  return {
    filter: orderFilter(query),
    sort,
    descending: querySense(query.sentido),
    limit: queryWhole('limite', query.limite, MOST_ORDERS, USUAL_ORDERS, 0),
    groups: by === undefined ? null : { by, sort: groupSort },
    ...queryPlace(query),
  };
}

/**
 * Numbers of the orders that a list taken away is asked with, in its order.
 * @throws InvalidRequest naming the parameter
 */
export function takenOrders(
  orderBook: OrderBook,
  query: Query & { readonly pedidos?: string | readonly string[] },
): (engine: Engine) => Int32Array {
  const asked = orderQuery(query);
  const chosen = queryCodes('pedidos', query.pedidos, MOST_CHOSEN);
  return (engine) => {
    const orders = orderBook.numbers(engine, asked);
    if (chosen.length === 0) return orders;
    const numbers = new Set(chosen.map((code) => engine.book.orders.find(code)));
    return orders.filter((order) => numbers.has(order));
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

/** Whole names, one a parameter: they have commas. @throws InvalidRequest LISTA_LONGA */
export function queryNames(name: string, value: string | readonly string[] | undefined): readonly string[] {
  const names = (typeof value === 'string' ? [value] : (value ?? [])).filter((one) => one.trim() !== '');
  if (names.length <= MOST_NAMES) return names;
  const params = { limite: MOST_NAMES };
  throw new InvalidRequest({ place: 'consulta', path: name, code: 'LISTA_LONGA', params });
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** A day of the query, `yyyy-mm-dd`; null when it is not given. @throws InvalidRequest DATA_INVALIDA */
export function queryDate(name: string, value: string | undefined): EpochDay | null {
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
