import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { RupturaError } from '../../contract/errors.ts';
import { cookieKey, PurchaseCookies, type StorageState, type StoredCookie } from '../net/cookies.ts';

const NOTHING: StorageState = { cookies: [], origins: [] };

/**
 * A session at a portal that outlives the program: a storage state on the disk that only its owner may read. Cookies
 * the portal renews are kept; many workers share one file, and a file that somebody else wrote since wins, because a
 * new sign-in must not be overwritten by what is left of the old one.
 */
export class PortalSession {
  readonly #path: string;
  readonly #isSessionCookie: (name: string) => boolean;
  #state: StorageState = NOTHING;
  /** The file as it was last read or written here; null: there was none. */
  #text: string | null = null;
  #isRenewed = false;
  #saving: Promise<void> = Promise.resolve();
  #version = 0;

  private constructor(path: string, isSessionCookie: (name: string) => boolean) {
    this.#path = path;
    this.#isSessionCookie = isSessionCookie;
  }

  /**
   * Reads the storage state at `path`; a file that is not there is a session without cookies.
   * @throws RupturaError COLETA_ESTADO_INVALIDO where the file is something else
   */
  static async open(path: string, isSessionCookie: (name: string) => boolean): Promise<PortalSession> {
    const session = new PortalSession(path, isSessionCookie);
    await session.reload();
    return session;
  }

  /** Reads the file again, after somebody signed in. Purchases begun before keep the cookies they had. */
  async reload(): Promise<void> {
    this.#adopt(await readText(this.#path));
  }

  #adopt(text: string | null): void {
    this.#state = text === null ? NOTHING : parseState(text, this.#path);
    this.#text = text;
    this.#isRenewed = false;
    this.#version++;
  }

  /** Whether there is anything to be signed in with. */
  get isMissing(): boolean {
    return this.#state.cookies.length === 0 && this.#state.origins.length === 0;
  }

  /** Raised whenever the session was read again; what was made of an older one is not worth keeping. */
  get version(): number {
    return this.#version;
  }

  get state(): StorageState {
    return this.#state;
  }

  /** Cookies for one purchase, which get no others of the session mixed in afterwards. */
  forPurchase(): PurchaseCookies {
    const version = this.#version;
    return new PurchaseCookies(this.#state.cookies, (cookies) => {
      // What a purchase of an older session knows is not news.
      if (version === this.#version) this.#renew(cookies);
    });
  }

  #renew(cookies: readonly StoredCookie[]): void {
    const known = new Map(this.#state.cookies.map((cookie) => [cookieKey(cookie), cookie]));
    for (const cookie of cookies) {
      const former = known.get(cookieKey(cookie));
      if (former === undefined && !this.#isSessionCookie(cookie.name)) continue;
      if (former?.value === cookie.value && Math.abs(former.expires - cookie.expires) < 60) continue;
      known.set(cookieKey(cookie), cookie);
      this.#isRenewed = true;
    }
    this.#state = { ...this.#state, cookies: [...known.values()] };
  }

  /** Goes on with another session, which is not written yet. */
  use(state: StorageState): void {
    this.#state = state;
    this.#isRenewed = false;
    this.#version++;
  }

  /** Replaces the session by that of a browser in which somebody signed in, and writes it. */
  async replace(state: StorageState): Promise<void> {
    await this.#write(state);
    this.#version++;
  }

  /**
   * Writes renewed cookies, unless the file was written by somebody else since: then that one is taken over. Where there
   * was no file nobody has signed in: what such a portal sends is kept by nobody.
   * @throws of the file system
   */
  save(): Promise<void> {
    const saved = this.#saving.then(() => this.#saveRenewed());
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  async #saveRenewed(): Promise<void> {
    if (!this.#isRenewed || this.#text === null) return;
    const text = await readText(this.#path);
    if (text !== this.#text) this.#adopt(text);
    else await this.#write(this.#state);
  }

  async #write(state: StorageState): Promise<void> {
    const text = `${JSON.stringify(state, null, 1)}\n`;
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await writeFileAtomic(this.#path, text, { mode: 0o600 });
    this.#state = state;
    this.#text = text;
    this.#isRenewed = false;
  }
}

/** Null where there is no such file. A file that others could read is closed to them. */
async function readText(path: string): Promise<string | null> {
  try {
    const text = await readFile(path, 'utf8');
    // Made elsewhere and copied here, it may be open to all; of another owner, it cannot be changed.
    await chmod(path, 0o600).catch(() => undefined);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new RupturaError(
      'ARQUIVO_SEM_ACESSO',
      { arquivo: path, motivo: reasonOf(error) },
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/**
 * A storage state from its text. Fields that some tools leave out get what browsers would take for them.
 * @throws RupturaError COLETA_ESTADO_INVALIDO
 */
function parseState(text: string, path: string): StorageState {
  try {
    const { cookies = [], origins = [] } = JSON.parse(text.replace(/^\ufeff/, '')) as Partial<StorageState>;
    if (!cookies.every(isCookie) || !Array.isArray(origins)) throw new TypeError('not a storage state');
    return {
      cookies: cookies.map(wholeCookie),
      origins: origins.filter((one) => one.localStorage?.length > 0),
    };
  } catch (error) {
    throw new RupturaError('COLETA_ESTADO_INVALIDO', { arquivo: path }, { cause: error });
  }
}

function isCookie(cookie: Partial<StoredCookie>): boolean {
  return [cookie.name, cookie.value, cookie.domain].every((part) => typeof part === 'string');
}

function wholeCookie(cookie: StoredCookie): StoredCookie {
  const { name, value, domain, path = '/', expires = -1, httpOnly = false, secure = false } = cookie;
  const sameSite = ['Strict', 'Lax', 'None'].includes(cookie.sameSite) ? cookie.sameSite : 'Lax';
  return { name, value, domain, path, expires, httpOnly, secure, sameSite };
}
