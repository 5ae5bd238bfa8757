import { batch, signal } from '@preact/signals';
import type { LiveKeys } from '../../../contract/live-wire.ts';

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
/** Waiting before a refused stream is asked for again; doubles up to the most. */
const FIRST_WAIT_MS = 500;
const MOST_WAIT_MS = 10_000;
/** A hidden page lets its connection go: a browser has only six for all pages of a server. */
const HIDDEN_MS = 20_000;

const listeners = new Set<(touched: TouchedKeys) => void>();
let source: EventSource | null = null;
let wait = FIRST_WAIT_MS;
let again: ReturnType<typeof setTimeout> | undefined;
let hide: ReturnType<typeof setTimeout> | undefined;

/** Tells of what commits touch, until the returned function is called. */
export function onTouched(listener: (touched: TouchedKeys) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the book for as long as the page is there. Call once. */
export function startLive(): void {
  connect();
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hide);
    if (document.hidden) hide = setTimeout(disconnect, HIDDEN_MS);
    else if (source === null) connect();
  });
  // A page that comes back from the browser's own cache has lost its stream.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) connect();
  });
}

function disconnect(): void {
  clearTimeout(again);
  source?.close();
  source = null;
  if (liveState.value === 'live') liveState.value = 'reconnecting';
}

function connect(): void {
  disconnect();
  const opened = new EventSource(PATH);
  // Whatever happened while there was no stream is unknown: everything shown is asked for again.
  let isGap = liveVersion.value !== null;
  source = opened;
  opened.onopen = () => {
    wait = FIRST_WAIT_MS;
  };
  opened.onmessage = (message: MessageEvent<string>) => {
    liveState.value = 'live';
    take(JSON.parse(message.data) as LiveKeys, isGap);
    isGap = false;
  };
  opened.onerror = () => {
    isGap = liveVersion.value !== null;
    liveState.value = isGap ? 'reconnecting' : 'connecting';
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
    again = setTimeout(connect, wait);
    wait = Math.min(wait * 2, MOST_WAIT_MS);
  };
}

function take(event: LiveKeys, isGap: boolean): void {
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
  if (!touched.all && touched.orders.size === 0 && touched.products.size === 0) return;
  for (const listener of listeners) listener(touched);
}
