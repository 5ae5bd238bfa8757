import type { OrderAnswer } from '../../contract/wire.ts';
import { complain, guarded } from './console.ts';
import type { PageAnalysis } from './page.ts';

/** What programs of the page reach; the names are part of the contract with existing pages. Nothing of it throws. */
interface Control {
  /** Whether the script is at work in the page. */
  readonly ligado: boolean;
  ligar(): void;
  /** Leaves the page as it was before. */
  desligar(): void;
}

export interface ClientControl extends Control {
  /** Analyses all rows again. */
  analisarTodos(): void;
  /**
   * Analyses one order at once, without the queue, and shows its details.
   * @returns its answer; null where there is none
   */
  analisarIndividual(pedido: unknown, options?: { readonly dialogo?: boolean }): Promise<OrderAnswer | null>;
}

interface Globals {
  RupturaWorkerClient?: new () => ClientControl;
  RupturaWorkerAddon?: new () => Control;
  rupturaClient?: ClientControl;
  rupturaWorkerAddon?: Control;
  RUPTURA_USE_WORKERS?: unknown;
}

/** The globals of the page, as far as they concern the script. */
export const globals: Globals = window as unknown as Globals;

/** Puts the classes and `rupturaClient` into the page. All their instances steer the one analysis of the page. */
export function defineGlobals(page: PageAnalysis): void {
  const switchOn = guarded(() => page.switchOn());
  const switchOff = guarded(() => page.switchOff());

  class Steering implements Control {
    get ligado(): boolean {
      return page.isOn;
    }
    ligar(): void {
      switchOn();
    }
    desligar(): void {
      switchOff();
    }
  }

  class Client extends Steering implements ClientControl {
    analisarTodos(): void {
      guarded(() => page.analyseAll())();
    }
    async analisarIndividual(
      pedido: unknown,
      options: { readonly dialogo?: boolean } = {},
    ): Promise<OrderAnswer | null> {
      try {
        return await page.analyseOne(String(pedido).trim(), options.dialogo !== false);
      } catch (error) {
        complain(error);
        return null;
      }
    }
  }

  /** To make one is to switch on. */
  class Addon extends Steering {
    constructor() {
      super();
      switchOn();
    }
  }

  globals.RupturaWorkerClient = Client;
  globals.RupturaWorkerAddon = Addon;
  globals.rupturaClient = new Client();
}
