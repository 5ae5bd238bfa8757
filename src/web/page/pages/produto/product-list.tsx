import { useEffect, useMemo } from 'preact/hooks';
import type { Stockout } from '../../../../contract/stock-wire.ts';
import { changeQuery, navigate, pageAddress, query } from '../../app/router.ts';
import { ask } from '../../data/api.ts';
import { onTouched } from '../../data/live.ts';
import { productsByUrgency } from '../../data/questions.ts';
import { RowWindows } from '../../data/row-windows.ts';
import { Button } from '../../parts/button.tsx';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { TextBox } from '../../parts/fields.tsx';
import { Empty } from '../../parts/states.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

/** The server's order is the only one there is. */
const URGENCY = { by: 'urgencia', descending: false } as const;

/** All products, the most urgent first: what the page shows until one is chosen. */
export function Products() {
  const text = query.value.get('texto') ?? '';
  const rows = useProducts(text);
  // Titles and cells are of a language.
  const columns = useMemo(() => [...nameColumns(), ...figureColumns()], [language.value]);
  const total = rows.total.value;
  return (
    <div class="produto-list">
      <div class="page-head">
        <h1>{WORDS.say('list_title')}</h1>
        <span class="muted">{WORDS.say('list_subtitle')}</span>
      </div>
      <div class="toolbar produto-search">
        <search class="filters">
          <TextBox
            label={WORDS.say('list_filter')}
            placeholder={WORDS.say('list_filter_short')}
            value={text}
            width="wide"
            withIcon
            onChange={(texto) => changeQuery({ texto }, { replace: true })}
          />
        </search>
        <div class="toolbar-end">
          <span class="shown nowrap" role="status">
            {total === null ? '' : WORDS.count('list_shown', total, { n: formats().integer(total) })}
          </span>
        </div>
      </div>
      <div class="produto-rows">
        <DataTable
          label={WORDS.say('list_table')}
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          sorting={URGENCY}
          onSort={() => undefined}
          onOpen={(row) => navigate(cardOf(row))}
          rowHeight={36}
          empty={<NoProducts text={text} />}
        />
      </div>
    </div>
  );
}

function keyOf(row: Stockout): string {
  return row.cod_produto;
}

function cardOf(row: Stockout): string {
  return pageAddress('produto', { cod_produto: row.cod_produto });
}

function useProducts(text: string): RowWindows<Stockout> {
  const rows = useMemo(
    () =>
      new RowWindows<Stockout>({
        keyOf,
        fetch: async (position, limit, signal) => {
          const answer = await ask(productsByUrgency(text, position, limit), { signal });
          return { rows: answer.produtos, total: answer.total, version: answer.versao };
        },
      }),
    [text],
  );
  useEffect(() => {
    const unlisten = onTouched(() => rows.touch());
    return () => {
      unlisten();
      rows.close();
    };
  }, [rows]);
  return rows;
}

function nameColumns(): DataColumn<Stockout>[] {
  return [
    {
      id: 'cod_produto',
      title: WORDS.say('column_code'),
      width: 140,
      grow: 0.6,
      cell: (row) => (
        <a class="cell-text strong" tabIndex={-1} href={cardOf(row)}>
          {row.cod_produto}
        </a>
      ),
    },
    {
      id: 'nome_produto',
      title: WORDS.say('column_name'),
      width: 200,
      grow: 2,
      cell: (row) =>
        row.nome_produto === null ? (
          <span class="muted">{WORDS.say('none')}</span>
        ) : (
          <span class="cell-text" title={row.nome_produto}>
            {row.nome_produto}
          </span>
        ),
    },
    {
      id: 'status_ruptura',
      title: WORDS.say('column_status'),
      width: 104,
      cell: (row) => <StatusBadge status={row.status_ruptura} />,
    },
    {
      id: 'dia_ruptura',
      title: WORDS.say('column_stockout'),
      width: 96,
      cell: (row) =>
        row.dia_ruptura === null ? (
          <span class="muted">{WORDS.say('none')}</span>
        ) : (
          formats().date(row.dia_ruptura)
        ),
    },
  ];
}

function figureColumns(): DataColumn<Stockout>[] {
  const { integer, money, number } = formats();
  const none = <span class="muted">{WORDS.say('none')}</span>;
  const figure = (id: string, title: string, cell: DataColumn<Stockout>['cell']): DataColumn<Stockout> => ({
    id,
    title,
    width: 112,
    grow: 0.4,
    align: 'end',
    cell,
  });
  return [
    figure('estoque_atual', WORDS.say('column_stock'), (row) => number(row.estoque_atual)),
    figure('menor_estoque_7d', WORDS.say('column_lowest_week'), (row) => (
      <Balance value={row.menor_estoque_7d} />
    )),
    figure('menor_estoque', WORDS.say('column_lowest'), (row) => <Balance value={row.menor_estoque} />),
    figure('pedidos_aguardando', WORDS.say('column_orders'), (row) =>
      row.pedidos_aguardando === 0 ? none : integer(row.pedidos_aguardando),
    ),
    figure('valor_aguardando', WORDS.say('column_value'), (row) =>
      row.valor_aguardando === 0 ? none : money(row.valor_aguardando),
    ),
  ];
}

function Balance({ value }: { value: number }) {
  return <span class={value < 0 ? 'tone-danger figure-toned' : 'cell-text'}>{formats().number(value)}</span>;
}

function NoProducts({ text }: { text: string }) {
  if (text === '') {
    return (
      <Empty icon="box" title={WORDS.say('list_empty')}>
        <p>{WORDS.say('list_empty_hint')}</p>
      </Empty>
    );
  }
  return (
    <Empty title={WORDS.say('list_nothing', { text })}>
      <Button onClick={() => changeQuery({ texto: null })}>{WORDS.say('list_clear')}</Button>
    </Empty>
  );
}
