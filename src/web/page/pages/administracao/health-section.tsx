import type { HealthAnswer, SavedStatusAnswer } from '../../../../contract/stock-wire.ts';
import { pageAddress } from '../../app/router.ts';
import { type ApiPath, ask } from '../../data/api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Failure, Skeleton } from '../../parts/states.tsx';
import { Tile } from '../../parts/tile.tsx';
import { bytesText } from '../../words/bytes-text.ts';
import { formats } from '../../words/words.ts';
import { useEmptiness } from '../primeira-visita/emptiness.ts';
import { useAsked } from './asked.ts';
import { Drift } from './drift.tsx';
import { askHealth, type Health } from './health.ts';
import { agoText, momentText, spanText } from './moments.ts';
import { WORDS } from './words.ts';

const SAVED: ApiPath<SavedStatusAnswer> = '/api/estoque/cache/status';

/** The process, its database, and the work nobody sees. */
export function HealthSection() {
  const health = useAsked(askHealth);
  const saved = useAsked(() => ask(SAVED));
  const again = (): void => {
    health.again();
    saved.again();
  };
  if (health.data === null) {
    if (health.error !== null) return <Failure error={health.error} onRetry={again} />;
    return <Skeleton lines={6} />;
  }
  return (
    <div class="admin-body">
      <EmptyNote />
      <Tiles {...health.data} />
      <div class="admin-columns">
        <section class="card">
          <header class="card-head">
            <h2>{WORDS.say('process')}</h2>
            <Button icon="refresh" disabled={health.isAsking} onClick={again}>
              {WORDS.say('refresh')}
            </Button>
          </header>
          {health.error !== null && <Failure error={health.error} onRetry={again} />}
          <Process {...health.data} />
          <Drift />
        </section>
        <section class="card">
          <header class="card-head">
            <h2>{WORDS.say('background')}</h2>
          </header>
          {saved.data !== null && <Background saved={saved.data} />}
          {saved.data === null && saved.error !== null && <Failure error={saved.error} onRetry={again} />}
          {saved.data === null && saved.error === null && <Skeleton lines={5} />}
        </section>
      </div>
    </div>
  );
}

/** An empty database is healthy, and yet there is something to do. */
function EmptyNote() {
  if (useEmptiness() !== 'empty') return null;
  return (
    <div class="card empty-note">
      <span>{WORDS.say('empty')}</span>
      <LinkButton href={pageAddress('carteira')}>{WORDS.say('empty_demo')}</LinkButton>
      <LinkButton href={pageAddress('importar')} icon="upload">
        {WORDS.say('empty_import')}
      </LinkButton>
    </div>
  );
}

function Tiles({ health, memory, cpu }: Health) {
  const { integer, number } = formats();
  const { livro, banco } = health;
  const share = cpu === null || health.no_ar_s === 0 ? null : (100 * cpu) / health.no_ar_s;
  return (
    <div class="admin-tiles">
      <Tile
        label={WORDS.say('tile_state')}
        value={health.pronto ? WORDS.say('ready') : WORDS.say('not_ready')}
        tone={health.pronto ? 'ok' : 'danger'}
        note={health.problema?.error ?? WORDS.say('tile_state_note')}
      />
      <Tile
        label={WORDS.say('tile_database')}
        value={banco.respondendo ? WORDS.say('answering') : WORDS.say('not_answering')}
        tone={banco.respondendo ? 'ok' : 'danger'}
        note={banco.embutido ? WORDS.say('embedded') : WORDS.say('external')}
      />
      <Tile
        label={WORDS.say('tile_orders')}
        value={livro === null ? '—' : integer(livro.pedidos)}
        note={livro === null ? null : WORDS.count('tile_items', livro.itens, { n: integer(livro.itens) })}
      />
      <Tile
        label={WORDS.say('tile_products')}
        value={livro === null ? '—' : integer(livro.produtos)}
        note={livro === null ? null : WORDS.say('tile_version', { n: integer(livro.versao) })}
      />
      <Tile
        label={WORDS.say('tile_memory')}
        value={memory === null ? '—' : bytesText(memory)}
        note={share === null ? null : WORDS.say('tile_cpu', { share: number(Math.round(share * 10) / 10) })}
      />
      <Tile
        label={WORDS.say('tile_uptime')}
        value={spanText(health.no_ar_s)}
        note={WORDS.say('tile_program', { version: health.versao_programa })}
      />
    </div>
  );
}

