import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

const HEARTBEAT_MS = 15_000;
/**
 * A client that takes nothing for so long is cut; it may resume with `Last-Event-ID`. The kernel holds up to 4 MB for a
 * socket and asks for more only when a third of that is out: one that reads 10 kB a second is not heard of for 140 s.
 */
const PATIENCE_MS = 300_000;
/** What is still unsent so long after a stop is dropped. */
const FAREWELL_MS = 5000;
/** Pieces of one event between two looks at whether the client keeps up. */
const PIECE_BYTES = 64 * 1024;
const HEARTBEAT = Buffer.from(':\n\n');
/** What a server that stops tells its clients: come back after so many milliseconds. */
const RECONNECT = Buffer.from('retry: 2000\n\n');

/** The `Last-Event-ID` header as a number of events received; 0 where there is none or it is not ours. */
export function lastEventId(header: string | readonly string[] | undefined): number {
  const text = typeof header === 'string' ? header.trim() : '';
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

export interface EventStreamOptions {
  readonly heartbeatMs?: number;
  readonly patienceMs?: number;
}

/**
 * Server-sent events to one client.
 *
 * The caller decides what to send when the client can take more, and waits for `send` or `drained` in between: so a
 * client never has more than one event waiting in memory, however slow it is. `gone` is aborted when the client left
 * or was cut, or the server stops.
 */
export class EventStream {
  readonly gone: AbortSignal;
  readonly #gone = new AbortController();
  readonly #response: ServerResponse;
  readonly #patience: number;
  #ready = true;
  #late: NodeJS.Timeout | null = null;

  constructor(response: ServerResponse, patience: number) {
    this.#response = response;
    this.#patience = patience;
    this.gone = this.#gone.signal;
    this.gone.addEventListener('abort', () => this.#endPatience(), { once: true });
    // Heard whoever waits for it: a heartbeat may be what filled the buffer.
    response.on('drain', () => {
      this.#ready = true;
    });
    response.on('close', () => this.#gone.abort());
    // A reset connection is a client that left.
    response.on('error', () => this.#gone.abort());
  }

  /** The client takes more at once. */
  get ready(): boolean {
    return this.#ready && this.#isOpen;
  }

  get #isOpen(): boolean {
    return !this.gone.aborted && !this.#response.writableEnded;
  }

  /** Hands bytes over; false when the next ones should wait for `drained`. */
  write(bytes: Uint8Array): boolean {
    if (!this.#isOpen) return false;
    this.#ready = this.#response.write(bytes) && this.#ready;
    return this.#ready;
  }

  /** Waits until the client takes more; false when it is gone or the stream was ended. One that takes nothing is cut. */
  async drained(): Promise<boolean> {
    if (this.#ready || !this.#isOpen) return this.ready;
    this.#losePatience(this.#patience);
    // Aborted: the client is gone.
    await once(this.#response, 'drain', { signal: this.gone }).catch(() => undefined);
    // The end has a limit of its own.
    if (this.#isOpen) this.#endPatience();
    return this.ready;
  }

  /** Sends bytes of any length as fast as the client takes them; false when it is gone. */
  async send(bytes: Uint8Array): Promise<boolean> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.length <= PIECE_BYTES ? bytes : bytes.subarray(at, at + PIECE_BYTES);
      if (!this.write(piece) && !(await this.drained())) return false;
    }
    return this.ready;
  }

  /** Shows that the connection is alive, unless bytes are waiting anyway. */
  beat(): void {
    if (this.ready) this.write(HEARTBEAT);
  }

  /** Ends the stream after everything that was written; what the client does not take in time is dropped. */
  end(last?: Uint8Array, patience = this.#patience): void {
    if (this.gone.aborted) return;
    if (!this.#response.writableEnded) this.#response.end(last);
    this.#losePatience(patience);
  }

  /** Drops the connection and what waits for it. */
  cut(): void {
    this.#gone.abort();
    this.#response.destroy();
  }

  #losePatience(after: number): void {
    this.#endPatience();
    this.#late = setTimeout(() => this.cut(), after);
  }

  #endPatience(): void {
    if (this.#late !== null) clearTimeout(this.#late);
    this.#late = null;
  }
}

/** The streams of one server: one heartbeat for all of them, and one end. */
export class EventStreams {
  readonly #open = new Set<EventStream>();
  readonly #heartbeat: number;
  readonly #patience: number;
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor({ heartbeatMs = HEARTBEAT_MS, patienceMs = PATIENCE_MS }: EventStreamOptions = {}) {
    this.#heartbeat = heartbeatMs;
    this.#patience = patienceMs;
  }

  /** Clients connected now. */
  get size(): number {
    return this.#open.size;
  }

  /** Answers a request with a stream. Headers set on the reply so far are sent; the route sends nothing else. */
  open(reply: FastifyReply): EventStream {
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    // The end of the connection ends the stream: without chunks an event shared by many clients is written as it is.
    raw.removeHeader('transfer-encoding');
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      connection: 'close',
    });
    raw.flushHeaders();
    const stream = new EventStream(raw, this.#patience);
    this.#enter(stream);
    return stream;
  }

  #enter(stream: EventStream): void {
    this.#open.add(stream);
    stream.gone.addEventListener('abort', () => this.#leave(stream), { once: true });
    if (this.#stopping) stream.end(RECONNECT, FAREWELL_MS);
    this.#timer ??= setInterval(() => this.#beat(), this.#heartbeat).unref();
  }

  #leave(stream: EventStream): void {
    this.#open.delete(stream);
    if (this.#open.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #beat(): void {
    for (const stream of this.#open) stream.beat();
  }

  /** Ends all streams, now and from now on, with the hint to connect again. */
  stop(): void {
    this.#stopping = true;
    for (const stream of this.#open) stream.end(RECONNECT, FAREWELL_MS);
  }
}
