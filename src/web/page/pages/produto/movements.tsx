import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CardexAnswer, PastMovement } from '../../../../contract/stock-wire.ts';
import { Failure } from '../../parts/states.tsx';
import { useVirtualRows } from '../../parts/virtual-rows.ts';
import { formats } from '../../words/words.ts';
import { MovementRows } from './movement-rows.ts';
import { WORDS } from './words.ts';

const HEAD_HEIGHT = 32;
const ROW_HEIGHT = 28;
/** Older ones are asked for when so few rows are left below. */
const AHEAD = 40;

/** What moved so far, newest first, with the balance after each. */
export function Movements({ data }: { data: CardexAnswer }) {
  const list = useMemo(() => new MovementRows(data.cod_produto), [data.cod_produto]);
  useEffect(() => list.begin(data), [list, data]);
  useEffect(() => () => list.close(), [list]);
  const rows = list.rows.value;
  const hasMore = list.hasMore.value;
  const error = list.error.value;
  const n = formats().integer(rows.length);
  return (
    <section class="produto-panel" id="movimentacoes" aria-labelledby="movimentacoes-titulo">
      <h2 id="movimentacoes-titulo">
        {WORDS.say('movements_title')}
        <span class="section-note muted">
          {hasMore
            ? WORDS.say('movements_shown_more', { n })
            : WORDS.count('movements_shown', rows.length, { n })}
        </span>
      </h2>
      {rows.length === 0 ? (
        <p class="muted">{WORDS.say('movements_none')}</p>
      ) : (
        <MovementTable rows={rows} hasMore={hasMore} onMore={() => list.more()} />
      )}
      {error !== null && <Failure error={error} onRetry={() => list.more()} />}
    </section>
  );
}

function MovementTable(props: { rows: readonly PastMovement[]; hasMore: boolean; onMore: () => void }) {
  const { rows, hasMore, onMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows(scroller, rows.length, ROW_HEIGHT, HEAD_HEIGHT);
  const isNearEnd = hasMore && virtual.last > rows.length - AHEAD;
  useEffect(() => {
    if (isNearEnd) onMore();
  }, [isNearEnd, rows.length]);
  const columns = [
    WORDS.say('movement_date'),
    WORDS.say('movement_kind'),
    WORDS.say('movement_document'),
    WORDS.say('movement_place'),
    WORDS.say('movement_quantity'),
    WORDS.say('movement_balance'),
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> cannot hold rows that are not there
    <div
      ref={scroller}
      class="movements"
      role="table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by the keyboard
      tabIndex={0}
      aria-label={WORDS.say('movements_table')}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      style={{ height: `${Math.min(14, rows.length) * ROW_HEIGHT + HEAD_HEIGHT + 2}px` }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div class="movements-head" role="rowgroup">
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: a row of a plain table */}
        <div class="movement" role="row" aria-rowindex={1}>
          {columns.map((name) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: a heading of a plain table
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div class="movements-body" role="rowgroup" style={{ height: `${virtual.height}px` }}>
        {virtual.items.map(({ index, start, slot }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <Movement key={slot} row={row} index={index} top={start - HEAD_HEIGHT} />
          );
        })}
      </div>
    </div>
  );
}

function Movement({ row, index, top }: { row: PastMovement; index: number; top: number }) {
  const { date, number } = formats();
  const none = WORDS.say('none');
  const sign = row.qtd_movimentacao > 0 ? '+' : '';
  const cells = [
    ['date', date(row.data_movimentacao)],
    ['kind', row.tipo ?? none],
    ['document', row.documento ?? none],
    ['place', row.local ?? none],
    ['quantity', `${sign}${number(row.qtd_movimentacao)}`],
    [row.saldo < 0 ? 'balance below' : 'balance strong', number(row.saldo)],
  ] as const;
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a table
    // biome-ignore lint/a11y/useFocusableInteractive: a row of a plain table
    <div class="movement" role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${top}px)` }}>
      {cells.map(([look, text]) => (
        // biome-ignore lint/a11y/useSemanticElements: part of a table
        <span key={look} role="cell" class={look}>
          {text}
        </span>
      ))}
    </div>
  );
}
