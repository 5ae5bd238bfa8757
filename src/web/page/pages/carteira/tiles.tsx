import type { OrderTotals } from '../../../../contract/order-wire.ts';
import { RovingButtons } from '../../parts/roving.tsx';
import { Tile } from '../../parts/tile.tsx';
import { formats } from '../../words/words.ts';
import { changeOrderFilter, type Filter, filterText } from './order-filter.ts';
import { WORDS } from './words.ts';

type TileFilter = Readonly<
  Record<'criticidade' | 'situacao' | 'pedido_ok' | 'pode_sair_hoje', string | null>
>;

const NOTHING: TileFilter = { criticidade: null, situacao: null, pedido_ok: null, pode_sair_hoje: null };

interface Pressable {
  readonly isPressed: boolean;
  readonly onPress: () => void;
}

/** What a group of tiles tells, and how each of them filters. */
interface TilesOf {
  readonly totals: OrderTotals | null;
  readonly tile: (filter: Partial<TileFilter>) => Pressable;
}

/** Totals of the book; pressed, each shows the orders it counts. What can leave today comes first. */
export function Tiles({ totals, filter }: { totals: OrderTotals | null; filter: Filter }) {
  const tile = (wanted: Partial<TileFilter>): Pressable => {
    const isPressed = isInForce(filter, wanted);
    return {
      isPressed,
      onPress: () => changeOrderFilter(isPressed ? NOTHING : { ...NOTHING, ...wanted }),
    };
  };
  return (
    <RovingButtons label={WORDS.say('tiles')} class="tiles order-tiles">
      <TodayTile totals={totals} tile={tile} />
      <BookTiles totals={totals} tile={tile} />
      <PromiseTiles totals={totals} tile={tile} />
      <ShortTiles totals={totals} tile={tile} />
    </RovingButtons>
  );
}

function TodayTile({ totals, tile }: TilesOf) {
  const { integer, money, shortMoney } = formats();
  const today = totals?.podem_sair_hoje ?? null;
  const say = (value: string): string =>
    WORDS.say('tile_today_value', { n: integer(today?.pedidos ?? 0), value });
  return (
    <Tile
      label={WORDS.say('tile_today')}
      term="sair_hoje"
      tone="ok"
      value={today && say(shortMoney(today.valor))}
      exact={today && say(money(today.valor))}
      note={today && WORDS.say('tile_today_note', { value: shortMoney(today.valor_de_itens) })}
      {...tile({ pode_sair_hoje: '1' })}
    />
  );
}

function BookTiles({ totals, tile }: TilesOf) {
  const { integer, money, shortMoney } = formats();
  const covered = totals && totals.valor_total - totals.valor_com_ruptura;
  return (
    <>
      <Tile
        label={WORDS.say('tile_orders')}
        value={totals && integer(totals.pedidos)}
        note={totals && WORDS.say('tile_orders_note', { n: integer(totals.pedidos_ok) })}
        {...tile({})}
      />
      <Tile
        label={WORDS.say('tile_value')}
        value={totals && shortMoney(totals.valor_total)}
        exact={totals && money(totals.valor_total)}
        note={covered === null ? null : WORDS.say('tile_value_note', { value: shortMoney(covered) })}
        {...tile({ pedido_ok: '1' })}
      />
    </>
  );
}

function PromiseTiles({ totals, tile }: TilesOf) {
  const { integer, percent, shortMoney } = formats();
  const beyond = totals?.por_situacao.FORA_DO_HORIZONTE ?? 0;
  return (
    <>
      <Tile
        label={WORDS.say('tile_on_time')}
        term="no_prazo"
        tone="ok"
        value={totals && percent(totals.percentual_no_prazo)}
        note={totals && WORDS.count('tile_on_time_note', totals.no_prazo, { n: integer(totals.no_prazo) })}
        share={totals?.percentual_no_prazo ?? 0}
        {...tile({ situacao: 'NO_PRAZO' })}
        part={
          beyond === 0
            ? undefined
            : {
                label: WORDS.say('tile_beyond', { n: integer(beyond) }),
                ...tile({ situacao: 'FORA_DO_HORIZONTE' }),
              }
        }
      />
      <Tile
        label={WORDS.say('tile_late')}
        term="atrasado"
        tone="warning"
        value={totals && integer(totals.por_situacao.ATRASADO)}
        note={totals && shortMoney(totals.valor_por_situacao.ATRASADO)}
        {...tile({ situacao: 'ATRASADO' })}
      />
      <Tile
        label={WORDS.say('tile_undated')}
        term="sem_data"
        tone="danger"
        value={totals && integer(totals.por_situacao.SEM_DATA)}
        note={totals && shortMoney(totals.valor_por_situacao.SEM_DATA)}
        {...tile({ situacao: 'SEM_DATA' })}
      />
    </>
  );
}

function ShortTiles({ totals, tile }: TilesOf) {
  const { integer, money, shortMoney } = formats();
  const count = totals === null ? 0 : totals.pedidos - totals.pedidos_ok;
  return (
    <>
      <Tile
        label={WORDS.say('tile_short')}
        term="valor_falta"
        tone="danger"
        value={totals && shortMoney(totals.valor_com_ruptura)}
        exact={totals && money(totals.valor_com_ruptura)}
        note={totals && WORDS.count('tile_short_note', count, { n: integer(count) })}
        share={totals?.percentual_valor_com_ruptura ?? 0}
        {...tile({ pedido_ok: '0' })}
      />
      <Tile
        label={WORDS.say('tile_critical')}
        term="criticidade"
        tone="danger"
        value={totals && integer(totals.por_criticidade.CRITICA)}
        note={totals && WORDS.say('tile_critical_note', { high: integer(totals.por_criticidade.ALTA) })}
        {...tile({ criticidade: 'CRITICA' })}
      />
    </>
  );
}

function isInForce(filter: Filter, wanted: Partial<TileFilter>): boolean {
  return Object.entries({ ...NOTHING, ...wanted }).every(
    ([name, value]) => filterText(filter, name as keyof TileFilter) === (value ?? ''),
  );
}
