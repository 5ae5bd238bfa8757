import { useEffect, useState } from 'preact/hooks';
import type { Collection } from '../../../../contract/collection-wire.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { Empty, Failure, Skeleton } from '../../parts/states.tsx';
import { formats } from '../../words/words.ts';
import { collectionAddress, collectionsPath } from './coletas-view.ts';
import { useCollectionStream } from './collection-stream.ts';
import { StateBadge } from './status-marks.tsx';
import { decimalSizeText, localTimeText } from './texts.ts';
import { WORDS } from './words.ts';

const FIRST = 20;
const MOST = 100;

/** The collections so far, newest first; those that run are followed. */
export function CollectionList() {
  const [limit, setLimit] = useState(FIRST);
  const { state, again } = useAnswer(collectionsPath(limit), onlyAll);
  const { data, error } = state.value;
  // The list may have been kept from an earlier visit, and collections have come since.
  useEffect(() => again(), []);
  if (data === null)
    return error === null ? <Skeleton lines={5} /> : <Failure error={error} onRetry={again} />;
  const { coletas, total } = data;
  return (
    <section class="collections" aria-label={WORDS.say('list_title')}>
      <div class="collections-head">
        <h2>{WORDS.say('list_title')}</h2>
        <span class="shown">{WORDS.count('list_count', total, { n: formats().integer(total) })}</span>
      </div>
      {coletas.length === 0 && (
        <Empty icon="clip" title={WORDS.say('list_empty')}>
          <p>{WORDS.say('list_empty_hint')}</p>
        </Empty>
      )}
      <ul class="collection-cards">
        {coletas.map((one) => (
          <li key={one.coleta_id}>
            {isActive(one) ? <LiveCard collection={one} onEnd={again} /> : <Card collection={one} />}
          </li>
        ))}
      </ul>
      {coletas.length < total && coletas.length < MOST && (
        <Button onClick={() => setLimit(Math.min(MOST, limit + FIRST))}>{WORDS.say('list_more')}</Button>
      )}
    </section>
  );
}

function isActive({ estado }: Collection): boolean {
  return estado === 'running' || estado === 'finishing';
}

function LiveCard({ collection, onEnd }: { collection: Collection; onEnd: () => void }) {
  const now = useCollectionStream(collection.coleta_id).now.value;
  const isOver = now?.completo === true;
  useEffect(() => {
    if (isOver) onEnd();
  }, [isOver]);
  return <Card collection={now?.coleta ?? collection} />;
}

function Card({ collection }: { collection: Collection }) {
  const { coleta_id, arquivo, total, prontos, com_sucesso, sem_anexos, com_falha, inicio } = collection;
  const { arquivos, bytes, simular } = collection;
  const { integer } = formats();
  const line = WORDS.say('list_line', { done: integer(prontos), total: integer(total) });
  return (
    <a class="collection-card" href={collectionAddress(coleta_id)}>
      <span class="collection-card-head">
        <strong class="cell-text">{arquivo}</strong>
        {simular && <Badge tone="info">{WORDS.say('simulation')}</Badge>}
        <StateBadge {...collection} />
      </span>
      <ProgressBar label={line} share={total === 0 ? 100 : (100 * prontos) / total} />
      <span class="collection-card-facts">
        <span>{line}</span>
        {com_sucesso > sem_anexos && (
          <span class="tone-ok toned">
            {integer(com_sucesso - sem_anexos)} ✓<span class="hidden-label">{WORDS.say('tile_success')}</span>
          </span>
        )}
        {sem_anexos > 0 && <span>{WORDS.count('list_none', sem_anexos, { n: integer(sem_anexos) })}</span>}
        {com_falha > 0 && (
          <span class="tone-danger toned">
            {integer(com_falha)} ✕<span class="hidden-label">{WORDS.say('tile_failed')}</span>
          </span>
        )}
        {!simular && (
          <span class="muted">
            {WORDS.count('list_files', arquivos, { n: integer(arquivos), size: decimalSizeText(bytes) })}
          </span>
        )}
        <span class="muted collection-card-time">{localTimeText(inicio)}</span>
      </span>
    </a>
  );
}
