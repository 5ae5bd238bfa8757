import { portalAdapter } from '../collector/portals/portals.ts';
import { requireScreen, signIn } from '../collector/session/sign-in.ts';
import type { SignInWindowState } from '../contract/collection-wire.ts';
import { RupturaError } from '../contract/errors.ts';
import type { PortalChoice } from './portal-access.ts';
import { portalPlaces } from './portal-places.ts';

/** A person finds password and telephone within this. */
const PERSON_MS = 10 * 60_000;

/** How a window stands, and why it failed. */
export interface WindowNews {
  readonly state: SignInWindowState;
  readonly error: RupturaError | null;
}

/** A window that is about to be opened. */
export interface ReservedWindow {
  /**
   * Opens it, tells how it stands, and is over when it is: somebody signed in, the window was closed, nobody came in time,
   * or the signal was aborted. Never rejects.
   */
  open(tell: (news: WindowNews) => void, signal: AbortSignal): Promise<void>;
}

/**
 * The visible browser in which a person signs in at a portal, on the very machine of the server: one at a time.
 *
 * | mode | enters by | leaves by |
 * |---|---|---|
 * | *free* | new; a window is over | `reserve` → taken |
 * | *taken* | `reserve` | its `open` is over → free. Another `reserve` is refused |
 * | *closed* | `close`, which ends an open window | – |
 */
export class SignInWindow {
  readonly #dataFolder: string | null;
  readonly #closing = new AbortController();
  #taken: Promise<void> | null = null;

  /** @param dataFolder `RUPTURA_DATA`; null for the default one */
  constructor(dataFolder: string | null) {
    this.#dataFolder = dataFolder;
  }

  /** Whether this machine has a screen, and a browser to show on it. */
  get isPossible(): boolean {
    try {
      requireScreen();
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Takes the window for somebody, who has to open it.
   * @throws RupturaError COLETA_JANELA_ABERTA, NAVEGADOR_AUSENTE, NAVEGADOR_SEM_TELA, COLETA_PORTAL_DESCONHECIDO
   */
  reserve({ portal, base }: PortalChoice & { readonly base: string }): ReservedWindow {
    const adapter = portalAdapter(portal);
    requireScreen();
    if (this.#taken !== null || this.#closing.signal.aborted) throw new RupturaError('COLETA_JANELA_ABERTA');
    let leave = (): void => undefined;
    this.#taken = new Promise((resolve) => {
      leave = resolve;
    });
    return {
      open: async (tell, signal) => {
        const ended = AbortSignal.any([signal, this.#closing.signal]);
        try {
          tell({ state: 'OPENING', error: null });
          const places = await portalPlaces(this.#dataFolder, base);
          const onOpened = (): void => tell({ state: 'WAITING', error: null });
          const wanted = { adapter, base, ...places, isVisible: true, waitMs: PERSON_MS, onOpened };
          const state = await signIn(wanted, ended);
          tell({ state: state === 'valid' ? 'SIGNED_IN' : 'CLOSED', error: null });
        } catch (error) {
          tell(ended.aborted ? { state: 'CLOSED', error: null } : { state: 'FAILED', error: known(error) });
        } finally {
          this.#taken = null;
          leave();
        }
      },
    };
  }

  /** Ends an open window, and waits until its browser is gone. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#taken;
  }
}

function known(error: unknown): RupturaError {
  if (error instanceof RupturaError) return error;
  const params = { programa: 'Chromium', motivo: error instanceof Error ? error.message : String(error) };
  return new RupturaError('NAVEGADOR_FALHOU', params, { cause: error });
}
