import type { CollectionSnapshot, CollectionSummary } from '../../../../contract/collection.ts';
import type { Collection } from '../../../../contract/collection-wire.ts';
import { Tile } from '../../parts/tile.tsx';
import { formats } from '../../words/words.ts';
import { changePurchaseQuery, FAILED_STATUSES, type PurchaseQuery } from './coletas-view.ts';
import { decimalSizeText, durationText, rateText } from './texts.ts';
import { WORDS } from './words.ts';

interface TilesProps {
  readonly collection: Collection;
  readonly snapshot: CollectionSnapshot | null;
  readonly summary: CollectionSummary | null;
  readonly filter: PurchaseQuery;
  readonly rests: boolean;
}

const DONE = ['COMPLETED', 'SIMULATED'] as const;
const NONE = ['NO_ATTACHMENTS'] as const;

/** A collection in numbers; those of what went wrong and well, pressed, show the purchases they count. */
export function CollectionTiles({ collection, snapshot, summary, filter, rests }: TilesProps) {
  const { prontos, com_sucesso, sem_anexos, com_falha, total, simular } = collection;
  const done = com_sucesso - sem_anexos;
  const { integer, wholePercent } = formats();
  const pressable = (statuses: PurchaseQuery['status']) => {
    const isPressed = filter.status.length > 0 && String(filter.status) === String(statuses);
    return { isPressed, onPress: () => changePurchaseQuery({ status: isPressed ? [] : statuses }) };
  };
  const share = (part: number): number => (prontos === 0 ? 0 : (100 * part) / prontos);
  return (
    <section class="tiles" aria-label={WORDS.say('title')}>
      <Tile
        label={WORDS.say('tile_purchases')}
        value={WORDS.say('tile_purchases_value', { done: integer(prontos), total: integer(total) })}
        note={purchasesNote(collection, rests ? null : snapshot)}
        tone="accent"
        share={total === 0 ? 100 : (100 * prontos) / total}
      />
      <Tile
        label={WORDS.say(simular ? 'tile_looked' : 'tile_success')}
        value={integer(done)}
        note={WORDS.say('tile_success_note', { share: wholePercent(share(done)) })}
        tone="ok"
        share={share(done)}
        {...pressable(DONE)}
      />
      <Tile
        label={WORDS.say('status_NO_ATTACHMENTS')}
        value={integer(sem_anexos)}
        note={WORDS.say('tile_none_note')}
        share={share(sem_anexos)}
        {...pressable(NONE)}
      />
      <Tile
        label={WORDS.say('tile_failed')}
        value={integer(com_falha)}
        note={WORDS.say(com_falha === 0 ? 'tile_failed_none' : 'tile_failed_note')}
        tone={com_falha === 0 ? 'neutral' : 'danger'}
        share={share(com_falha)}
        {...pressable(FAILED_STATUSES)}
      />
      {rests ? <TookTile summary={summary} /> : <RateTile snapshot={snapshot} />}
      {!simular && <FilesTile collection={collection} snapshot={rests ? null : snapshot} />}
      {rests ? total > prontos && <LeftTile collection={collection} /> : <UsageTile snapshot={snapshot} />}
    </section>
  );
}

/** What waits; at rest, what is left. */
function purchasesNote(collection: Collection, snapshot: CollectionSnapshot | null): string {
  const { integer } = formats();
  if (snapshot !== null) return WORDS.say('tile_purchases_waiting', { n: integer(snapshot.na_fila) });
  const { linhas_recusadas: rejected } = collection;
  if (rejected === 0) return ' ';
  return WORDS.count('tile_purchases_rejected', rejected, { n: integer(rejected) });
}

function RateTile({ snapshot }: { snapshot: CollectionSnapshot | null }) {
  const left = snapshot?.restante_s ?? null;
  return (
    <Tile
      label={WORDS.say('tile_rate')}
      value={snapshot && formats().number(snapshot.pedidos_por_min)}
      note={
        left === null
          ? WORDS.say('tile_rate_unknown')
          : WORDS.say('tile_rate_left', { time: durationText(left) })
      }
    />
  );
}

function TookTile({ summary }: { summary: CollectionSummary | null }) {
  const each = summary?.total.segundos_por_pedido ?? null;
  return (
    <Tile
      label={WORDS.say('tile_took')}
      value={summary && durationText(summary.duracao)}
      note={each === null ? ' ' : WORDS.say('tile_took_note', { time: durationText(each) })}
    />
  );
}

function FilesTile({ collection, snapshot }: Pick<TilesProps, 'collection' | 'snapshot'>) {
  const size = decimalSizeText(collection.bytes);
  const rate = snapshot === null ? null : rateText(snapshot.bytes_por_s);
  return (
    <Tile
      label={WORDS.say('tile_files')}
      value={formats().integer(collection.arquivos)}
      note={rate === null ? size : WORDS.say('tile_files_note', { size, rate })}
    />
  );
}

function UsageTile({ snapshot }: { snapshot: CollectionSnapshot | null }) {
  const { integer } = formats();
  const count = snapshot?.workers.length ?? 0;
  const memory = snapshot === null ? WORDS.say('none') : decimalSizeText(snapshot.memoria_bytes);
  return (
    <Tile
      label={WORDS.say('tile_usage')}
      value={snapshot && `${integer(snapshot.cpu_percentual)}%`}
      note={WORDS.count('tile_usage_note', count, { n: integer(count), memory })}
    />
  );
}

function LeftTile({ collection: { total, prontos } }: Pick<TilesProps, 'collection'>) {
  return (
    <Tile
      label={WORDS.say('tile_left')}
      value={formats().integer(total - prontos)}
      tone="warning"
      note={WORDS.say('tile_left_note')}
    />
  );
}
