/**
 * What the logic of pages asks of a browser, in the hands of a test: streams, questions, the clock, whether the page is
 * seen. The logic itself is the real one.
 */
import { vi } from 'vitest';

/** A stream that a page opened. */
export class FakeSource {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readonly url: string;
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((message: { readonly data: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    this.url = url;
  }

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }

  /** The server takes it. */
  open(): void {
    this.readyState = FakeSource.OPEN;
    this.onopen?.();
  }

  /** Something comes. */
  tell(event: unknown): void {
    if (this.readyState === FakeSource.CONNECTING) this.open();
    this.onmessage?.({ data: JSON.stringify(event) });
  }

  /** The connection breaks: a browser takes it up again by itself. */
  cut(): void {
    this.readyState = FakeSource.CONNECTING;
    this.onerror?.();
  }

  /** The server answers anything but a stream: a browser gives it up. */
  refuse(): void {
    this.readyState = FakeSource.CLOSED;
    this.onerror?.();
  }
}

/** A file on its way to the server, sent the older way, which tells how far it is. */
export class FakeUpload {
  readonly upload: { onprogress: ((progress: { readonly loaded: number }) => void) | null } = {
    onprogress: null,
  };
  path = '';
  status = 0;
  responseText = '';
  /** What is sent. */
  file: unknown = null;
  isAborted = false;
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onabort: (() => void) | null = null;
  onloadend: (() => void) | null = null;

  open(_method: string, path: string): void {
    this.path = path;
  }

  setRequestHeader(): void {}

  send(file: unknown): void {
    this.file = file;
  }

  abort(): void {
    this.isAborted = true;
    this.onabort?.();
    this.onloadend?.();
  }

  /** So many bytes have left. */
  progress(loaded: number): void {
    this.upload.onprogress?.({ loaded });
  }

  answer(status: number, body: unknown): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
    this.onloadend?.();
  }

  /** The connection is lost. */
  lose(): void {
    this.onerror?.();
    this.onloadend?.();
  }
}

/** A question that was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** What was sent, read from JSON. */
  readonly body: unknown;
}

interface FetchOptions {
  readonly method?: string;
  readonly body?: string | null;
  readonly signal?: AbortSignal | null;
}

type Answers = (asked: Asked) => unknown;

/** An answer of a status of its own. */
export class FakeAnswer {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown = null) {
    this.status = status;
    this.body = body;
  }
}

export class FakeBrowser {
  /** Every stream opened, in order. */
  readonly sources: FakeSource[] = [];
  /** Every file sent, in order. */
  readonly uploads: FakeUpload[] = [];
  /** Every question asked, in order. */
  readonly asked: Asked[] = [];
  /** What is answered: JSON of 200, a `FakeAnswer`, or a promise of either; throwing is a lost connection. */
  answers: Answers = () => ({});
  readonly page = new EventTarget();
  readonly window = new EventTarget();
  readonly visited: string[] = [];
  isHidden = false;

  constructor() {
    const { page, window, visited, sources, uploads } = this;
    const isHidden = (): boolean => this.isHidden;
    class Source extends FakeSource {
      constructor(url: string) {
        super(url);
        sources.push(this);
      }
    }
    class Upload extends FakeUpload {
      constructor() {
        super();
        uploads.push(this);
      }
    }
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
    });
    vi.stubGlobal('EventSource', Source);
    vi.stubGlobal('XMLHttpRequest', Upload);
    Object.defineProperty(page, 'hidden', { get: isHidden });
    vi.stubGlobal('document', page);
    vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
    vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
    vi.stubGlobal('history', {
      pushState: (_state: unknown, _title: string, to: string) => visited.push(to),
      replaceState: (_state: unknown, _title: string, to: string) => visited.splice(-1, 1, to),
    });
    vi.stubGlobal(
      'fetch',
      async (path: string, options: FetchOptions = {}) => await this.#fetch(path, options),
    );
  }

  /** The stream opened last. */
  get source(): FakeSource {
    const source = this.sources.at(-1);
    if (source === undefined) throw new Error('no stream was opened');
    return source;
  }

  /** The file sent last. */
  get upload(): FakeUpload {
    const upload = this.uploads.at(-1);
    if (upload === undefined) throw new Error('no file was sent');
    return upload;
  }

  /** The page is out of sight, or seen again. */
  show(isShown: boolean): void {
    this.isHidden = !isShown;
    this.page.dispatchEvent(new Event('visibilitychange'));
  }

  /** Lets time pass, and all that is due in it happen. */
  async pass(milliseconds: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(milliseconds);
  }

  /** Gives the process its own clock and globals back. */
  close(): void {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }

  async #fetch(path: string, { method = 'GET', body, signal }: FetchOptions): Promise<unknown> {
    const asked = {
      method,
      path,
      body: typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined,
    };
    this.asked.push(asked);
    const gone = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
    const given = await Promise.race([(async () => await this.answers(asked))(), gone]);
    const { status, body: answer } = given instanceof FakeAnswer ? given : new FakeAnswer(200, given);
    return { status, ok: status < 400, statusText: '', json: async () => structuredClone(answer) };
  }
}
