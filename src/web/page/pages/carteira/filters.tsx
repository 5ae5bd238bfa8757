import type { OrderTotals } from '../../../../contract/order-wire.ts';
import { Button } from '../../parts/button.tsx';
import { ChoiceMenu, DateRange, TextBox } from '../../parts/fields.tsx';
import { Menu } from '../../parts/menu.tsx';
import { SeverityBadge, SituationMark } from '../../parts/order-marks.tsx';
import { formats } from '../../words/words.ts';
import {
  changeOrderFilter,
  chosenCodes,
  clearOrderFilter,
  type Filter,
  SEVERITY_CHOICES,
  SITUATION_CHOICES,
} from './carteira-view.ts';
import { WORDS } from './words.ts';

/** What the list is narrowed by. The numbers beside the choices are of the book without them. */
export function Filters({ filter, totals }: { filter: Filter; totals: OrderTotals | null }) {
  const { integer } = formats();
  const severities = SEVERITY_CHOICES.map((value) => ({
    value,
    label: <SeverityBadge severity={value === 'OK' ? null : value} />,
    ...(totals === null ? {} : { count: integer(totals.por_criticidade[value]) }),
  }));
  const situations = SITUATION_CHOICES.map((value) => ({
    value,
    label: <SituationMark situation={value} />,
    ...(totals === null ? {} : { count: integer(totals.por_situacao[value]) }),
  }));
  return (
    <search class="filters">
      <TextBox
        label={WORDS.say('filter_text')}
        placeholder={WORDS.say('filter_text_short')}
        value={filter.texto ?? ''}
        width="wide"
        withIcon
        onChange={(texto) => changeOrderFilter({ texto })}
      />
      <DateRange
        label={WORDS.say('filter_ship')}
        from={filter.expedicao_de ?? null}
        to={filter.expedicao_ate ?? null}
        onChange={(expedicao_de, expedicao_ate) => changeOrderFilter({ expedicao_de, expedicao_ate })}
      />
      <ChoiceMenu
        label={WORDS.say('filter_severity')}
        chosen={chosenCodes(filter.criticidade, SEVERITY_CHOICES)}
        choices={severities}
        onChange={(chosen) => changeOrderFilter({ criticidade: chosen.join(',') })}
      />
      <ChoiceMenu
        label={WORDS.say('filter_situation')}
        chosen={chosenCodes(filter.situacao, SITUATION_CHOICES)}
        choices={situations}
        onChange={(chosen) => changeOrderFilter({ situacao: chosen.join(',') })}
      />
      <MoreFilters filter={filter} />
      {Object.keys(filter).length > 0 && (
        <Button kind="quiet" icon="close" onClick={clearOrderFilter}>
          {WORDS.say('filter_clear')}
        </Button>
      )}
    </search>
  );
}

function MoreFilters({ filter }: { filter: Filter }) {
  const given = [filter.cliente, filter.uf, filter.cod_produto].filter((value) => value !== undefined);
  return (
    <Menu label={WORDS.say('filter_more')} count={given.length}>
      {() => (
        <div class="choices choices-stack">
          <TextBox
            label={WORDS.say('filter_customer')}
            value={filter.cliente ?? ''}
            width="wide"
            onChange={(cliente) => changeOrderFilter({ cliente })}
          />
          <TextBox
            label={WORDS.say('filter_states')}
            value={filter.uf ?? ''}
            width="wide"
            onChange={(uf) => changeOrderFilter({ uf })}
          />
          <TextBox
            label={WORDS.say('filter_product')}
            value={filter.cod_produto ?? ''}
            width="wide"
            onChange={(cod_produto) => changeOrderFilter({ cod_produto })}
          />
        </div>
      )}
    </Menu>
  );
}
