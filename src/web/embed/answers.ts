import type { Explanation, OrderAnswer } from '../../contract/wire.ts';

/** An order that could not be analysed, as the API tells it. */
export interface FailedOrder {
  readonly success: false;
  readonly num_pedido: string;
  readonly codigo: string;
  readonly error: string;
  readonly versao?: number;
}

/** An answer; what was asked for alone comes with its sentences. */
export type ToldOrder = OrderAnswer & { readonly explicacao?: Explanation | null };

export type OrderResult = ToldOrder | FailedOrder;

/** What the run's stream and its polling route tell, as far as a page needs it. */
export interface RunNews {
  readonly worker_id?: number;
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