function Process({ health }: { health: HealthAnswer }) {
  const { date, weekday } = formats();
  const { data_hoje: today, banco } = health;
  return (
    <dl class="admin-facts">
      <Figure
        label={WORDS.say('fact_today')}
        value={today === null ? '—' : `${weekday(today)} ${date(today)}`}
        tone={health.data_fixa ? 'warning' : 'neutral'}
      />
      <Figure
        label={WORDS.say('fact_date_from')}
        value={health.data_fixa ? WORDS.say('date_fixed') : WORDS.say('date_clock')}
        tone={health.data_fixa ? 'warning' : 'neutral'}
      />
      <div class="figure">
        <dt>{banco.embutido ? WORDS.say('fact_folder') : WORDS.say('fact_server')}</dt>
        <dd title={banco.lugar}>
          <code>{banco.lugar}</code>
        </dd>
      </div>
    </dl>
  );
}

const DONE = [
  'renovacao',
  'virada_de_dia',
  'compactacao_historico',
  'dobra_estoque',
  'poda_mudancas',
  'poda_importacoes',
] as const;

function Background({ saved }: { saved: SavedStatusAnswer }) {
  const { integer, number } = formats();
  const { ultimo_lote: batch, tempo_ms: took } = saved;
  const isOn = saved.gravacao === 'AQUI' || saved.gravacao === 'EM_OUTRO_PROCESSO';
  const ms = (value: number | null): string =>
    value === null ? '—' : WORDS.say('milliseconds', { n: number(Math.round(value * 1000) / 1000) });
  return (
    <>
      <p class="background-state">
        <Badge tone={isOn ? 'ok' : 'warning'} icon={isOn ? 'check' : 'alert'}>
          {WORDS.say(`saving_${saved.gravacao}`)}
        </Badge>
      </p>
      <dl class="admin-facts">
        <Figure label={WORDS.say('saved_current')} value={integer(saved.em_dia)} />
        <Figure
          label={WORDS.say('saved_waiting')}
          value={integer(saved.pendentes)}
          tone={saved.pendentes > 0 ? 'warning' : 'neutral'}
        />
        <Figure label={WORDS.say('saved_batch')} value={batch === null ? '—' : agoText(batch.em)} />
        <Figure
          label={WORDS.say('saved_batch_size')}
          value={
            batch === null
              ? '—'
              : WORDS.say('saved_batch_took', { n: integer(batch.produtos), time: ms(batch.tempo_ms) })
          }
        />
        <Figure label={WORDS.say('saved_p50')} value={ms(took.p50)} />
        <Figure label={WORDS.say('saved_p99')} value={ms(took.p99)} />
      </dl>
      <Done works={saved.segundo_plano} />
    </>
  );
}

function Done({ works }: { works: SavedStatusAnswer['segundo_plano'] }) {
  const { integer } = formats();
  return (
    <table class="plain-table">
      <caption class="hidden-label">{WORDS.say('background')}</caption>
      <thead>
        <tr>
          <th scope="col">{WORDS.say('work')}</th>
          <th scope="col">{WORDS.say('work_when')}</th>
          <th scope="col" class="figure-cell">
            {WORDS.say('work_rows')}
          </th>
          <th scope="col" class="figure-cell">
            {WORDS.say('work_total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {DONE.map((work) => {
          const done = works[work];
          return (
            <tr key={work}>
              <th scope="row" title={WORDS.say(`workhint_${work}`)}>
                {WORDS.say(`work_${work}`)}
                <span class="row-note">{WORDS.say(`workhint_${work}`)}</span>
              </th>
              <td class="nowrap">
                {done === null ? (
                  <span class="muted">{WORDS.say('work_never')}</span>
                ) : (
                  <span title={momentText(done.em)}>{agoText(done.em)}</span>
                )}
              </td>
              <td class="figure-cell">{done === null ? '—' : integer(done.linhas)}</td>
              <td class="figure-cell">{done === null ? '—' : integer(done.total)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
