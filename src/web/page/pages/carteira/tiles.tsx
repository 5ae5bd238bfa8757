import type { OrderTotals } from '../../../../contract/order-wire.ts';
import { Tile } from '../../parts/tile.tsx';
import { formats } from '../../words/words.ts';
import { changeOrderFilter, type Filter } from './carteira-view.ts';
import { WORDS } from './words.ts';

type TileFilter = Readonly<Record<'criticidade' | 'situacao' | 'pedido_ok', string | null>>;

const NOTHING: TileFilter = { criticidade: null, situacao: null, pedido_ok: null };
const LATE = 'ATRASADO,SEM_DATA';

/** Totals of the book; pressed, each shows the orders it counts. */
export function Tiles({ totals, filter }: { totals: OrderTotals | null; filter: Filter }) {
  const tile = (filterOfTile: Partial<TileFilter>): Pressable => {
    const isPressed = isInForce(filter, filterOfTile);
    return {
      isPressed,
      onPress: () => changeOrderFilter(isPressed ? NOTHING : { ...NOTHING, ...filterOfTile }),
    };
  };
  return (
    <section class="tiles" aria-label={WORDS.say('title')}>
      <BookTiles totals={totals} all={tile({})} covered={tile({ pedido_ok: '1' })} />
      <PromiseTiles totals={totals} onTime={tile({ situacao: 'NO_PRAZO' })} late={tile({ situacao: LATE })} />
      <ShortTiles
        totals={totals}
        short={tile({ pedido_ok: '0' })}
        critical={tile({ criticidade: 'CRITICA' })}
      />
    </section>
  );
}

interface Totals {
  readonly totals: OrderTotals | null;
}

interface Pressable {
  readonly isPressed: boolean;
  readonly onPress: () => void;
}

function BookTiles({ totals, all, covered }: Totals & { all: Pressable; covered: Pressable }) {
  const { integer, shortMoney } = formats();
  return (
    <>
      <Tile
        label={WORDS.say('tile_orders')}
        value={totals && integer(totals.pedidos)}
        note={totals && WORDS.say('tile_orders_note', { n: integer(totals.pedidos_ok) })}
        {...all}
      />
      <Tile
        label={WORDS.say('tile_value')}
        value={totals && shortMoney(totals.valor_total)}
        note={
          totals &&
          WORDS.say('tile_value_note', { value: shortMoney(totals.valor_total - totals.valor_com_ruptura) })
        }
        {...covered}
      />
    </>
  );
}

function PromiseTiles({ totals, onTime, late }: Totals & { onTime: Pressable; late: Pressable }) {
  const { integer, percent } = formats();
  const standing = totals?.por_situacao ?? null;
  return (
    <>
      <Tile
        label={WORDS.say('tile_on_time')}
        tone="ok"
        value={totals && percent(totals.percentual_no_prazo)}
        note={totals && WORDS.count('tile_on_time_note', totals.no_prazo, { n: integer(totals.no_prazo) })}
        share={totals?.percentual_no_prazo ?? 0}
        {...onTime}
      />
      <Tile
        label={WORDS.say('tile_late')}
        tone="warning"
        value={standing && integer(standing.ATRASADO + standing.SEM_DATA)}
        note={standing && WORDS.say('tile_late_note', { undated: integer(standing.SEM_DATA) })}
        {...late}
      />
    </>
  );
}

function ShortTiles({ totals, short, critical }: Totals & { short: Pressable; critical: Pressable }) {
  const { integer, percent, shortMoney } = formats();
  const share = totals?.percentual_valor_com_ruptura ?? 0;
  const count = totals === null ? 0 : totals.pedidos - totals.pedidos_ok;
  return (
    <>
      <Tile
        label={WORDS.say('tile_short')}
        tone="danger"
        value={totals && shortMoney(totals.valor_com_ruptura)}
        note={
          totals &&
          WORDS.count('tile_short_note', count, {
            share: percent(share),
            n: integer(count),
          })
        }
        share={share}
        {...short}
      />
      <Tile
        label={WORDS.say('tile_critical')}
        tone="danger"
        value={totals && integer(totals.por_criticidade.CRITICA)}
        note={totals && WORDS.say('tile_critical_note', { high: integer(totals.por_criticidade.ALTA) })}
        {...critical}
      />
    </>
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
