import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { STOCKOUT_STATUSES, type StockoutStatus } from '../../../../contract/codes.ts';
import { percentage } from '../../../../contract/shares.ts';
import { query } from '../../app/router.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { ChoiceMenu, Select, TextBox } from '../../parts/fields.tsx';
import { onPaper, PrintMenu } from '../../parts/print-menu.tsx';
import { EmptyList } from '../../parts/states.tsx';
import { StatusBadge, statusTone } from '../../parts/status-badge.tsx';
import { Tile } from '../../parts/tile.tsx';
import { formats } from '../../words/words.ts';
import { HeatGrid } from './heat-grid.tsx';
import { Inspector, Legend } from './inspector.tsx';
import { type Point, useMapRows } from './map-rows.ts';
import {
  changeMapFilter,
  changeMapOrder,
  chosenStatuses,
  clearMapFilter,
  MAP_ORDERS,
  type MapFilter,
  mapExport,
  mapFilterOf,
  mapOrderOf,
  mapTotalsPath,
} from './map-view.ts';
import { WORDS } from './words.ts';

type Counts = Readonly<Record<StockoutStatus, number>>;

/** The map of stockouts. */
export function MapaPage() {
  const filter = mapFilterOf(query.value);
  const order = mapOrderOf(query.value);
  const rows = useMapRows(filter, order);
  const counts = useCounts(filter.texto);
  const point = useSignal<Point | null>(null);
  // Another list has other products in the same places.
  useEffect(() => {
    point.value = null;
  }, [rows]);
  const total = rows.windows.total.value;
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <div class="mapa">
      <div class="page-head">
        <h1>{WORDS.say('title')}</h1>
        <span class="muted">{WORDS.say('subtitle')}</span>
      </div>
      <StatusTiles counts={counts} filter={filter} />
      <div class="toolbar">
        <search class="filters">
          <TextBox
            label={WORDS.say('filter_text')}
            placeholder={WORDS.say('filter_text_short')}
            value={filter.texto ?? ''}
            width="wide"
            withIcon
            onChange={(texto) => changeMapFilter({ texto })}
          />
          <StatusFilter filter={filter} counts={counts} />
          <Select
            label={WORDS.say('order')}
            value={order}
            choices={MAP_ORDERS.map((value) => ({ value, label: WORDS.say(`order_${value}`) }))}
            onChange={changeMapOrder}
          />
          {isFiltered && (
            <Button kind="quiet" icon="close" onClick={clearMapFilter}>
              {WORDS.say('filter_clear')}
            </Button>
          )}
        </search>
        <div class="toolbar-end">
          <span class="shown nowrap" role="status">
            {total === null ? '' : WORDS.count('products_shown', total, { n: formats().integer(total) })}
          </span>
          <ExportMenu pathOf={(format) => mapExport(filter, order, format)} />
          <PrintMenu choices={[{ title: '', path: onPaper(mapExport(filter, order, '')) }]} />
        </div>
      </div>
      <div class="map-list">
        <HeatGrid rows={rows} point={point} empty={<NoProducts isFiltered={isFiltered} />} />
      </div>
      <div class="map-foot">
        <Inspector rows={rows} point={point} />
        <Legend />
      </div>
    </div>
  );
}

/** How many products have each status, among those the text lets through; null until that is known. */
function useCounts(texto: string | undefined): Counts | null {
  const totals = useAnswer(mapTotalsPath(texto), anything).state.value.data?.totais.por_status;
  if (totals === undefined) return null;
  return {
    CRÍTICO: totals.CRÍTICO.produtos,
    ATENÇÃO: totals.ATENÇÃO.produtos,
    OK: totals.OK.produtos,
  };
}

function sumOf(counts: Counts): number {
  return STOCKOUT_STATUSES.reduce((sum, status) => sum + counts[status], 0);
}

/** Totals by status; pressed, each shows the products it counts. */
function StatusTiles({ counts, filter }: { counts: Counts | null; filter: MapFilter }) {
  const { integer, percent } = formats();
  const all = counts === null ? 0 : sumOf(counts);
  return (
    <section class="tiles map-tiles" aria-label={WORDS.say('title')}>
      <Tile
        label={WORDS.say('tile_all')}
        value={counts && integer(all)}
        note={WORDS.say('tile_all_note')}
        isPressed={filter.status === undefined}
        onPress={() => changeMapFilter({ status: null })}
      />
      {STOCKOUT_STATUSES.map((status) => {
        const isPressed = filter.status === status;
        const share = counts === null ? 0 : percentage(counts[status], all);
        const note = WORDS.say(`note_${status}`);
        return (
          <Tile
            key={status}
            label={WORDS.say(`tile_${status}`)}
            tone={statusTone(status)}
            value={counts && integer(counts[status])}
            note={WORDS.say('share', { share: percent(share), note })}
            share={share}
            isPressed={isPressed}
            onPress={() => changeMapFilter({ status: isPressed ? null : status })}
          />
        );
      })}
    </section>
  );
}

function StatusFilter({ filter, counts }: { filter: MapFilter; counts: Counts | null }) {
  return (
    <ChoiceMenu
      label={WORDS.say('column_status')}
      chosen={chosenStatuses(filter.status ?? '')}
      choices={STOCKOUT_STATUSES.map((value) => ({
        value,
        label: <StatusBadge status={value} />,
        ...(counts === null ? {} : { count: formats().integer(counts[value]) }),
      }))}
      onChange={(chosen) => changeMapFilter({ status: chosen.join(',') })}
    />
  );
}

function NoProducts({ isFiltered }: { isFiltered: boolean }) {
  return (
    <EmptyList
      isFiltered={isFiltered}
      icon="heat"
      title={WORDS.say('empty_map')}
      hint={WORDS.say('empty_map_hint')}
      filteredTitle={WORDS.say('empty_filter')}
      clearLabel={WORDS.say('filter_clear')}
      onClear={clearMapFilter}
    />
  );
}
