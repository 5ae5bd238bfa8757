import type { PromiseSituation, Severity } from '../../../../contract/codes.ts';
import {
  DAY_PRESETS,
  MISSING_PARTS,
  NOTE_CHOICES,
  SNOOZE_CHOICES,
  VERDICT_TONES,
} from '../../../../contract/order-choices.ts';
import type { OrderFilterFields } from '../../../../contract/order-filter-wire.ts';
import { changeQuery } from '../../app/router.ts';

/** What of the order book is shown, in the words of the URL and of `GET /api/carteira`: they are the same. */
export type FilterName = keyof OrderFilterFields;
/** A text, or several where any of them will do. */
export type FilterValue = string | readonly string[];
export type Filter = Readonly<Partial<Record<FilterName, FilterValue>>>;

export type SeverityChoice = Severity | 'OK';
export const SEVERITY_CHOICES: readonly SeverityChoice[] = ['CRITICA', 'ALTA', 'MEDIA', 'BAIXA', 'OK'];
export const SITUATION_CHOICES: readonly PromiseSituation[] = [
  'NO_PRAZO',
  'ATRASADO',
  'SEM_DATA',
  'FORA_DO_HORIZONTE',
];
const FLAG_CHOICES = ['0', '1'] as const;

/** How the value of a filter is read. */
type Kind =
  /** Any text. */
  | 'text'
  | 'day'
  /** Codes one after another with commas between, or each under the name again: then they may hold commas. */
  | 'codes'
  /** Whole names, each under the name again. */
  | 'names'
  /** One of a closed list, in the case of that list. */
  | { readonly one: readonly string[] }
  /** Any of a closed list, with commas between. */
  | { readonly any: readonly string[] };

const KINDS: Readonly<Record<FilterName, Kind>> = {
  texto: 'text',
  cliente: 'text',
  cidade: 'text',
  vendedor: 'text',
  cliente_igual: 'names',
  cidade_igual: 'names',
  vendedor_igual: 'names',
  responsavel: 'names',
  uf: 'text',
  lote: 'codes',
  cod_produto: 'codes',
  expedicao: { one: DAY_PRESETS },
  expedicao_de: 'day',
  expedicao_ate: 'day',
  agendamento: { one: DAY_PRESETS },
  agendamento_de: 'day',
  agendamento_ate: 'day',
  promessa: { one: DAY_PRESETS },
  promessa_de: 'day',
  promessa_ate: 'day',
  criticidade: { any: SEVERITY_CHOICES },
  situacao: { any: SITUATION_CHOICES },
  veredito: { any: VERDICT_TONES },
  pedido_ok: { one: FLAG_CHOICES },
  pode_sair_hoje: { one: FLAG_CHOICES },
  nota: { one: NOTE_CHOICES },
  adiados: { one: SNOOZE_CHOICES },
  sem: { any: MISSING_PARTS },
};
export const FILTER_NAMES = Object.keys(KINDS) as readonly FilterName[];

/** Where an address says nothing of them, orders that are put off are not listed: that is what putting off is for. */
export const USUAL_SNOOZE = 'ocultar' satisfies (typeof SNOOZE_CHOICES)[number];

/** Filters that the tiles set: their numbers are told of the book without these. */
const TILE_FILTERS: ReadonlySet<string> = new Set([
  'criticidade',
  'situacao',
  'veredito',
  'pedido_ok',
  'pode_sair_hoje',
] satisfies FilterName[]);

/** A value of an address that there is not. */
export interface UnknownValue {
  readonly name: FilterName;
  readonly value: string;
}

/** The filter of a URL, of the values there are: an old or mistyped link shows the list all the same. */
export function orderFilterOf(query: URLSearchParams): Filter {
  return readFilter(query).filter;
}

/** What of the filter of a URL is left out because there is no such thing. */
export function unknownValues(query: URLSearchParams): UnknownValue[] {
  return readFilter(query).unknown;
}

function readFilter(query: URLSearchParams): { readonly filter: Filter; readonly unknown: UnknownValue[] } {
  const filter: Partial<Record<FilterName, FilterValue>> = {};
  const unknown: UnknownValue[] = [];
  for (const name of FILTER_NAMES) {
    const given = query.getAll(name).filter((value) => value.trim() !== '');
    if (given.length === 0) continue;
    const sifted = siftedValue(KINDS[name], given);
    if (sifted.known.length > 0) filter[name] = sifted.known;
    if (sifted.unknown !== '') unknown.push({ name, value: sifted.unknown });
  }
  return { filter, unknown };
}

interface Sifted {
  readonly known: FilterValue;
  readonly unknown: string;
}

/** What of a value there is, and what not. */
function siftedValue(kind: Kind, given: readonly string[]): Sifted {
  const first = given[0] ?? '';
  if (kind === 'text') return { known: first, unknown: '' };
  if (kind === 'names') return { known: [...new Set(given)], unknown: '' };
  if (kind === 'codes') return { known: [...new Set(given.length > 1 ? given : listOf(first))], unknown: '' };
  if (kind === 'day') return isDay(first) ? { known: first, unknown: '' } : { known: '', unknown: first };
  const [choices, most] = 'any' in kind ? [kind.any, kind.any.length] : [kind.one, 1];
  const choiceOf = (text: string): string | undefined =>
    choices.find((choice) => choice.toUpperCase() === text.toUpperCase());
  const texts = listOf(first);
  return {
    known: [...new Set(texts.flatMap((text) => choiceOf(text) ?? []))].slice(0, most).join(','),
    unknown: texts.filter((text) => choiceOf(text) === undefined).join(', '),
  };
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** Whether a text is a day of the calendar, `yyyy-mm-dd`. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The one text of a filter; empty where there is none. */
export function filterText(filter: Filter, name: FilterName): string {
  const value = filter[name];
  return typeof value === 'string' ? value : '';
}

/** All values of a filter of several. */
export function valuesOf(filter: Filter, name: FilterName): readonly string[] {
  const value = filter[name] ?? [];
  return typeof value === 'string' ? listOf(value) : value;
}

/** The filter without what the tiles set. */
export function baseFilter(filter: Filter): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !TILE_FILTERS.has(name)));
}

/** Codes of a filter of several choices, of those there are. */
export function chosenCodes<Choice extends string>(
  filter: Filter,
  name: FilterName,
  choices: readonly Choice[],
): Choice[] {
  const given = valuesOf(filter, name);
  return choices.filter((choice) => given.includes(choice));
}

/** Sets filters; what is not named stays, and so does an open order. */
export function changeOrderFilter(changes: Readonly<Partial<Record<FilterName, FilterValue | null>>>): void {
  changeQuery(queryOf(changes));
}

export function clearOrderFilter(): void {
  changeQuery(Object.fromEntries(FILTER_NAMES.map((name) => [name, null])));
}

/**
 * A filter as parts of a query. A single code with a comma stands there twice: given once, it would be two.
 * @param filter null takes a part out
 */
export function queryOf(
  filter: Readonly<Partial<Record<FilterName, FilterValue | null>>>,
): Record<string, FilterValue | null> {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => {
      const isOneCode = KINDS[name as FilterName] === 'codes' && value?.length === 1;
      return [name, isOneCode && value[0]!.includes(',') ? [value[0]!, value[0]!] : value];
    }),
  );
}
