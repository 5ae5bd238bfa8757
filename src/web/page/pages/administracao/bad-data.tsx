import { useEffect, useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { InconsistenciesSchema, Inconsistency } from '../../../../contract/inconsistency-wire.ts';
import { changeQuery, pageAddress, query } from '../../app/router.ts';
import { type ApiPath, apiPath, asApiError, ask } from '../../data/api.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { notify } from '../../parts/notices.tsx';
import { Empty, Failure, Skeleton } from '../../parts/states.tsx';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

type Answer = Static<typeof InconsistenciesSchema>;
type Kind = Answer['tipos'][number];

/** Rows of a page. */
const PAGE = 100;

function badData(kind: string | null, limit: number, cursor: string | null = null): ApiPath<Answer> {
  return apiPath('/api/inconsistencias', { tipo: kind, limite: limit, cursor });
}

/** Data that do not agree, by kind, with what to do about each. It follows the book. */
export function BadDataSection() {
  const { state, again } = useAnswer(badData(null, 1), anything);
  const { data, error } = state.value;
  if (data === null) {
    return error === null ? <Skeleton lines={8} /> : <Failure error={error} onRetry={again} />;
  }
  if (data.total === 0) {
    return (
      <Empty icon="check" title={WORDS.say('bad_none')}>
        <p>{WORDS.say('bad_none_hint')}</p>
      </Empty>
    );
  }
  const found = [...data.tipos].filter(({ total }) => total > 0).sort((a, b) => b.total - a.total);
  const asked = query.value.get('tipo');
  const shown = found.find(({ tipo }) => tipo === asked) ?? found[0];
  return (
    <div class="bad">
      <Kinds kinds={found} current={shown?.tipo ?? null} />
      {shown !== undefined && <KindPane key={shown.tipo} kind={shown} />}
    </div>
  );
}

function Kinds({ kinds, current }: { kinds: readonly Kind[]; current: string | null }) {
  return (
    <ul class="bad-kinds">
      {kinds.map(({ tipo, total }) => (
        <li key={tipo}>
          <button
            type="button"
            class="file-item bad-kind"
            aria-current={tipo === current ? 'true' : undefined}
            onClick={() => changeQuery({ tipo })}
          >
            <span class="file-item-name">{kindTitle(tipo)}</span>
            <span class="section-count">{formats().integer(total)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const TITLES = {
  LOTE_MAIOR_QUE_SALDO: 'kind_LOTE_MAIOR_QUE_SALDO',
  LINHA_COM_LOTE_VAZIO: 'kind_LINHA_COM_LOTE_VAZIO',
  RASCUNHO_SEM_PEDIDO: 'kind_RASCUNHO_SEM_PEDIDO',
  RASCUNHO_MAIOR_QUE_SALDO: 'kind_RASCUNHO_MAIOR_QUE_SALDO',
  ENTRADA_ATRASADA: 'kind_ENTRADA_ATRASADA',
  LOTE_SEM_CABECALHO: 'kind_LOTE_SEM_CABECALHO',
  LINHA_DE_PEDIDO_REPETIDA: 'kind_LINHA_DE_PEDIDO_REPETIDA',
  MOVIMENTACAO_REPETIDA: 'kind_MOVIMENTACAO_REPETIDA',
  MOVIMENTACAO_FUTURA: 'kind_MOVIMENTACAO_FUTURA',
  SITUACAO_DESCONHECIDA: 'kind_SITUACAO_DESCONHECIDA',
  QUANTIDADES_GRANDES_DEMAIS: 'kind_QUANTIDADES_GRANDES_DEMAIS',
} as const;

function kindTitle(kind: string): string {
  return kind in TITLES ? WORDS.say(TITLES[kind as keyof typeof TITLES]) : kind;
}

function KindPane({ kind }: { kind: Kind }) {
  const first = useAnswer(badData(kind.tipo, PAGE), anything);
  const { data, error } = first.state.value;
  const page = data?.tipos[0];
  const [more, setMore] = useMore(kind.tipo, data?.versao ?? null);
  if (page === undefined) {
    return error === null ? <Skeleton lines={6} /> : <Failure error={error} onRetry={first.again} />;
  }
  const rows = [...page.exemplos, ...more.rows];
  const next = more.rows.length === 0 ? page.proximo : more.next;
  const { integer } = formats();
  return (
    <section class="bad-pane" aria-labelledby="dados-titulo">
      <header class="card-head">
        <div>
          <h2 id="dados-titulo">{kindTitle(kind.tipo)}</h2>
          <p class="muted">{kind.descricao}</p>
        </div>
        <ExportMenu
          pathOf={(format) => apiPath('/api/exportar/inconsistencias', { tipo: kind.tipo, formato: format })}
        />
      </header>
      <div class="table-scroll">
        <Rows rows={rows} label={kindTitle(kind.tipo)} />
        <div class="bad-more">
          <span class="muted" role="status">
            {WORDS.say('bad_shown', { n: integer(rows.length), total: integer(page.total) })}
          </span>
          {next !== null && (
            <Button onClick={() => setMore(next)} disabled={more.isAsking}>
              {WORDS.say('bad_more')}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

interface More {
  readonly rows: readonly Inconsistency[];
  readonly next: string | null;
  readonly isAsking: boolean;
}
const NOTHING: More = { rows: [], next: null, isAsking: false };

/** Pages after the first one; another version of the book begins at its first page. */
function useMore(kind: string, version: number | null): [More, (cursor: string) => void] {
  const [more, setMore] = useState(NOTHING);
  useEffect(() => setMore(NOTHING), [kind, version]);
  const fetchMore = (cursor: string): void => {
    setMore((before) => ({ ...before, isAsking: true }));
    ask(badData(kind, PAGE, cursor)).then(
      ({ tipos }) =>
        setMore(({ rows }) => ({
          rows: [...rows, ...(tipos[0]?.exemplos ?? [])],
          next: tipos[0]?.proximo ?? null,
          isAsking: false,
        })),
      (error: unknown) => {
        setMore((before) => ({ ...before, isAsking: false }));
        notify(asApiError(error).message, 'danger');
      },
    );
  };
  return [more, fetchMore];
}

const COLUMNS = [
  'num_pedido',
  'cod_produto',
  'separacao_lote_id',
  'documento',
  'data',
  'texto',
  'qtd',
  'saldo',
  'linhas',
] as const;
const FIGURES: readonly string[] = ['qtd', 'saldo', 'linhas'];

/** Only the columns that say something about this kind. */
function Rows({ rows, label }: { rows: readonly Inconsistency[]; label: string }) {
  const columns = COLUMNS.filter((column) => rows.some((row) => row[column] !== null));
  const alignment = (column: string): string | undefined =>
    FIGURES.includes(column) ? 'figure-cell' : undefined;
  return (
    <table class="plain-table">
      <caption class="hidden-label">{label}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" class={alignment(column)}>
              {WORDS.say(`bad_${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          <tr key={place}>
            {columns.map((column) => (
              <td key={column} class={alignment(column)}>
                <Cell row={row} column={column} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ row, column }: { row: Inconsistency; column: (typeof COLUMNS)[number] }) {
  const { date, integer, number } = formats();
  const { num_pedido: order, cod_produto: product } = row;
  if (column === 'num_pedido') {
    if (order === null) return null;
    return <a href={pageAddress('carteira', {}, { pedido: order })}>{order}</a>;
  }
  if (column === 'cod_produto') {
    if (product === null) return null;
    return <a href={pageAddress('produto', { cod_produto: product })}>{product}</a>;
  }
  const value = row[column];
  if (value === null) return null;
  if (column === 'data') return <>{date(String(value))}</>;
  if (column === 'linhas') return <>{integer(Number(value))}</>;
  return <>{typeof value === 'number' ? number(value) : value}</>;
}
