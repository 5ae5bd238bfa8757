import type { CollectionState, CollectorWorkerState } from '../../../../contract/collection-codes.ts';
import type { Collection, CollectionPurchaseStatus } from '../../../../contract/collection-wire.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import type { IconName } from '../../parts/icon.tsx';
import { WORDS } from './words.ts';

interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
}

const STATES: Readonly<Record<CollectionState, Look>> = {
  running: { tone: 'accent', icon: 'play' },
  finishing: { tone: 'info', icon: 'clock' },
  completed: { tone: 'ok', icon: 'check' },
  failed: { tone: 'danger', icon: 'octagon' },
  interrupted: { tone: 'warning', icon: 'stop' },
};

/** How a collection stands. */
export function StateBadge({ estado, pausada }: Pick<Collection, 'estado' | 'pausada'>) {
  if (pausada && estado === 'running') {
    return (
      <Badge tone="warning" icon="pause">
        {WORDS.say('state_paused')}
      </Badge>
    );
  }
  return <Badge {...STATES[estado]}>{WORDS.say(`state_${estado}`)}</Badge>;
}

const LOOKS: Readonly<Record<CollectionPurchaseStatus, Look>> = {
  RUNNING: { tone: 'accent', icon: 'play' },
  WAITING: { tone: 'neutral', icon: 'clock' },
  COMPLETED: { tone: 'ok', icon: 'check' },
  NO_ATTACHMENTS: { tone: 'neutral', icon: 'minus' },
  SIMULATED: { tone: 'info', icon: 'check' },
  PARTIAL: { tone: 'warning', icon: 'alert' },
  FAILED: { tone: 'danger', icon: 'octagon' },
  PO_NOT_FOUND: { tone: 'danger', icon: 'question' },
  PR_NOT_ACCESSIBLE: { tone: 'warning', icon: 'user' },
  TIMEOUT: { tone: 'danger', icon: 'clock' },
};

/** What became of a purchase. */
export function PurchaseBadge({ status }: { status: CollectionPurchaseStatus }) {
  return <Badge {...LOOKS[status]}>{WORDS.say(`status_${status}`)}</Badge>;
}

const WORKERS: Readonly<Record<CollectorWorkerState, Tone>> = {
  STARTING: 'neutral',
  IDLE: 'neutral',
  OPENING: 'info',
  DOWNLOADING: 'ok',
  FINISHING: 'ok',
  SIGNING_IN: 'warning',
  PAUSED: 'warning',
  STOPPED: 'neutral',
  DEAD: 'danger',
};

/** What a worker does. */
export function WorkerMark({ state }: { state: CollectorWorkerState }) {
  return (
    <span class={`worker-mark tone-${WORKERS[state]}`}>
      <span class="worker-dot" aria-hidden="true" />
      {WORDS.say(`worker_${state}`)}
    </span>
  );
}
