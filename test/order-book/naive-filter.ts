/** The filter of the order book once more, as plain as it can be: over whole rows, in the words of its query. */
import type { OrderFilterFields } from '../../src/contract/order-filter-wire.ts';
import type { OrderRow } from '../../src/contract/order-wire.ts';
import { formatIsoDate, parseIsoDate } from '../../src/contract/units.ts';

/** A row, and the products of its open lines. */
export interface NaiveRow {
  readonly row: OrderRow;
  readonly products: readonly string[];
}

function plain(text: string | null | undefined): string {
  return (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
}

function listed(value: string | string[] | undefined): string[] {
  const all = value === undefined ? [] : typeof value === 'string' ? value.split(',') : value;
  return all.map((one) => one.trim()).filter((one) => one !== '');
}

function whole(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** Days of a preset, first and last. */
function preset(name: string, today: string): readonly [string, string] {
  const day = (offset: number): string => formatIsoDate(parseIsoDate(today)! + offset);
  switch (name) {
    case 'hoje':
      return [today, today];
    case 'amanha':
      return [day(1), day(1)];
    case '7dias':
      return [today, day(6)];
    case 'vencidos':
      return ['0000-01-01', day(-1)];
    default: {
      const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
      return [day(-weekday), day(6 - weekday)];
    }
  }
}

function isWithin(
  date: string | null,
  [from, to]: readonly [string | undefined, string | undefined],
): boolean {
  if (from === undefined && to === undefined) return true;
  return date !== null && date >= (from ?? '0000') && date <= (to ?? '9999');
}

type DayName = 'expedicao' | 'agendamento' | 'promessa';

function passesDays(query: OrderFilterFields, name: DayName, date: string | null, today: string): boolean {
  const named = query[name];
  const days = named === undefined ? ([undefined, undefined] as const) : preset(named, today);
  return isWithin(date, days) && isWithin(date, [query[`${name}_de`], query[`${name}_ate`]]);
}

function passesPromise(query: OrderFilterFields, row: OrderRow, today: string): boolean {
  if (query.promessa !== 'vencidos') return passesDays(query, 'promessa', row.promessa.data, today);
  const isLate = row.promessa.situacao === 'ATRASADO';
  return isLate && isWithin(row.promessa.data, [query.promessa_de, query.promessa_ate]);
}

/** Whether the order of a row is put off until a later day. */
export function isPutOff(row: OrderRow, today: string): boolean {
  return (row.anotacao?.adiado_ate ?? '') > today;
}

const LACKS: Readonly<Record<string, (row: OrderRow) => boolean>> = {
  cliente: (row) => row.cliente === null,
  cidade: (row) => row.cidade === null,
  uf: (row) => plain(row.uf).trim() === '',
  vendedor: (row) => row.vendedor === null,
  lote: (row) => row.lotes.length === 0,
  expedicao: (row) => row.expedicao === null,
  agendamento: (row) => row.agendamento === null,
  promessa: (row) => row.promessa.data === null,
  responsavel: (row) => (row.anotacao?.responsavel ?? null) === null,
};

/** Whether a query lets an order through, put off and hidden or not. */
export function passes({ row, products }: NaiveRow, query: OrderFilterFields, today: string): boolean {
  const isOneOf = (wanted: readonly string[], values: readonly (string | null)[]): boolean =>
    wanted.length === 0 || values.some((value) => value !== null && wanted.includes(value));
  const has = (part: string | undefined, text: string | null): boolean =>
    part === undefined || plain(text).includes(plain(part.trim()));
  const flag = (value: string | undefined, is: boolean): boolean =>
    value === undefined || (value === '1') === is;
  const words = plain(query.texto).split(/\s+/).filter(Boolean);
  const all = [row.num_pedido, row.cliente, row.cidade, row.uf, row.vendedor].map(plain);
  const checks = [
    words.every((word) => all.some((text) => text.includes(word))),
    has(query.cliente, row.cliente),
    has(query.cidade, row.cidade),
    has(query.vendedor, row.vendedor),
    isOneOf(whole(query.cliente_igual), [row.cliente]),
    isOneOf(whole(query.cidade_igual), [row.cidade]),
    isOneOf(whole(query.vendedor_igual), [row.vendedor]),
    isOneOf(whole(query.responsavel).map(plain), [plain(row.anotacao?.responsavel) || null]),
    isOneOf(listed(query.uf).map(plain), [plain(row.uf).trim()]),
    isOneOf(listed(query.lote), row.lotes),
    isOneOf(listed(query.cod_produto), products),
    passesDays(query, 'expedicao', row.expedicao, today),
    passesDays(query, 'agendamento', row.agendamento, today),
    passesPromise(query, row, today),
    isOneOf(listed(query.criticidade), [row.criticidade ?? 'OK']),
    isOneOf(listed(query.situacao), [row.promessa.situacao]),
    isOneOf(listed(query.veredito), [row.veredito.tom]),
    flag(query.pedido_ok, row.pedido_ok),
    flag(query.pode_sair_hoje, row.promessa.data === today),
    query.nota === undefined || (query.nota === 'com') === ((row.anotacao?.nota ?? null) !== null),
    query.adiados !== 'somente' || isPutOff(row, today),
    listed(query.sem).every((part) => LACKS[part]!(row)),
  ];
  return checks.every(Boolean);
}
