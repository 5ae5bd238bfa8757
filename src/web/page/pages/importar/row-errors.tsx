import { useEffect, useMemo } from 'preact/hooks';
import type { Static } from 'typebox';
import type { ImportErrorsSchema, RowErrorAnswer } from '../../../../contract/import-wire.ts';
import { type ApiPath, apiPath, ask } from '../../data/api.ts';
import { RowWindows } from '../../data/row-windows.ts';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { Empty } from '../../parts/states.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

/** Every reason against a row, with its place, of any length. */
export function RowErrors({
  id,
  runs,
  total,
  isOneFile,
  onOpen,
}: {
  id: string;
  /** Another run has other errors. */
  runs: number;
  total: number;
  /** Then it need not be named. */
  isOneFile: boolean;
  /** The file a row is of is asked for. */
  onOpen: (error: RowErrorAnswer) => void;
}) {
  const rows = useErrors(id, runs);
  const columns = useMemo(() => errorColumns(isOneFile), [language.value, isOneFile]);
  const { integer } = formats();
  return (
    <section class="file-pane" aria-labelledby="erros-titulo">
      <header class="file-head">
        <h2 id="erros-titulo">{WORDS.count('errors_title', total, { n: integer(total) })}</h2>
        <div class="file-tools">
          <ExportMenu pathOf={(format) => apiPath(`${errorsPath(id)}/arquivo`, { formato: format })} />
        </div>
      </header>
      <p class="muted pane-note">{WORDS.say('errors_hint')}</p>
      <div class="errors-list">
        <DataTable
          label={WORDS.say('errors_table')}
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          sorting={UNSORTED}
          onSort={nothing}
          onOpen={onOpen}
          rowHeight={34}
          empty={<Empty icon="check" title={WORDS.say('errors_none')} />}
        />
      </div>
    </section>
  );
}

const UNSORTED = { by: '', descending: false };
const nothing = (): void => undefined;

function errorsPath(id: string): string {
  return `/api/importacao/${encodeURIComponent(id)}/erros`;
}

function keyOf({ arquivo, folha, linha, coluna, motivo }: RowErrorAnswer): string {
  return JSON.stringify([arquivo, folha, linha, coluna, motivo]);
}

function useErrors(id: string, runs: number): RowWindows<RowErrorAnswer> {
  const spoken = language.value;
  const rows = useMemo(
    () =>
      new RowWindows<RowErrorAnswer>({
        keyOf,
        fetch: async (position, limit, signal) => {
          const path: ApiPath<Static<typeof ImportErrorsSchema>> = apiPath(errorsPath(id), {
            posicao: position,
            limite: limit,
          });
          const { erros, total } = await ask(path, { signal });
          return { rows: erros, total, version: runs };
        },
      }),
    // Reasons are sentences of a language.
    [id, runs, spoken],
  );
  useEffect(() => () => rows.close(), [rows]);
  return rows;
}

function errorColumns(isOneFile: boolean): DataColumn<RowErrorAnswer>[] {
  const columns = placeColumns();
  return isOneFile ? columns.slice(1) : columns;
}

function placeColumns(): DataColumn<RowErrorAnswer>[] {
  const { integer } = formats();
  return [
    {
      id: 'arquivo',
      title: WORDS.say('error_file'),
      width: 150,
      grow: 1,
      cell: ({ arquivo, folha }) => {
        const place = folha === null ? arquivo : `${arquivo} · ${folha}`;
        return (
          <span class="cell-text" title={place}>
            {place}
          </span>
        );
      },
    },
    {
      id: 'linha',
      title: WORDS.say('error_line'),
      width: 74,
      align: 'end',
      cell: ({ linha }) => integer(linha),
    },
    {
      id: 'coluna',
      title: WORDS.say('error_column'),
      width: 216,
      cell: ({ coluna }) =>
        coluna === null ? (
          <span class="muted">{WORDS.say('error_whole_row')}</span>
        ) : (
          <span class="cell-text" title={coluna}>
            {coluna}
          </span>
        ),
    },
    {
      id: 'valor',
      title: WORDS.say('error_value'),
      width: 110,
      grow: 1,
      cell: ({ valor }) =>
        valor === '' ? (
          <span class="muted">{WORDS.say('error_blank')}</span>
        ) : (
          <code class="cell-text" title={valor}>
            {valor}
          </code>
        ),
    },
    {
      id: 'motivo',
      title: WORDS.say('error_reason'),
      width: 220,
      grow: 2.4,
      cell: ({ error }) => (
        <span class="cell-text" title={error}>
          {error}
        </span>
      ),
    },
  ];
}
