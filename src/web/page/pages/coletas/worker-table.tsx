import type { CollectionSnapshot, CollectorWorker } from '../../../../contract/collection.ts';
import { formats } from '../../words/words.ts';
import { WorkerMark } from './status-marks.tsx';
import { decimalSizeText, durationText, rateText } from './texts.ts';
import { WORDS } from './words.ts';

/** Every worker, and the files it is bringing. */
export function WorkerTable({ snapshot }: { snapshot: CollectionSnapshot | null }) {
  const workers = snapshot?.workers ?? [];
  return (
    <div class="crew">
      <h2>{WORDS.say('workers_title')}</h2>
      {workers.length === 0 ? (
        <p class="muted crew-none">{WORDS.say('worker_none')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <section class="crew-scroll" tabIndex={0} aria-label={WORDS.say('workers_title')}>
          <table class="crew-table worker-table">
            <Head />
            <tbody>
              {workers.map((worker) => (
                <WorkerRow key={worker.worker_id} worker={worker} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col">{WORDS.say('worker_id')}</th>
        <th scope="col">{WORDS.say('worker_purchase')}</th>
        <th scope="col">{WORDS.say('worker_status')}</th>
        <th scope="col" class="align-end">
          {WORDS.say('worker_time')}
        </th>
        <th scope="col" class="align-end">
          {WORDS.say('worker_files')}
        </th>
        <th scope="col" class="align-end">
          {WORDS.say('worker_rate')}
        </th>
        <th scope="col" class="align-end">
          {WORDS.say('worker_done')}
        </th>
        <th scope="col" class="align-end">
          {WORDS.say('worker_failed')}
        </th>
        <th scope="col" class="align-end">
          {WORDS.say('worker_busy')}
        </th>
        <th scope="col" class="worker-transfers">
          {WORDS.say('worker_transfers')}
        </th>
      </tr>
    </thead>
  );
}

function WorkerRow({ worker }: { worker: CollectorWorker }) {
  const { integer, wholePercent } = formats();
  const { po_id: purchase, arquivos_encontrados: found, arquivos_prontos: ready, bytes_por_s: rate } = worker;
  const failed = worker.pedidos_com_falha;
  const isStill = worker.status === 'STOPPED' || worker.status === 'DEAD' || rate === 0;
  return (
    <tr>
      <th scope="row">{integer(worker.worker_id)}</th>
      <td class="strong">{purchase ?? WORDS.say('none')}</td>
      <td>
        <WorkerMark state={worker.status} />
      </td>
      <td class="align-end">{purchase === null ? WORDS.say('none') : durationText(worker.tempo)}</td>
      <td class="align-end">
        {found === 0
          ? WORDS.say('none')
          : WORDS.say('count_of', { done: integer(ready), total: integer(found) })}
      </td>
      <td class="align-end">{isStill ? WORDS.say('none') : rateText(rate)}</td>
      <td class="align-end">{integer(worker.pedidos_prontos)}</td>
      <td class={`align-end${failed > 0 ? ' tone-danger toned' : ''}`}>{integer(failed)}</td>
      <td class="align-end">{wholePercent(worker.ocupado)}</td>
      <td class="worker-transfers">
        <Transfers transfers={worker.transferencias} />
      </td>
    </tr>
  );
}

type Transfer = CollectorWorker['transferencias'][number];

function Transfers({ transfers }: { transfers: readonly Transfer[] }) {
  return (
    <ul class="transfers">
      {transfers.map((file, at) => (
        // Files of two purchases may have one name.
        <li key={`${at} ${file.nome}`} class="transfer">
          <span class="transfer-name" title={file.nome}>
            {file.nome}
          </span>
          <TransferBar file={file} />
          <span class="transfer-size muted">{decimalSizeText(file.bytes)}</span>
        </li>
      ))}
    </ul>
  );
}

/** How far a file is. Where the portal did not say its length, only that it comes. */
function TransferBar({ file: { nome, bytes, total } }: { file: Transfer }) {
  const isKnown = total !== null && total > 0;
  const share = isKnown ? Math.min(100, (100 * bytes) / total) : 0;
  const text =
    total === null
      ? decimalSizeText(bytes)
      : WORDS.say('size_of', { done: decimalSizeText(bytes), total: decimalSizeText(total) });
  return (
    <div
      class={isKnown ? 'progress' : 'progress progress-unknown'}
      role="progressbar"
      aria-label={nome}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={isKnown ? Math.floor(share) : undefined}
      aria-valuetext={text}
      title={text}
    >
      <span style={{ width: isKnown ? `${share}%` : '100%' }} />
    </div>
  );
}
