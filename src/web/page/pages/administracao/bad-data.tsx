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
import { momentText } from './moments.ts';
import { WORDS } from './words.ts';

type Answer = Static<typeof InconsistenciesSchema>;
type Kind = Answer['tipos'][number];

/** Rows of a page. */
const PAGE = 100;

/** What of a kind is shown: what is still to be looked at, or what somebody called right. */
interface Shown {
  readonly kind: string;
  readonly accepted: boolean;
}

function badData(shown: Shown | null, limit: number, cursor: string | null = null): ApiPath<Answer> {
  const { kind = null, accepted = false } = shown ?? {};
  return apiPath('/api/inconsistencias', {
    tipo: kind,
    aceitos: accepted ? '1' : null,
    limite: limit,
    cursor,
  });
}

/** Data that do not agree, by kind, with what to do about each; kinds that are seldom wrong are folded. It follows the book. */
export function BadDataSection() {
  const { state, again } = useAnswer(badData(null, 1), anything);
  const { data, error } = state.value;
  if (data === null) {
    return error === null ? <Skeleton lines={8} /> : <Failure error={error} onRetry={again} />;
  }
  const found = data.tipos.filter(({ total, aceitos }) => total + aceitos > 0);
  if (found.length === 0) {
    return (
      <Empty icon="check" title={WORDS.say('bad_none')}>
        <p>{WORDS.say('bad_none_hint')}</p>
      </Empty>
    );
  }
  const asked = query.value.get('tipo');
  const likely = ranked(found.filter(({ probabilidade }) => probabilidade !== 'BAIXA'));
  const unlikely = ranked(found.filter(({ probabilidade }) => probabilidade === 'BAIXA'));
  const shown = found.find(({ tipo }) => tipo === asked) ?? likely[0];
  const current = shown?.tipo ?? null;
  return (
    <div class="bad">
      <div class="bad-kinds">
        <Kinds kinds={likely} current={current} />
        {unlikely.length > 0 && (
          <details open={unlikely.some(({ tipo }) => tipo === current)}>
            <summary>{WORDS.say('bad_unlikely', { n: formats().integer(sumOf(unlikely)) })}</summary>
            <Kinds kinds={unlikely} current={current} />
          </details>
        )}
      </div>
      {shown === undefined ? (
        <Empty icon="check" title={WORDS.say('bad_none_likely')}>
          <p>{WORDS.say('bad_none_hint')}</p>
        </Empty>
      ) : (
        <KindPane key={shown.tipo} kind={shown} onJudged={again} />
      )}
    </div>
  );
}

const RANKS = { ALTA: 0, MEDIA: 1, BAIXA: 2 } as const;

/** The likeliest to be wrong first, of these the most; what is all called right last. */
function ranked(kinds: readonly Kind[]): Kind[] {
  const rank = ({ total, probabilidade }: Kind): number => (total === 0 ? 3 : RANKS[probabilidade]);
  return [...kinds].sort((a, b) => rank(a) - rank(b) || b.total - a.total);
}

function sumOf(kinds: readonly Kind[]): number {
  return kinds.reduce((sum, { total }) => sum + total, 0);
}

