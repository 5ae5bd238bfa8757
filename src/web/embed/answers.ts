import type { OrderAnswer } from '../../contract/wire.ts';

/** An order that could not be analysed, as the API tells it. */
export interface FailedOrder {
  readonly success: false;
  readonly num_pedido: string;
  readonly codigo: string;
  readonly error: string;
  readonly versao?: number;
}

export type OrderResult = OrderAnswer | FailedOrder;

/** What the run's stream and its polling route tell, as far as a page needs it. */
export interface RunNews {
  readonly worker_id?: number;
  readonly worker_livre?: boolean;
  readonly resultados?: readonly OrderResult[];
  readonly progresso?: number;
  readonly completo?: boolean;
  readonly proximo?: number;
}

/** What the live book tells. */
export interface LiveNews {
  readonly versao?: number;
  readonly tudo?: boolean;
  readonly resultados?: readonly OrderResult[];
}

export interface RunStanding {
  readonly processados: number;
  readonly workers: readonly unknown[];
}
