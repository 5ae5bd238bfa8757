import type { ProductListTotals } from '../../../../contract/stock-wire.ts';
import { changeQuery } from '../../app/router.ts';
import type { Sorting } from '../../parts/data-table.tsx';
import { statusTone } from '../../parts/status-badge.tsx';
import { Tile } from '../../parts/tile.tsx';
import { formats } from '../../words/words.ts';
import type { ProductsFilter } from './produtos-view.ts';
import { WORDS } from './words.ts';

const STATUSES = ['CRÍTICO', 'ATENÇÃO'] as const;
/** Most R$ first, of all that the text lets through. */
const ALL_BY_VALUE = { status: null, esta_semana: null, sem_entrada: null, ordenar: null, sentido: null };

interface ProductTilesProps {
  /** Of the products that the text lets through. */
  readonly totals: ProductListTotals | null;
  readonly filter: ProductsFilter;
  readonly sorting: Sorting;
}

/** What is short and how soon, in R$; pressed, each shows the products it counts. */
export function ProductTiles({ totals, filter, sorting }: ProductTilesProps) {
  const { integer, money, shortMoney } = formats();
  const isByValue = sorting.by === 'valor_aguardando' && sorting.descending;
  const isNarrowed = filter.status ?? filter.esta_semana ?? filter.sem_entrada;
  const note = (value: number | undefined) =>
    value === undefined ? undefined : WORDS.say('tile_value_note', { value: shortMoney(value) });
  const toggled = (name: 'esta_semana' | 'sem_entrada') => () =>
    changeQuery({ [name]: filter[name] === undefined ? '1' : null });
  return (
    <section class="tiles list-tiles" aria-label={WORDS.say('tiles')}>
      <Tile
        label={WORDS.say('tile_short')}
        term="valor_falta"
        value={totals && shortMoney(totals.valor_aguardando)}
        exact={totals && money(totals.valor_aguardando)}
        note={
          totals &&
          WORDS.count('tile_short_note', totals.em_falta.produtos, { n: integer(totals.em_falta.produtos) })
        }
        isPressed={isByValue && isNarrowed === undefined}
        onPress={() => changeQuery(ALL_BY_VALUE)}
      />
      <Tile
        label={WORDS.say('tile_week')}
        value={totals && integer(totals.esta_semana.produtos)}
        note={note(totals?.esta_semana.valor_aguardando)}
        tone="danger"
        isPressed={filter.esta_semana !== undefined}
        onPress={toggled('esta_semana')}
      />
      <Tile
        label={WORDS.say('tile_unfed')}
        value={totals && integer(totals.sem_entrada.produtos)}
        note={note(totals?.sem_entrada.valor_aguardando)}
        tone="danger"
        isPressed={filter.sem_entrada !== undefined}
        onPress={toggled('sem_entrada')}
      />
      {STATUSES.map((status) => (
        <Tile
          key={status}
          label={WORDS.say(`tile_${status}`)}
          term="status_produto"
          value={totals && integer(totals.por_status[status].produtos)}
          note={note(totals?.por_status[status].valor_aguardando)}
          tone={statusTone(status)}
          isPressed={filter.status === status}
          onPress={() => changeQuery({ status: filter.status === status ? null : status })}
        />
      ))}
    </section>
  );
}
