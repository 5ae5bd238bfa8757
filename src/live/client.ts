import type { Engine, EngineListener } from '../availability/engine.ts';
import type { Watch } from './watch.ts';

/** The book as it is kept fresh, and what tells of its changes. */
export interface LiveSource {
  fresh(): Promise<Engine>;
  listen(listener: EngineListener): () => void;
}

/** One client's stream. */
export interface LiveSink {
  readonly gone: AbortSignal;
  /** Hands bytes over; false when the next ones should wait for `drained`. */
  write(bytes: Uint8Array): boolean;
  /** Waits until the client takes more; false when it is gone. */
  drained(): Promise<boolean>;
  /** Sends bytes of any length as fast as the client takes them; false when it is gone. */
  send(bytes: Uint8Array): Promise<boolean>;
}

/** What a client knows already. */
export interface Known {
  /** Position of the last event it received (`Last-Event-ID`), or null. */
  readonly position: string | null;
  /** `versao` of the answers it holds, or null. */
  readonly version: number | null;
  /** An instant (epoch milliseconds) that the answers it holds are not older than, or null. */
  readonly instant: number | null;
}

/** A client as the feed keeps it. */
export interface Client {
  readonly sink: LiveSink;
  readonly watch: Watch<Client>;
  /** Bytes are on their way; nothing else is handed over meanwhile. */
  busy: boolean;
  /** Position after which it was not told, because it was busy; null when it was told all. */
  missedFrom: string | null;
  /** Position last told. */
  told: string;
}
