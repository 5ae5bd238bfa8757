import type { ReceiptTime } from '../../../../contract/product-choices.ts';
import type { ReceiptsAnswer } from '../../../../contract/stock-wire.ts';
import { changeQuery } from '../../app/router.ts';
import type { Sorting } from '../../parts/data-table.tsx';
import { Tile } from '../../parts/tile.tsx';
import { formats } from '../../words/words.ts';
import { BY_VALUE, type ReceiptsFilter } from './entradas-view.ts';
import { WORDS } from './words.ts';

const TIMES = ['ATRASADA', 'HOJE', 'PREVISTA'] as const satisfies readonly ReceiptTime[];
const TONES = { ATRASADA: 'danger', HOJE: 'accent', PREVISTA: 'neutral' } as const;

interface ReceiptTilesProps {
  /** Of all receipts of the same products. */
  readonly totals: ReceiptsAnswer['totais'] | null;
  readonly filter: ReceiptsFilter;
  readonly sorting: Sorting;
}

/** When things come and what waits for them; pressed, each shows what it counts. */
export function ReceiptTiles({ totals, filter, sorting }: ReceiptTilesProps) {
  const { integer, money, shortMoney } = formats();
  const waiting = sumOf(totals, 'valor_a_espera');
  const short = sumOf(totals, 'insuficientes');
  const isByValue = sorting.by === BY_VALUE.by && sorting.descending;
  return (
    <section class="tiles list-tiles" aria-label={WORDS.say('tiles')}>
      {TIMES.map((time) => {
        const isPressed = filter.quando === time;
        return (
          <Tile
            key={time}
            label={WORDS.say(`tile_${time}`)}
            tone={TONES[time]}
            value={totals && integer(totals[time].entradas)}
            note={noteOf(time, totals?.[time], shortMoney)}
            isPressed={isPressed}
            onPress={() => changeQuery({ quando: isPressed ? null : time })}
          />
        );
      })}
      <Tile
        label={WORDS.say('tile_most')}
        term="a_espera"
        value={totals && shortMoney(waiting)}
        exact={totals && money(waiting)}
        note={WORDS.say('note_most')}
        isPressed={isByValue}
        onPress={() =>
          changeQuery({ ordenar: isByValue ? null : BY_VALUE.by, sentido: isByValue ? null : 'desc' })
        }
      />
      <Tile
        label={WORDS.say('tile_short')}
        term="basta"
        tone="danger"
        value={totals && integer(short)}
        note={WORDS.say('note_short')}
        isPressed={filter.suficiente === '0'}
        onPress={() => changeQuery({ suficiente: filter.suficiente === '0' ? null : '0' })}
      />
    </section>
  );
}

type Sum = ReceiptsAnswer['totais'][ReceiptTime];

/** What waits for them; where there are none, that; where it cannot be told, nothing. */
function noteOf(
  time: (typeof TIMES)[number],
  sum: Sum | undefined,
  shortMoney: (value: number) => string,
): string | undefined {
  if (sum === undefined || sum.valor_a_espera === null) return undefined;
  if (sum.entradas === 0) return WORDS.say('note_none');
  return WORDS.say(`note_${time}`, { value: shortMoney(sum.valor_a_espera) });
}

/** Of the receipts that come within the horizon: what late ones would do is not theirs yet. */
function sumOf(totals: ReceiptsAnswer['totais'] | null, name: 'valor_a_espera' | 'insuficientes'): number {
  if (totals === null) return 0;
  return (totals.HOJE[name] ?? 0) + (totals.PREVISTA[name] ?? 0);
}
