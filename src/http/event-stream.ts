import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

const HEARTBEAT_MS = 15_000;
/** A client that takes nothing for so long is cut; it may resume with `Last-Event-ID`. */
const PATIENCE_MS = 30_000;
/** Pieces of one event between two looks at whether the client keeps up. */
const PIECE_BYTES = 64 * 1024;
const HEARTBEAT = Buffer.from(':\n\n');
/** What a server that stops tells its clients: come back after so many milliseconds. */
const RECONNECT = Buffer.from('retry: 2000\n\n');
const NEWLINE = Buffer.from('\n\n');

/**
 * One unnamed event, ready to be sent to any number of clients.
 * @param id what the client sends back as `Last-Event-ID`; null for an event that cannot be resumed from
 * @param data text without line breaks, such as JSON; as text or in UTF-8
 */
export function eventBytes(id: number | string | null, data: string | Uint8Array): Buffer {
  const head = id === null ? 'data: ' : `id: ${id}\ndata: `;
  if (typeof data === 'string') return Buffer.from(`${head}${data}\n\n`);
  return Buffer.concat([Buffer.from(head), data, NEWLINE]);
}

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

  constructor(response: ServerResponse, patience: number) {
    this.#response = response;
    this.#patience = patience;
    this.gone = this.#gone.signal;
    response.on('close', () => this.#gone.abort());
    // A reset connection is a client that left.
    response.on('error', () => this.#gone.abort());
  }

  /** The client takes more at once. */
  get ready(): boolean {
    return this.#ready && !this.gone.aborted;
  }

  /** Hands bytes over; false when the next ones should wait for `drained`. */
  write(bytes: Uint8Array): boolean {
    if (this.gone.aborted || this.#response.writableEnded) return false;
    this.#ready = this.#response.write(bytes) && this.#ready;
    return this.#ready;
  }

  /** Waits until the client takes more; false when it is gone. One that takes nothing for too long is cut. */
  async drained(): Promise<boolean> {
    if (this.#ready || this.gone.aborted) return this.ready;
    const late = setTimeout(() => this.cut(), this.#patience);
    try {
      await once(this.#response, 'drain', { signal: this.gone });
      this.#ready = true;
    } catch {
      // Aborted: the client is gone.
    } finally {
      clearTimeout(late);
    }
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

  /** Ends the stream after everything that was written. */
  end(last?: Uint8Array): void {
    if (this.gone.aborted || this.#response.writableEnded) return;
    this.#response.end(last);
    // What a client that does not read leaves behind is not kept for ever either.
    const late = setTimeout(() => this.cut(), this.#patience);
    this.gone.addEventListener('abort', () => clearTimeout(late), { once: true });
  }

  /** Drops the connection and what waits for it. */
  cut(): void {
    this.#gone.abort();
    this.#response.destroy();
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
    if (this.#stopping) stream.end(RECONNECT);
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
    for (const stream of this.#open) stream.end(RECONNECT);
  }
}
