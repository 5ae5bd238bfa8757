import type { OrderTotals } from '../../../../contract/order-wire.ts';
import { ChoiceMenu, TextBox } from '../../parts/fields.tsx';
import { SituationMark } from '../../parts/order-marks.tsx';
import { formats } from '../../words/words.ts';
import { DayMenu } from './day-menu.tsx';
import { partTitle } from './filter-chips.ts';
import { MoreFilters } from './more-filters.tsx';
import {
  changeOrderFilter,
  chosenCodes,
  type Filter,
  filterText,
  SITUATION_CHOICES,
} from './order-filter.ts';
import { WORDS } from './words.ts';

/** What is filtered most, each in a panel of its own; everything else is behind one more. */
export function Filters({ filter, totals }: { filter: Filter; totals: OrderTotals | null }) {
  const { integer } = formats();
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
        value={filterText(filter, 'texto')}
        withIcon
        onChange={(texto) => changeOrderFilter({ texto })}
      />
      <DayMenu field="promessa" filter={filter} />
      <DayMenu field="expedicao" filter={filter} />
      <ChoiceMenu
        label={partTitle('situacao')}
        chosen={chosenCodes(filter, 'situacao', SITUATION_CHOICES)}
        choices={situations}
        onChange={(chosen) => changeOrderFilter({ situacao: chosen.join(',') })}
      />
      <MoreFilters filter={filter} totals={totals} />
    </search>
  );
}
