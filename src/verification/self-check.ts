import type { Client } from 'pg';
import type { Engine } from '../availability/engine.ts';
import type { EpochDay } from '../contract/units.ts';
import { digestOf } from './digest.ts';
import { type Verification, verify } from './verify.ts';

/** The process that checks itself: where its tables are, and what it answers from. */
export interface CheckedProcess {
  readonly database: { connect(): Promise<Client> };
  readonly fixedToday: EpochDay | null;
  fresh(): Promise<Engine>;
}

/** What was found, and how long that took. */
export interface TimedVerification extends Verification {
  readonly milliseconds: number;
}

/** The drift check of a process by itself. A second book is loaded for it: one for all who ask meanwhile. */
export class SelfCheck {
  readonly #checked: CheckedProcess;
  #running: Promise<TimedVerification> | null = null;

  constructor(checked: CheckedProcess) {
    this.#checked = checked;
  }

  /** @throws what loading the tables failed with */
  async run(): Promise<TimedVerification> {
    this.#running ??= this.#check().finally(() => {
      this.#running = null;
    });
    return await this.#running;
  }

  async #check(): Promise<TimedVerification> {
    const started = performance.now();
    const { database, fixedToday } = this.#checked;
    const ask = async () => digestOf(await this.#checked.fresh());
    const found = await verify(() => database.connect(), fixedToday, ask);
    return { ...found, milliseconds: performance.now() - started };
  }
}
