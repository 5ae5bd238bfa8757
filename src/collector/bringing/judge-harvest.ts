import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import { type ErrorCode, RupturaError } from '../../contract/errors.ts';
import type { PartEvidence } from '../purchase.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import type { Harvest } from './bring-all.ts';
import { evidenceOf, saysNoAttachments } from './evidence.ts';
import type { PurchaseTimeoutError } from './purchase-clock.ts';

/** What a purchase whose page was read comes to. Pure. */

export interface Judgement {
  readonly status: PurchaseOrderStatus;
  readonly evidence: readonly PartEvidence[];
  /** A sentence for people, and its cause; null where all is well. */
  readonly error: string | null;
  readonly cause: string | null;
}

interface Problem {
  readonly error: string;
  readonly cause: string;
}

/** What the files that were brought are judged with. */
export interface HarvestFacts {
  readonly reading: PurchaseReading;
  readonly harvest: Harvest;
  /** Its time was over before all was brought; null where it was not. */
  readonly late: PurchaseTimeoutError | null;
  /** Whether there is no browser that could see more. */
  readonly isHttpOnly: boolean;
}

/**
 * COMPLETED only where every part of every page has answered, and all that was found is stored; NO_ATTACHMENTS only where
 * each page says so. Nothing that was merely not seen is a success.
 */
export function judgeHarvest(facts: HarvestFacts): Judgement {
  const { reading, harvest, late } = facts;
  const evidence = evidenceOf(reading, harvest.fates);
  const problem = problemOf(facts, evidence);
  return {
    status: statusOf(facts, evidence, late !== null),
    evidence,
    error: problem?.error ?? null,
    cause: problem?.cause ?? null,
  };
}

function statusOf(
  { reading, harvest: { stored, lost, found } }: HarvestFacts,
  evidence: readonly PartEvidence[],
  isLate: boolean,
): PurchaseOrderStatus {
  if (isLate) return 'TIMEOUT';
  if (lost.length > 0 || !isComplete(reading, evidence)) return stored.length > 0 ? 'PARTIAL' : 'FAILED';
  if (reading.closedRequisitions.length > 0) return 'PR_NOT_ACCESSIBLE';
  if (found > 0) return 'COMPLETED';
  return saysNoAttachments(reading) ? 'NO_ATTACHMENTS' : 'FAILED';
}

function isComplete(
  { unreadRequisitions, isWhole }: PurchaseReading,
  evidence: readonly PartEvidence[],
): boolean {
  return unreadRequisitions.length === 0 && isWhole && evidence.every(({ missing }) => missing === null);
}

/** Why not all is well, most important first; null where it is. */
function problemOf(
  { reading, harvest: { lost, found }, late, isHttpOnly }: HarvestFacts,
  evidence: readonly PartEvidence[],
): Problem | null {
  if (late !== null) return { error: late.message, cause: 'TIMEOUT' };
  const [first] = lost;
  if (first !== undefined) {
    const params = { perdidos: lost.length, encontrados: found, motivo: first.error };
    return problem('COLETA_ANEXOS_PERDIDOS', params, first.cause);
  }
  const [unread] = reading.unreadRequisitions;
  if (unread !== undefined) return { error: unread.error.message, cause: unread.error.group };
  const { url } = reading;
  const missing = evidence.find((one) => one.missing !== null)?.missing ?? null;
  const couldShowMore = reading.parts.some(({ isWaiting, toOpen }) => isWaiting || toOpen.length > 0);
  if (isHttpOnly && couldShowMore) return problem('COLETA_PRECISA_DE_NAVEGADOR', { url }, 'NEEDS_BROWSER');
  if (missing !== null) return { error: missing, cause: 'INCOMPLETE' };
  if (!reading.isWhole) return problem('COLETA_NADA_DITO', { url }, 'NOTHING_SAID');
  const [closed] = reading.closedRequisitions;
  if (closed !== undefined)
    return problem('COLETA_REQUISICAO_SEM_ACESSO', { url: closed }, 'PR_NOT_ACCESSIBLE');
  if (found > 0 || saysNoAttachments(reading)) return null;
  return problem('COLETA_NADA_DITO', { url }, 'NOTHING_SAID');
}

function problem(code: ErrorCode, params: Readonly<Record<string, string | number>>, cause: string): Problem {
  return { error: new RupturaError(code, params).message, cause };
}
