import { ColumnChooser } from '../../parts/column-chooser.tsx';
import { pageSize } from '../../parts/page-size.ts';
import { chooseColumns, chooseDensity, type Density, densityOf, listLayout } from './list-layout.ts';
import { WORDS } from './words.ts';

const DENSITIES: readonly Density[] = ['padrao', 'compacta'];

/** Columns, their order and the height of rows: how a person has the list. */
export function LayoutMenu(props: {
  columns: readonly { readonly id: string; readonly title: string }[];
  shown: readonly string[];
}) {
  const density = densityOf(listLayout.value, pageSize().value.height);
  return (
    <ColumnChooser {...props} onChange={chooseColumns}>
      <fieldset class="choices">
        <legend class="choices-title">{WORDS.say('density')}</legend>
        <div class="menu-row">
          {DENSITIES.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name="densidade"
                checked={one === density}
                onChange={() => chooseDensity(one)}
              />
              <span>{WORDS.say(`density_${one}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </ColumnChooser>
  );
}
