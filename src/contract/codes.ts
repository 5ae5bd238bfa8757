/** Closed sets of codes. They are wire data (SQL, JSON, CSV) and keep their Portuguese spelling. */

/** Horizon of the projection: days 0..28, day 0 being the business date. */
export const HORIZON_DAYS = 29;
/** Last day of the week that decides severity of a product and shortage of an order line (D0..D7). */
export const WEEK_END_DAY = 7;

/** Severity of an order in shortage. */
export type Severity = 'CRITICA' | 'ALTA' | 'MEDIA' | 'BAIXA';

/** State of a product over the horizon. */
export type StockoutStatus = 'CRÍTICO' | 'ATENÇÃO' | 'OK';

/** The worst first. */
export const STOCKOUT_STATUSES: readonly StockoutStatus[] = ['CRÍTICO', 'ATENÇÃO', 'OK'];

/** Why an item is short. */
export type ShortageReason = 'SEM_ENTRADA' | 'AGUARDA_ENTRADA' | 'DISPUTADO' | 'ENTRADA_INSUFICIENTE';

/** Standing of an order in the ranked promise of the whole book. */
export type PromiseSituation = 'NO_PRAZO' | 'ATRASADO' | 'SEM_DATA' | 'FORA_DO_HORIZONTE';

/** How stock is given out in the ranked promise. */
export type PromisePolicy = 'por_item' | 'completa';
export const PROMISE_POLICIES: readonly PromisePolicy[] = ['por_item', 'completa'];

/** Where a requirement piece comes from. */
export type PieceSource = 'SEPARACAO' | 'PRE_SEPARACAO' | 'CARTEIRA';
/** In rank order; the place of one is the kind of its facts in the book. */
export const PIECE_SOURCES: readonly PieceSource[] = ['SEPARACAO', 'PRE_SEPARACAO', 'CARTEIRA'];

/** Lot statuses that count as requirements. An empty status and a missing header count as ABERTO. */
export const OPEN_LOT_STATUSES: readonly string[] = ['ABERTO', 'COTADO'];

/** Draft statuses that count as requirements. */
export const OPEN_DRAFT_STATUSES: readonly string[] = ['CRIADO', 'RECOMPOSTO'];

/** Keys that may be put before the default ranking of the promise (setting `classificacao`). */
export type RankingKey = 'agendamento' | 'data_pedido' | 'expedicao' | 'valor';
export const RANKING_KEYS: readonly RankingKey[] = ['agendamento', 'data_pedido', 'expedicao', 'valor'];