function Kinds({ kinds, current }: { kinds: readonly Kind[]; current: string | null }) {
  return (
    <ul>
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
  MOVIMENTACAO_PARECIDA: 'kind_MOVIMENTACAO_PARECIDA',
  MOVIMENTACAO_FUTURA: 'kind_MOVIMENTACAO_FUTURA',
  SITUACAO_DESCONHECIDA: 'kind_SITUACAO_DESCONHECIDA',
  QUANTIDADES_GRANDES_DEMAIS: 'kind_QUANTIDADES_GRANDES_DEMAIS',
} as const;

function kindTitle(kind: string): string {
  return kind in TITLES ? WORDS.say(TITLES[kind as keyof typeof TITLES]) : kind;
}

function KindPane({ kind, onJudged }: { kind: Kind; onJudged: () => void }) {
  const [accepted, setAccepted] = useState(kind.total === 0);
  const shown = { kind: kind.tipo, accepted };
  const first = useAnswer(badData(shown, PAGE), anything);
  const { data, error } = first.state.value;
  const page = data?.tipos[0];
  const [more, setMore] = useMore(shown, data?.versao ?? null, page?.total ?? 0);
  if (page === undefined) {
    return error === null ? <Skeleton lines={6} /> : <Failure error={error} onRetry={first.again} />;
  }
  const rows = [...page.exemplos, ...more.rows];
  const next = more.rows.length === 0 ? page.proximo : more.next;
  const { integer } = formats();
  const total = accepted ? page.aceitos : page.total;
  const judge = (keys: readonly string[] | null): void => {
    void sendJudgement(kind.tipo, keys, accepted).then(() => {
      first.again();
      onJudged();
    });
  };
  return (
    <section class="bad-pane" aria-labelledby="dados-titulo">
      <PaneHead
        kind={page}
        accepted={accepted}
        onSwitch={() => setAccepted(!accepted)}
        onAll={() => judge(null)}
      />
      <div class="table-scroll">
        <Rows
          rows={rows}
          label={kindTitle(kind.tipo)}
          action={WORDS.say(accepted ? 'bad_reopen' : 'bad_accept')}
          onAction={(key) => judge([key])}
        />
        <div class="bad-more">
          <span class="muted" role="status">
            {WORDS.say('bad_shown', { n: integer(rows.length), total: integer(total) })}
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

function PaneHead(props: { kind: Kind; accepted: boolean; onSwitch: () => void; onAll: () => void }) {
  const { kind, accepted, onSwitch, onAll } = props;
  const { integer } = formats();
  const total = accepted ? kind.aceitos : kind.total;
  return (
    <header class="card-head">
      <div>
        <h2 id="dados-titulo">{kindTitle(kind.tipo)}</h2>
        <p class="muted">{kind.descricao}</p>
      </div>
      <div class="bad-tools">
        {(accepted || kind.aceitos > 0) && (
          <Button kind="quiet" onClick={onSwitch}>
            {accepted
              ? WORDS.say('bad_show_open', { n: integer(kind.total) })
              : WORDS.say('bad_show_accepted', { n: integer(kind.aceitos) })}
          </Button>
        )}
        {total > 1 && (
          <Button onClick={onAll}>
            {WORDS.say(accepted ? 'bad_reopen_all' : 'bad_accept_all', { n: integer(total) })}
          </Button>
        )}
        <ExportMenu
          pathOf={(format) => apiPath('/api/exportar/inconsistencias', { tipo: kind.tipo, formato: format })}
        />
      </div>
    </header>
  );
}

/** Says that data is right as it is, or takes that back; what went wrong is told. */
async function sendJudgement(kind: string, keys: readonly string[] | null, reopens: boolean): Promise<void> {
  try {
    const { alterados } = await ask<{ alterados: number }>('/api/inconsistencias/aceitos', {
      method: reopens ? 'DELETE' : 'POST',
      body: { tipo: kind, ...(keys === null ? {} : { chaves: keys }) },
    });
    const n = formats().integer(alterados);
    notify(
      reopens ? WORDS.count('bad_reopened', alterados, { n }) : WORDS.count('bad_accepted', alterados, { n }),
      'ok',
    );
  } catch (error) {
    notify(asApiError(error).message, 'danger');
  }
}

interface More {
  readonly rows: readonly Inconsistency[];
  readonly next: string | null;
  readonly isAsking: boolean;
}
const NOTHING: More = { rows: [], next: null, isAsking: false };

/** Pages after the first one; another version of the book, or another number of them, begins at its first page. */
function useMore(shown: Shown, version: number | null, total: number): [More, (cursor: string) => void] {
  const [more, setMore] = useState(NOTHING);
  useEffect(() => setMore(NOTHING), [shown.kind, shown.accepted, version, total]);
  const fetchMore = (cursor: string): void => {
    setMore((before) => ({ ...before, isAsking: true }));
    ask(badData(shown, PAGE, cursor)).then(
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
function Rows(props: {
  rows: readonly Inconsistency[];
  label: string;
  /** What a person can say of each. */
  action: string;
  onAction: (key: string) => void;
}) {
  const { rows, label, action, onAction } = props;
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
          {rows.some(({ aceito_em }) => aceito_em !== undefined) && (
            <th scope="col">{WORDS.say('bad_when')}</th>
          )}
          <th scope="col">{WORDS.say('bad_action')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.chave}>
            {columns.map((column) => (
              <td key={column} class={alignment(column)}>
                <Cell row={row} column={column} />
              </td>
            ))}
            {row.aceito_em !== undefined && (
              <td class="nowrap">
                {momentText(row.aceito_em)} {row.aceito_por}
              </td>
            )}
            <td>
              <Button kind="quiet" onClick={() => onAction(row.chave)}>
                {action}
              </Button>
            </td>
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
