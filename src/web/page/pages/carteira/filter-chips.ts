import {
  MISSING_PARTS,
  NOTE_CHOICES,
  SNOOZE_CHOICES,
  VERDICT_TONES,
} from '../../../../contract/order-choices.ts';
import { SHELL } from '../../words/shell-words.ts';
import { type DayField, dayChoice, dayChoiceText } from './day-filter.ts';
import {
  chosenCodes,
  type Filter,
  type FilterName,
  filterText,
  SEVERITY_CHOICES,
  SITUATION_CHOICES,
  valuesOf,
} from './order-filter.ts';
import { WORDS } from './words.ts';

/** A filter in force, as people read it. */
export interface FilterChip {
  readonly name: FilterName;
  readonly text: string;
  /** All that goes when it is taken off. */
  readonly names: readonly FilterName[];
}

/** Titles of the parts of an address, those of the columns where there is one. */
const TITLES = {
  texto: 'filter_words',
  cliente: 'column_customer',
  cidade: 'column_city',
  vendedor: 'column_seller',
  cliente_igual: 'column_customer',
  cidade_igual: 'column_city',
  vendedor_igual: 'column_seller',
  responsavel: 'column_owner',
  uf: 'column_state',
  lote: 'column_lots',
  cod_produto: 'filter_product',
  expedicao: 'column_ship_date',
  expedicao_de: 'column_ship_date',
  expedicao_ate: 'column_ship_date',
  agendamento: 'column_appointment',
  agendamento_de: 'column_appointment',
  agendamento_ate: 'column_appointment',
  promessa: 'column_promise',
  promessa_de: 'column_promise',
  promessa_ate: 'column_promise',
  criticidade: 'column_severity',
  situacao: 'column_situation',
  veredito: 'column_availability',
  pedido_ok: 'filter_shortage',
  pode_sair_hoje: 'tile_today',
  nota: 'column_note',
  adiados: 'filter_snoozed',
  sem: 'filter_missing',
  ordenar: 'filter_sorting',
  agrupar: 'group_by',
} as const satisfies Readonly<Record<FilterName | 'ordenar' | 'agrupar', string>>;

/** A part of an address of the list. */
export type ListPart = keyof typeof TITLES;

/** What people call a part of the address. */
export function partTitle(name: ListPart): string {
  return WORDS.say(TITLES[name]);
}

/** What a text, a code or a choice of a filter says. */
const CHOSEN: Readonly<Partial<Record<FilterName, (filter: Filter) => readonly string[]>>> = {
  criticidade: (filter) =>
    chosenCodes(filter, 'criticidade', SEVERITY_CHOICES).map((one) => SHELL.say(`severity_${one}`)),
  situacao: (filter) =>
    chosenCodes(filter, 'situacao', SITUATION_CHOICES).map((one) => SHELL.say(`situation_${one}`)),
  veredito: (filter) =>
    chosenCodes(filter, 'veredito', VERDICT_TONES).map((one) => WORDS.say(`verdict_${one}`)),
  nota: (filter) => chosenCodes(filter, 'nota', NOTE_CHOICES).map((one) => WORDS.say(`note_${one}`)),
  adiados: (filter) =>
    chosenCodes(filter, 'adiados', SNOOZE_CHOICES).map((one) => WORDS.say(`snoozed_${one}`)),
  sem: (filter) => chosenCodes(filter, 'sem', MISSING_PARTS).map((one) => WORDS.say(`missing_${one}`)),
  pedido_ok: (filter) => [WORDS.say(filterText(filter, 'pedido_ok') === '1' ? 'shortage_0' : 'shortage_1')],
  pode_sair_hoje: (filter) => [
    WORDS.say(filterText(filter, 'pode_sair_hoje') === '1' ? 'tile_today' : 'not_today'),
  ],
};

const DAY_FIELDS: readonly DayField[] = ['promessa', 'expedicao', 'agendamento'];
const OF_DAYS: ReadonlySet<string> = new Set(
  DAY_FIELDS.flatMap((field) => [field, `${field}_de`, `${field}_ate`]),
);

/** Every filter in force. */
export function chipsOf(filter: Filter): FilterChip[] {
  const days = DAY_FIELDS.flatMap((field) => {
    const text = dayChoiceText(dayChoice(filter, field));
    const names = [field, `${field}_de`, `${field}_ate`] as const;
    return text === '' ? [] : [{ name: field, text: chipText(field, [text]), names }];
  });
  const others = (Object.keys(filter) as FilterName[])
    .filter((name) => !OF_DAYS.has(name))
    .map((name) => {
      const texts =
        CHOSEN[name]?.(filter) ?? (name === 'texto' ? [filterText(filter, name)] : valuesOf(filter, name));
      const text = TELLING.has(name) ? texts.join() : chipText(name, texts);
      return { name, text, names: [name] };
    });
  return [...days, ...others];
}

/** Filters whose value says what it is of. */
const TELLING: ReadonlySet<FilterName> = new Set(['pedido_ok', 'pode_sair_hoje', 'nota']);

/** As many as can be read at a glance; the rest is counted. */
const MOST_NAMED = 3;

function chipText(name: FilterName, texts: readonly string[]): string {
  const rest = texts.length - MOST_NAMED;
  const named = texts.slice(0, MOST_NAMED).join(', ');
  const values = rest > 0 ? `${named} ${WORDS.say('more_lots', { n: String(rest) })}` : named;
  return `${partTitle(name)}: ${values}`;
}
