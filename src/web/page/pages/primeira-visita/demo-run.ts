import { type ReadonlySignal, signal } from '@preact/signals';
import type { DemoAnswer } from '../../../../contract/demo-wire.ts';
import { type ApiPath, asApiError, ask } from '../../data/api.ts';
import { followJob } from '../../data/job-stream.ts';

const DEMO: ApiPath<DemoAnswer> = '/api/demo';

export interface DemoRunState {
  /** null until the server told. */
  readonly answer: DemoAnswer | null;
  /** A request is on its way. */
  readonly isAsking: boolean;
  /** Why something could not be done. */
  readonly problem: string | null;
}

/** The demo book on its way into the database, whoever asked for it. */
export class DemoRun {
  readonly state: ReadonlySignal<DemoRunState>;
  readonly #state = signal<DemoRunState>({ answer: null, isAsking: false, problem: null });
  #stop: (() => void) | null = null;

  constructor() {
    this.state = this.#state;
    void this.#ask(() => ask(DEMO));
  }

  async start(orders: number): Promise<void> {
    await this.#ask(() => ask(DEMO, { method: 'POST', body: { pedidos: orders } }));
  }

  /** Nothing of the book is stored then. */
  async cancel(): Promise<void> {
    await this.#ask(() => ask(DEMO, { method: 'DELETE' }));
  }

  close(): void {
    this.#stop?.();
  }

  async #ask(question: () => Promise<DemoAnswer>): Promise<void> {
    this.#state.value = { ...this.#state.peek(), isAsking: true, problem: null };
    try {
      this.#take(await question());
    } catch (error) {
      this.#state.value = { ...this.#state.peek(), isAsking: false, problem: asApiError(error).message };
    }
  }

  #take(answer: DemoAnswer): void {
    this.#state.value = { answer, isAsking: false, problem: answer.error };
    this.#stop?.();
    this.#stop = null;
    if (answer.completo) return;
    this.#stop = followJob<DemoAnswer>('/api/demo/stream', {
      onEvent: (event) => {
        this.#state.value = { ...this.#state.peek(), answer: event };
      },
      // The stream speaks the language of the browser; what is said at the end is asked for in that of the page.
      onEnd: () => void this.#ask(() => ask(DEMO)),
    });
  }
}
