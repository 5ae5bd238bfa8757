import { batch, signal } from '@preact/signals';
import type { LiveKeys } from '../../../contract/live-wire.ts';
import { StreamFollower } from '../../stream-follower.ts';

/** How the page stands to the book: whether what is shown follows it. */
export type LiveState = 'connecting' | 'live' | 'reconnecting';

/** What a commit touched. */
export interface TouchedKeys {
  /** Anything may have changed. */
  readonly all: boolean;
  readonly orders: ReadonlySet<string>;
  readonly products: ReadonlySet<string>;
}

export const liveState = signal<LiveState>('connecting');
/** Version of the book last heard of. */
export const liveVersion = signal<number | null>(null);
/** Instant of the last news. */
export const liveAt = signal<string | null>(null);
/** Business date. */
export const liveToday = signal<string | null>(null);

const PATH = '/api/ao-vivo?todos=1&detalhe=chaves';
/** A hidden page lets its connection go: a browser has only six for all pages of a server. */
const HIDDEN_MS = 20_000;

const listeners = new Set<(touched: TouchedKeys) => void>();
/** Whatever happened while there was no stream is unknown: everything shown is asked for again. */
let isGap = false;

/** Tells of what commits touch, until the returned function is called. */
export function onTouched(listener: (touched: TouchedKeys) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the book for as long as the page is there. Call once. */
export function startLive(): void {
  const stream = new StreamFollower({
    url: () => PATH,
    began: noteGap,
    heard: (data) => {
      liveState.value = 'live';
      take(JSON.parse(data) as LiveKeys);
    },
    troubled: () => {
      noteGap();
      liveState.value = isGap ? 'reconnecting' : 'connecting';
    },
    hiddenMs: HIDDEN_MS,
  });
  stream.start();
  // A page that comes back from the browser's own cache has lost its stream.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) stream.start();
  });
}

function noteGap(): void {
  isGap = liveVersion.value !== null;
}

function take(event: LiveKeys): void {
  const dayChanged = liveToday.value !== null && event.data_base !== liveToday.value;
  batch(() => {
    liveVersion.value = event.versao;
    liveAt.value = event.timestamp;
    liveToday.value = event.data_base;
  });
  const touched = {
    all: event.tudo === true || isGap || dayChanged,
    orders: new Set(event.pedidos),
    products: new Set(event.produtos),
  };
  isGap = false;
  if (!touched.all && touched.orders.size === 0 && touched.products.size === 0) return;
  for (const listener of listeners) listener(touched);
}
