import { BrowserStarts } from './browser-starts.ts';
import { RequestPace } from './request-pace.ts';
import { TransferPlaces } from './transfer-places.ts';
import type { FromWorker } from './worker-messages.ts';

type TurnMessage = Extract<FromWorker, { kind: 'enter' | 'leave' | 'turn' | 'launch' | 'launched' }>;

export interface WorkerTurnsOptions {
  /** Transfers at once of one worker, and of all together. */
  readonly downloads: number;
  readonly totalDownloads: number;
  /** Requests a minute of all together; null for as many as come. */
  readonly perMinute: number | null;
  /** Most bytes per second of all transfers together; null: as they come. */
  readonly bytesPerSecond: number | null;
  /** Told of what a worker may have of it from now on. */
  onShare(worker: number, bytesPerSecond: number): void;
  /** Told of each that may begin. */
  enter(worker: number, ticket: number): void;
  /** Told how long a worker waited for a turn to ask for something. */
  onWaited(worker: number, ms: number): void;
}

/** What all workers of a collection take in turns: places for transfers, requests where there is a pace, starts of browsers. */
export class WorkerTurns {
  readonly #places: TransferPlaces;
  readonly #pace: RequestPace | null;
  readonly #starts: BrowserStarts;

  constructor(options: WorkerTurnsOptions) {
    const { downloads, totalDownloads, perMinute, bytesPerSecond, enter, onShare, onWaited } = options;
    const bandwidth = bytesPerSecond === null ? null : { bytesPerSecond, tell: onShare };
    this.#places = new TransferPlaces(downloads, totalDownloads, enter, bandwidth);
    this.#starts = new BrowserStarts(enter);
    const give = (worker: number, ticket: number, waitedMs: number): void => {
      onWaited(worker, waitedMs);
      enter(worker, ticket);
    };
    this.#pace = perMinute === null ? null : new RequestPace(perMinute, give);
  }

  /** Takes a worker's wish in, or the end of one. */
  take(worker: number, message: TurnMessage): void {
    switch (message.kind) {
      case 'enter':
        this.#places.ask(worker, message.ticket);
        return;
      case 'leave':
        this.#places.leave(worker, message.ticket);
        return;
      case 'turn':
        this.#pace?.ask(worker, message.ticket);
        return;
      case 'launch':
        this.#starts.ask(worker, message.ticket);
        return;
      case 'launched':
        this.#starts.ended(worker, message.ticket);
    }
  }

  /** All that a worker that is gone had or wanted. */
  leaveAll(worker: number): void {
    this.#places.leaveAll(worker);
    this.#pace?.leaveAll(worker);
    this.#starts.leaveAll(worker);
  }

  /** Nobody gets a turn any more. */
  close(): void {
    this.#pace?.close();
  }
}
