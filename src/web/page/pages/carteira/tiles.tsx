import type { OrderTotals } from '../../../../contract/order-wire.ts';
import { Tile } from '../../parts/tile.tsx';
import { formats } from '../../words/words.ts';
import { changeFilter, type Filter } from './carteira-view.ts';
import { WORDS } from './words.ts';

type TileFilter = Readonly<Record<'criticidade' | 'situacao' | 'pedido_ok', string | null>>;

const NOTHING: TileFilter = { criticidade: null, situacao: null, pedido_ok: null };
const LATE = 'ATRASADO,SEM_DATA';

/** Totals of the book; pressed, each shows the orders it counts. */
export function Tiles({ totals, filter }: { totals: OrderTotals | null; filter: Filter }) {
  const { integer, percent, shortMoney } = formats();
  const press = (wanted: Partial<TileFilter>) => {
    const isPressed = isInForce(filter, wanted);
    return {
      isPressed,
      onPress: () => changeFilter(isPressed ? NOTHING : { ...NOTHING, ...wanted }),
    };
  };
  const of = (write: (known: OrderTotals) => string): string | null =>
    totals === null ? null : write(totals);
  return (
    <section class="tiles" aria-label={WORDS.say('title')}>
      <Tile
        label={WORDS.say('tile_orders')}
        value={of((known) => integer(known.pedidos))}
        note={of((known) => WORDS.say('tile_orders_note', { n: integer(known.pedidos_ok) }))}
        {...press({})}
      />
      <Tile
        label={WORDS.say('tile_value')}
        value={of((known) => shortMoney(known.valor_total))}
        note={of((known) =>
          WORDS.say('tile_value_note', { value: shortMoney(known.valor_total - known.valor_com_ruptura) }),
        )}
        {...press({ pedido_ok: '1' })}
      />
      <Tile
        label={WORDS.say('tile_on_time')}
        tone="ok"
        value={of((known) => percent(known.percentual_no_prazo))}
        note={of((known) => WORDS.count('tile_on_time_note', known.no_prazo, { n: integer(known.no_prazo) }))}
        share={totals?.percentual_no_prazo ?? 0}
        {...press({ situacao: 'NO_PRAZO' })}
      />
      <Tile
        label={WORDS.say('tile_late')}
        tone="warning"
        value={of(({ por_situacao }) => integer(por_situacao.ATRASADO + por_situacao.SEM_DATA))}
        note={of(({ por_situacao }) =>
          WORDS.say('tile_late_note', {
            undated: integer(por_situacao.SEM_DATA),
          }),
        )}
        {...press({ situacao: LATE })}
      />
      <Tile
        label={WORDS.say('tile_short')}
        tone="danger"
        value={of((known) => shortMoney(known.valor_com_ruptura))}
        note={of((known) => {
          const count = known.pedidos - known.pedidos_ok;
          return WORDS.count('tile_short_note', count, {
            share: percent(Math.round(shareShort(known) * 10) / 10),
            n: integer(count),
          });
        })}
        share={totals === null ? 0 : shareShort(totals)}
        {...press({ pedido_ok: '0' })}
      />
      <Tile
        label={WORDS.say('tile_critical')}
        tone="danger"
        value={of(({ por_criticidade }) => integer(por_criticidade.CRITICA))}
        note={of(({ por_criticidade }) =>
          WORDS.say('tile_critical_note', { high: integer(por_criticidade.ALTA) }),
        )}
        {...press({ criticidade: 'CRITICA' })}
      />
    </section>
  );
}

function isInForce(filter: Filter, wanted: Partial<TileFilter>): boolean {
  const { criticidade, situacao, pedido_ok } = { ...NOTHING, ...wanted };
  return (
    (filter.criticidade ?? null) === criticidade &&
    (filter.situacao ?? null) === situacao &&
    (filter.pedido_ok ?? null) === pedido_ok
  );
}

function shareShort({ valor_com_ruptura, valor_total }: OrderTotals): number {
  return valor_total === 0 ? 0 : (100 * valor_com_ruptura) / valor_total;
}
