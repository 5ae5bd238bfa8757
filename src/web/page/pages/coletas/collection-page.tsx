import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CollectionSnapshot } from '../../../../contract/collection.ts';
import type { CollectionDetails, CollectionPurchase } from '../../../../contract/collection-wire.ts';
import { changeQuery, pageAddress, query } from '../../app/router.ts';
import { ask } from '../../data/api.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { RowWindows } from '../../data/row-windows.ts';
import { LinkButton } from '../../parts/button.tsx';
import { announce } from '../../parts/notices.tsx';
import { Empty, Failure, Skeleton } from '../../parts/states.tsx';
import { collectionPath, keyOf, type PurchaseQuery, purchaseQueryOf, purchasesPath } from './coletas-view.ts';
import { CollectionHead } from './collection-head.tsx';
import { type LiveCollection, useCollectionStream } from './collection-stream.ts';
import { CollectionFigures } from './collection-summary.tsx';
import { CollectionTiles } from './collection-tiles.tsx';
import { PurchaseDrawer } from './purchase-drawer.tsx';
import { PurchaseTable } from './purchase-table.tsx';
import { WORDS } from './words.ts';
import { WorkerTable } from './worker-table.tsx';

/** One collection, live while it runs. */
export function CollectionPage({ id }: { id: string }) {
  const live = useCollectionStream(id);
  const details = useAnswer(collectionPath(id), onlyAll);
  const filter = purchaseQueryOf(query.value);
  const rows = usePurchases(id, filter);
  const now = live.now.value;
  useNews(live, details.again, rows);
  const open = query.value.get('pedido');
  const { data, error } = details.state.value;
  if (now === null && data === null) {
    if (error?.status === 404) return <UnknownCollection />;
    return error === null ? <Skeleton lines={6} /> : <Failure error={error} onRetry={details.again} />;
  }
  const collection = now?.coleta ?? data!.coleta;
  const snapshot = now?.andamento ?? data?.andamento ?? null;
  const rests = now === null ? collection.fim !== null : now.completo;
  return (
    <div class="coletas collection">
      <CollectionHead collection={collection} snapshot={snapshot} live={live} rests={rests} />
      <CollectionTiles
        collection={collection}
        snapshot={snapshot}
        summary={rests ? (data?.resumo ?? null) : null}
        filter={filter}
        rests={rests}
      />
      <Work snapshot={snapshot} details={data} rests={rests} />
      <PurchaseTable collection={collection} details={data} rows={rows} filter={filter} openKey={open} />
      {open !== null && (
        <PurchaseDrawer
          collection={collection}
          purchase={open}
          revision={now?.revisao ?? 0}
          onClose={() => changeQuery({ pedido: null })}
          onRetried={() => live.follow()}
        />
      )}
    </div>
  );
}

function Work(props: {
  snapshot: CollectionSnapshot | null;
  details: CollectionDetails | null;
  rests: boolean;
}) {
  const { snapshot, details, rests } = props;
  if (!rests) return <WorkerTable snapshot={snapshot} />;
  const summary = details?.resumo ?? null;
  return summary === null ? <Skeleton lines={3} /> : <CollectionFigures summary={summary} />;
}

/** The purchases of a filter. */
function usePurchases(id: string, filter: PurchaseQuery): RowWindows<CollectionPurchase> {
  const question = JSON.stringify([id, filter]);
  // The question stands for collection and filter.
  const rows = useMemo(() => {
    const [asked, by] = JSON.parse(question) as [string, PurchaseQuery];
    return new RowWindows<CollectionPurchase>({
      keyOf,
      fetch: async (position, limit, signal) => {
        const answer = await ask(purchasesPath(asked, by, position, limit), { signal });
        return { rows: answer.pedidos, total: answer.total, version: answer.revisao };
      },
    });
  }, [question]);
  useEffect(() => () => rows.close(), [rows]);
  return rows;
}

/** What the stream does not tell in full is asked for again when it says that something changed. */
function useNews(live: LiveCollection, again: () => void, rows: RowWindows<CollectionPurchase>): void {
  const now = live.now.value;
  const revision = now?.revisao ?? null;
  const isOver = now?.completo ?? null;
  const before = useRef<{ revision: number | null; isOver: boolean | null }>({ revision, isOver });
  useEffect(() => {
    const former = before.current;
    before.current = { revision, isOver };
    if (revision === null || (former.revision === revision && former.isOver === isOver)) return;
    again();
    rows.touch();
    const state = now?.coleta.estado;
    const hasEnded = isOver === true && former.isOver === false;
    if (hasEnded && (state === 'completed' || state === 'failed' || state === 'interrupted'))
      announce(WORDS.say(`ended_${state}`));
  }, [revision, isOver, rows]);
}

function UnknownCollection() {
  return (
    <Empty icon="question" title={WORDS.say('unknown')}>
      <LinkButton href={pageAddress('coletas')}>{WORDS.say('back')}</LinkButton>
    </Empty>
  );
}
