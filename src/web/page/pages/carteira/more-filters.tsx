import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  MISSING_PARTS,
  NOTE_CHOICES,
  SNOOZE_CHOICES,
  VERDICT_TONES,
} from '../../../../contract/order-choices.ts';
import type { OrderTotals } from '../../../../contract/order-wire.ts';
import { Button } from '../../parts/button.tsx';
import { type Choice, ChoiceList, TextBox } from '../../parts/fields.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';
import { SeverityBadge } from '../../parts/order-marks.tsx';
import { formats } from '../../words/words.ts';
import { DayFields } from './day-menu.tsx';
import { chipsOf, partTitle } from './filter-chips.ts';
import {
  changeOrderFilter,
  chosenCodes,
  type Filter,
  type FilterName,
  filterText,
  SEVERITY_CHOICES,
  USUAL_SNOOZE,
} from './order-filter.ts';
import { ValueFilter } from './value-filter.tsx';
import { WORDS } from './words.ts';

interface FieldProps {
  readonly filter: Filter;
  readonly totals: OrderTotals | null;
}

/** Every filter that has no panel of its own, by what it sets. */
const FIELDS: Readonly<Partial<Record<FilterName, (props: FieldProps) => ComponentChildren>>> = {
  criticidade: Severities,
  pedido_ok: ({ filter }) => (
    <OneOf
      name="pedido_ok"
      filter={filter}
      choices={['0', '1'] as const}
      label={(one) => WORDS.say(one === '1' ? 'shortage_0' : 'shortage_1')}
    />
  ),
  veredito: ({ filter }) => (
    <ChoiceList
      label={partTitle('veredito')}
      chosen={chosenCodes(filter, 'veredito', VERDICT_TONES)}
      choices={VERDICT_TONES.map((value) => ({ value, label: WORDS.say(`verdict_${value}`) }))}
      onChange={(chosen) => changeOrderFilter({ veredito: chosen.join(',') })}
    />
  ),
  cliente_igual: ({ filter }) => <ValueFilter name="cliente_igual" by="cliente" filter={filter} />,
  cidade: ({ filter }) => (
    <TextBox
      label={partTitle('cidade')}
      value={filterText(filter, 'cidade')}
      width="wide"
      onChange={(cidade) => changeOrderFilter({ cidade })}
    />
  ),
  uf: ({ filter }) => <ValueFilter name="uf" by="uf" filter={filter} />,
  vendedor_igual: ({ filter }) => <ValueFilter name="vendedor_igual" by="vendedor" filter={filter} />,
  cod_produto: ({ filter }) => <ValueFilter name="cod_produto" by="produto" filter={filter} />,
  lote: ({ filter }) => <ValueFilter name="lote" by="lote" filter={filter} />,
  agendamento: ({ filter }) => <DayFields field="agendamento" filter={filter} />,
  responsavel: ({ filter }) => <ValueFilter name="responsavel" by="responsavel" filter={filter} />,
  nota: ({ filter }) => (
    <OneOf name="nota" filter={filter} choices={NOTE_CHOICES} label={(one) => WORDS.say(`note_${one}`)} />
  ),
  adiados: ({ filter }) => (
    <OneOf
      name="adiados"
      filter={filter}
      choices={SNOOZE_CHOICES}
      label={(one) => WORDS.say(`snoozed_${one}`)}
      usual={USUAL_SNOOZE}
    />
  ),
  sem: ({ filter }) => (
    <ChoiceList
      label={partTitle('sem')}
      chosen={chosenCodes(filter, 'sem', MISSING_PARTS)}
      choices={MISSING_PARTS.map((value) => ({ value, label: WORDS.say(`missing_${value}`) }))}
      onChange={(chosen) => changeOrderFilter({ sem: chosen.join(',') })}
    />
  ),
};
const FIELD_NAMES = Object.keys(FIELDS) as readonly FilterName[];

/** All other filters: first which, then what. */
export function MoreFilters(props: FieldProps) {
  const chips = chipsOf(props.filter).filter(({ name }) => name in FIELDS);
  return (
    <Menu label={WORDS.say('filter_more')} count={chips.length}>
      {() => <FilterPanel {...props} />}
    </Menu>
  );
}

function FilterPanel(props: FieldProps) {
  const [open, setOpen] = useState<FilterName | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    // The menu itself sets the focus when it opens.
    if (!isFirst.current)
      root.current?.querySelector<HTMLElement>('fieldset input, label input, .menu-item')?.focus();
    isFirst.current = false;
  }, [open]);
  const inForce = new Map(chipsOf(props.filter).map(({ name, text }) => [name, text]));
  const Field = open === null ? null : FIELDS[open];
  return (
    <div ref={root} class="choices filter-panel">
      {open === null || Field === null || Field === undefined ? (
        FIELD_NAMES.map((name) => (
          <button key={name} type="button" class="menu-item" onClick={() => setOpen(name)}>
            <span class="cell-text">{inForce.get(name) ?? partTitle(name)}</span>
            <Icon name="right" size={12} />
          </button>
        ))
      ) : (
        <>
          <Button kind="quiet" icon="left" onClick={() => setOpen(null)}>
            {partTitle(open)}
          </Button>
          <Field {...props} />
        </>
      )}
    </div>
  );
}

function Severities({ filter, totals }: FieldProps) {
  const choices = SEVERITY_CHOICES.map((value) => ({
    value,
    label: <SeverityBadge severity={value === 'OK' ? null : value} />,
    ...(totals === null ? {} : { count: formats().integer(totals.por_criticidade[value]) }),
  }));
  return (
    <ChoiceList
      label={partTitle('criticidade')}
      chosen={chosenCodes(filter, 'criticidade', SEVERITY_CHOICES)}
      choices={choices}
      onChange={(chosen) => changeOrderFilter({ criticidade: chosen.join(',') })}
    />
  );
}

/** At most one of a few. */
function OneOf<Value extends string>(props: {
  name: FilterName;
  filter: Filter;
  choices: readonly Value[];
  label: (value: Value) => string;
  /** What holds where nothing is chosen. */
  usual?: Value;
}) {
  const { name, filter, choices, label, usual } = props;
  const said = chosenCodes(filter, name, choices);
  const chosen = said.length === 0 && usual !== undefined ? [usual] : said;
  const all: Choice<Value>[] = choices.map((value) => ({ value, label: label(value) }));
  return (
    <ChoiceList
      label={partTitle(name)}
      chosen={chosen}
      choices={all}
      onChange={(now) => {
        const next = now.find((one) => !chosen.includes(one)) ?? null;
        changeOrderFilter({ [name]: next === usual ? null : next });
      }}
    />
  );
}
