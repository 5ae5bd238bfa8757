/** Why a stream is given up: what it told of is not there (any more), it is not for us, or nothing answers. */
export type StreamEnd = 'gone' | 'refused' | 'lost';

/** What a refused stream comes to. Only an outage passes. */
export type Refusal = 'gone' | 'refused' | 'outage';

/** Whoever follows a stream: what is special to it. All else is the same for everybody. */
export interface StreamUser {
  /** Asked for every connection: it may name where to go on from. */
  url(): string;
  /** A connection is begun that knows nothing of those before: what it tells begins anew. */
  began?(): void;
  /** The server took it. */
  opened?(): void;
  heard(data: string): void;
  /** Nothing comes, and it is tried again. @param failures in a row, since something was heard */
  troubled?(failures: number): void;
  /** Nothing more is tried; said once, and not after `close`. */
  ended?(why: StreamEnd): void;
  /** What a refusal means: a browser does not tell. Never rejects. Without it every refusal is an outage. */
  judge?(): Promise<Refusal>;
  /** Refusals in a row after which an outage is `lost`; without it, it is tried for as long as somebody follows. */
  readonly mostRefusals?: number;
  /** The connection is let go when the page was hidden so long, and taken up when it is seen; without it, never. */
  readonly hiddenMs?: number;
}

/** Waiting after the first refusal; doubles up to the most. */
const FIRST_WAIT_MS = 500;
const MOST_WAIT_MS = 20_000;

/**
 * Follows a stream of the server in a browser.
 *
 * | mode | enters | leaves | ignored |
 * |---|---|---|---|
 * | at rest | new, `close`, an end | `start` | everything |
 * | connected | `start`, a wait that is over, a page that is seen | refusal → waiting; hidden → hidden; `close` | cuts: the browser itself goes on where it was |
 * | waiting | a refusal that may pass | its time; a page that is seen; a verdict that ends it; `close` | |
 * | hidden | a page out of sight for long | the page is seen → connected; `close` | |
 */
export class StreamFollower {
  readonly #user: StreamUser;
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Cuts and refusals, and refusals alone, since something was heard. */
  #failures = 0;
  #refusals = 0;
  /** Raised whenever a connection or a wait is let go: what is learned of it later counts no more. */
  #turn = 0;

  constructor(user: StreamUser) {
    this.#user = user;
  }

  /** Whether there is a connection, or the browser is at making one. */
  get isConnected(): boolean {
    return this.#source !== null;
  }

  /** Follows from now on, with a new connection. */
  start(): void {
    this.close();
    if (this.#user.hiddenMs !== undefined) document.addEventListener('visibilitychange', this.#seen);
    this.#connect();
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#seen);
    this.#drop();
    this.#restart();
  }

  readonly #seen = (): void => {
    if (!document.hidden) {
      if (this.#source === null) this.#connect();
      else clearTimeout(this.#timer);
    } else if (this.#source !== null) {
      this.#timer = setTimeout(() => {
        this.#drop();
        this.#user.troubled?.(0);
      }, this.#user.hiddenMs);
    }
  };

  #restart(): void {
    this.#failures = 0;
    this.#refusals = 0;
  }

  #drop(): void {
    this.#turn++;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #connect(): void {
    const user = this.#user;
    this.#drop();
    // A page nobody looks at begins nothing.
    if (user.hiddenMs !== undefined && document.hidden) return;
    const source = new EventSource(user.url());
    this.#source = source;
    user.began?.();
    source.onopen = () => user.opened?.();
    source.onmessage = ({ data }: MessageEvent<string>) => {
      this.#restart();
      user.heard(data);
    };
    source.onerror = () => {
      if (source !== this.#source) return;
      user.troubled?.(++this.#failures);
      // While it is only cut, the browser connects again by itself, and says what it has.
      if (source === this.#source && source.readyState === EventSource.CLOSED) this.#refused();
    };
  }

  #refused(): void {
    const user = this.#user;
    this.#drop();
    this.#refusals++;
    const turn = this.#turn;
    const judged = (refusal: Refusal): void => {
      if (turn !== this.#turn) return;
      const why = refusal !== 'outage' ? refusal : this.#refusals === user.mostRefusals ? 'lost' : null;
      if (why === null) {
        const wait = Math.min(FIRST_WAIT_MS * 2 ** (this.#refusals - 1), MOST_WAIT_MS);
        // Those who lost their stream at one moment do not come back at one moment.
        this.#timer = setTimeout(() => this.#connect(), wait * (0.5 + Math.random() / 2));
        return;
      }
      this.close();
      user.ended?.(why);
    };
    if (user.judge === undefined) judged('outage');
    else user.judge().then(judged);
  }
}
