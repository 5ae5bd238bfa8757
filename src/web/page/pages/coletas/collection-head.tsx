import { useState } from 'preact/hooks';
import type { CollectionSnapshot } from '../../../../contract/collection.ts';
import type { Collection, CollectionRetry } from '../../../../contract/collection-wire.ts';
import { navigate, pageAddress } from '../../app/router.ts';
import { asApiError, ask } from '../../data/api.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';
import { notify } from '../../parts/notices.tsx';
import { formats } from '../../words/words.ts';
import {
  actionPath,
  archivePath,
  cancelPath,
  collectionAddress,
  resultPath,
  sessionPath,
} from './coletas-view.ts';
import type { LiveCollection } from './collection-stream.ts';
import { SessionPanel } from './session-panel.tsx';
import { StateBadge } from './status-marks.tsx';
import { durationText, localTimeText, timeText } from './texts.ts';
import { WORDS } from './words.ts';

interface HeadProps {
  readonly collection: Collection;
  readonly snapshot: CollectionSnapshot | null;
  readonly live: LiveCollection;
  readonly rests: boolean;
}

/** Which collection it is, how it stands, and what can be done about it. */
export function CollectionHead({ collection, snapshot, live, rests }: HeadProps) {
  const { arquivo, inicio, fim, error, base } = collection;
  const notice = rests ? error : (snapshot?.aviso ?? null);
  const pause =
    rests || snapshot?.portal_ate == null ? null : pauseText(snapshot.portal_ate, snapshot.timestamp);
  return (
    <>
      <div class="page-head collection-head">
        <a
          class="back"
          href={pageAddress('coletas')}
          aria-label={WORDS.say('back')}
          title={WORDS.say('back')}
        >
          <Icon name="left" />
        </a>
        <div class="collection-title">
          <h1 title={arquivo}>{arquivo}</h1>
          <span class="muted collection-when">
            {base.replace(/^https?:\/\//, '')} · {WORDS.say('began_at', { time: localTimeText(inicio) })}
            {fim !== null && rests && ` · ${WORDS.say('ended_at', { time: timeText(fim) })}`}
          </span>
        </div>
        {collection.simular && <Badge tone="info">{WORDS.say('simulation')}</Badge>}
        <StateBadge {...collection} />
        <StreamMark live={live} />
        <Actions collection={collection} rests={rests} onBegun={() => live.follow()} />
      </div>
      {notice !== null && (
        <p class={`collection-notice ${rests ? 'tone-danger' : 'tone-warning'}`} role="status">
          <Icon name="alert" size={14} />
          <span>
            {notice}
            {pause !== null && <strong> {pause}</strong>}
          </span>
        </p>
      )}
      {rests && isOfSession(collection) && <Session collection={collection} />}
    </>
  );
}

/** Until when the portal is left alone, and how long that is. */
function pauseText(until: string, now: string): string {
  const left = Math.max(0, (Date.parse(until) - Date.parse(now)) / 1000);
  return WORDS.say('portal_until', { time: timeText(until), left: durationText(left) });
}

/** Whether it ended for want of a session. */
function isOfSession({ codigo }: Collection): boolean {
  return codigo === 'COLETA_SEM_SESSAO' || codigo === 'COLETA_SESSAO_EXPIRADA';
}

function Session({ collection: { portal, base } }: { collection: Collection }) {
  const { state, again } = useAnswer(sessionPath(portal, base), onlyAll);
  const { data, error, isLoading } = state.value;
  return (
    <div class="collection-session">
      <SessionPanel session={data} error={error} isChecking={isLoading} onCheck={again} />
    </div>
  );
}

const STREAM_WORDS = {
  connecting: 'live_connecting',
  live: 'live',
  reconnecting: 'live_reconnecting',
  lost: 'live_reconnecting',
} as const;

/** Whether what is shown follows the collection, and of when it is. */
function StreamMark({ live }: { live: LiveCollection }) {
  const state = live.state.value;
  const at = live.now.value?.timestamp ?? null;
  if (state === 'rests') return null;
  return (
    <span class={`live-state live-${state === 'lost' ? 'reconnecting' : state}`} role="status">
      <span class="live-dot" aria-hidden="true" />
      {WORDS.say(STREAM_WORDS[state])}
      {at !== null && <span class="stream-time">{timeText(at)}</span>}
    </span>
  );
}

function Actions(props: { collection: Collection; rests: boolean; onBegun: () => void }) {
  const { collection, rests, onBegun } = props;
  const { coleta_id: id, pode_retomar, com_falha, pausada, estado, simular } = collection;
  const [isBusy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>, isOfThis = true): Promise<void> => {
    setBusy(true);
    try {
      await work();
      if (rests && isOfThis) onBegun();
    } catch (error) {
      notify(asApiError(error).message, 'danger');
    } finally {
      setBusy(false);
    }
  };
  const post = (action: string) => (): void =>
    void act(() => ask(actionPath(id, action), { method: 'POST' }));
  const retry = async (): Promise<void> => {
    const { pedidos } = await ask(actionPath<CollectionRetry>(id, 'tentar'), { method: 'POST' });
    notify(WORDS.count('retry_all_done', pedidos, { n: formats().integer(pedidos) }));
  };
  const collect = async (): Promise<void> => {
    const { coleta } = await ask(actionPath<{ coleta: Collection }>(id, 'coletar'), { method: 'POST' });
    navigate(collectionAddress(coleta.coleta_id));
  };
  return (
    <div class="collection-actions">
      {rests && pode_retomar && (
        <Button kind="primary" icon="play" disabled={isBusy} onClick={post('retomar')}>
          {WORDS.say('resume')}
        </Button>
      )}
      {!rests && estado === 'running' && (
        <Button
          icon={pausada ? 'play' : 'pause'}
          disabled={isBusy}
          onClick={post(pausada ? 'continuar' : 'pausar')}
        >
          {WORDS.say(pausada ? 'continue' : 'pause')}
        </Button>
      )}
      {com_falha > 0 && estado !== 'finishing' && (
        <Button icon="refresh" disabled={isBusy} onClick={() => void act(retry)}>
          {WORDS.say('retry_all')}
        </Button>
      )}
      {!rests && (
        <CancelMenu onCancel={(isNow) => void act(() => ask(cancelPath(id, isNow), { method: 'DELETE' }))} />
      )}
      {rests && simular && (
        <Button kind="primary" icon="play" disabled={isBusy} onClick={() => void act(collect, false)}>
          {WORDS.say('start_begin')}
        </Button>
      )}
      <Downloads collection={collection} />
    </div>
  );
}

/** The result, as the list came in too, and everything together. */
function Downloads({
  collection: { coleta_id: id, arquivo, arquivos, simular },
}: {
  collection: Collection;
}) {
  const isWorkbook = /\.xlsx$/i.test(arquivo);
  return (
    <>
      <LinkButton href={resultPath(id)} icon="download" download>
        {WORDS.say(simular ? 'evidence_title' : 'result')}
      </LinkButton>
      {!simular && isWorkbook && (
        <LinkButton href={`${resultPath(id)}?formato=xlsx`} icon="download" download>
          {WORDS.say('result_workbook')}
        </LinkButton>
      )}
      {arquivos > 0 && (
        <LinkButton href={archivePath(id)} icon="download" download>
          {WORDS.say('archive')}
        </LinkButton>
      )}
    </>
  );
}

function CancelMenu({ onCancel }: { onCancel: (isNow: boolean) => void }) {
  const choose = (isNow: boolean, close: () => void) => (): void => {
    close();
    onCancel(isNow);
  };
  return (
    <Menu label={WORDS.say('cancel')} icon="stop" align="end">
      {(close) => (
        <div class="choices">
          <button type="button" class="menu-item" onClick={choose(false, close)}>
            <Icon name="check" />
            {WORDS.say('cancel_finish')}
          </button>
          <button type="button" class="menu-item" onClick={choose(true, close)}>
            <Icon name="stop" />
            {WORDS.say('cancel_now')}
          </button>
        </div>
      )}
    </Menu>
  );
}
