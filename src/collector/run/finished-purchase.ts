import type { RupturaError } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import type { PurchaseLease } from './lease-queue.ts';

/** A purchase with its result. */
export interface FinishedPurchase {
  readonly purchase: PurchaseOrder;
  readonly outcome: PurchaseOutcome;
  /** Null where it was given up. */
  readonly worker: number | null;
}

/** Whether nothing is left to be done about a purchase. */
export function hasSucceeded({ status }: Pick<PurchaseOutcome, 'status'>): boolean {
  return status === 'COMPLETED' || status === 'NO_ATTACHMENTS' || status === 'SIMULATED';
}

/** Whether its pages say that it has no attachments. */
export function saysNone({ status }: Pick<PurchaseOutcome, 'status'>): boolean {
  return status === 'NO_ATTACHMENTS';
}

/** Failures that say something about the portal as a whole. */
const PORTAL_CAUSES = /^(CONNECTION|TIMEOUT|HTTP_5\d\d|HTTP_429|UNKNOWN_PAGE|PORTAL_CLOSED)$/;

/** Whether an outcome shows a portal that answers as it should. */
export function isPortalSuccess({ status }: PurchaseOutcome): boolean {
  return status !== 'FAILED' && status !== 'TIMEOUT' && status !== 'PARTIAL';
}

/** Whether an outcome shows a portal in trouble. A purchase that is not there says nothing about it. */
export function isPortalFailure({ status, cause }: PurchaseOutcome): boolean {
  return status === 'TIMEOUT' || (status === 'FAILED' && PORTAL_CAUSES.test(cause ?? ''));
}

/** Whether a failure says nothing of the purchase itself: what the portal shows is another matter. */
export function isForgivable({ cause }: PurchaseOutcome): boolean {
  return cause !== 'UNKNOWN_PAGE';
}

const CAUSES_OF_ERRORS: Readonly<Record<string, string>> = {
  COLETA_PEDIDO_DEMORADO: 'TIMEOUT',
  COLETA_PORTAL_FECHADO: 'PORTAL_CLOSED',
};

/** The result of a purchase that no worker could bring one for. */
export function givenUp(
  { purchase, attempt }: PurchaseLease,
  error: RupturaError,
  url: string,
  language: Language,
): PurchaseOutcome {
  const at = new Date().toISOString();
  const cause = CAUSES_OF_ERRORS[error.code] ?? 'WORKER';
  return {
    number: purchase.number,
    status: cause === 'TIMEOUT' ? 'TIMEOUT' : 'FAILED',
    found: 0,
    stored: [],
    lost: [],
    evidence: [],
    supplier: null,
    url,
    folder: null,
    error: `${error.sentence(language)} (${attempt}×)`,
    cause,
    startedAt: at,
    endedAt: at,
  };
}
