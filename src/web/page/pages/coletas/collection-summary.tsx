import type { CollectionTally, CollectionSummary as Summary } from '../../../../contract/collection.ts';
import { formats } from '../../words/words.ts';
import { decimalSizeText, durationText } from './texts.ts';
import { WORDS } from './words.ts';

/** A collection at rest in numbers: per worker, in all, and what failed for which reason. */
export function CollectionFigures({ summary }: { summary: Summary }) {
  return (
    <div class="crew-summary">
      <div class="crew">
        <h2>{WORDS.say('summary_workers')}</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
        <section class="crew-scroll" tabIndex={0} aria-label={WORDS.say('summary_workers')}>
          <WorkerTallies summary={summary} />
        </section>
      </div>
      <div class="crew">
        <h2>{WORDS.say('summary_failures')}</h2>
        {summary.falhas.length === 0 ? (
          <p class="muted crew-none">{WORDS.say('summary_no_failures')}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
          <section class="crew-scroll" tabIndex={0} aria-label={WORDS.say('summary_failures')}>
            <Failures failures={summary.falhas} />
          </section>
        )}
      </div>
    </div>
  );
}

function WorkerTallies({ summary: { workers, total } }: { summary: Summary }) {
  const titles = ['purchases', 'success', 'none', 'failed', 'per_purchase', 'files', 'bytes'] as const;
  return (
    <table class="crew-table">
      <thead>
        <tr>
          <th scope="col">{WORDS.say('worker_id')}</th>
          {titles.map((title) => (
            <th key={title} scope="col" class="align-end">
              {WORDS.say(`summary_${title}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => (
          <TallyRow key={worker.worker_id} name={formats().integer(worker.worker_id)} tally={worker} />
        ))}
        <TallyRow name={WORDS.say('summary_all')} tally={total} isTotal />
      </tbody>
    </table>
  );
}

function TallyRow(props: { name: string; tally: CollectionTally; isTotal?: boolean }) {
  const { name, tally, isTotal = false } = props;
  const { integer } = formats();
  const { segundos_por_pedido: each, com_falha: failed } = tally;
  return (
    <tr class={isTotal ? 'total-row' : undefined}>
      <th scope="row">{name}</th>
      <td class="align-end">{integer(tally.pedidos)}</td>
      <td class="align-end">{integer(tally.com_sucesso - tally.sem_anexos)}</td>
      <td class="align-end">{integer(tally.sem_anexos)}</td>
      <td class={`align-end${failed > 0 ? ' tone-danger toned' : ''}`}>{integer(failed)}</td>
      <td class="align-end">{each === null ? WORDS.say('none') : durationText(each)}</td>
      <td class="align-end">{integer(tally.arquivos)}</td>
      <td class="align-end">{decimalSizeText(tally.bytes)}</td>
    </tr>
  );
}

function Failures({ failures }: { failures: Summary['falhas'] }) {
  const { integer } = formats();
  return (
    <table class="crew-table">
      <thead>
        <tr>
          <th scope="col">{WORDS.say('summary_cause')}</th>
          <th scope="col" class="align-end">
            {WORDS.say('summary_purchases')}
          </th>
          <th scope="col" class="align-end">
            {WORDS.say('summary_files')}
          </th>
        </tr>
      </thead>
      <tbody>
        {failures.map(({ causa, causa_texto, pedidos, arquivos }) => (
          <tr key={causa}>
            <th scope="row">{causa_texto}</th>
            <td class="align-end">{integer(pedidos)}</td>
            <td class="align-end">{integer(arquivos)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
