import type { CollectionPurchase, PurchaseEvidence } from '../../../../contract/collection-wire.ts';

/** What the pages of a purchase say and what came of it, over all of its parts. */
export interface EvidenceSum {
  /** What the counters of the parts say together; null where none says anything. */
  readonly dito: number | null;
  /** Some part with attachments says nothing: there may be more than `dito`. */
  readonly isOpen: boolean;
  readonly encontrado: number;
  readonly guardado: number;
}

export function evidenceSum(evidence: readonly PurchaseEvidence[]): EvidenceSum {
  const said = evidence.filter(({ dito }) => dito !== null);
  const sumOf = (key: 'encontrado' | 'guardado'): number => evidence.reduce((sum, one) => sum + one[key], 0);
  return {
    dito: said.length === 0 ? null : said.reduce((sum, { dito }) => sum + dito!, 0),
    isOpen: evidence.some(({ dito, encontrado }) => dito === null && encontrado > 0),
    encontrado: sumOf('encontrado'),
    guardado: sumOf('guardado'),
  };
}

/**
 * Whether a part answered, and all that it says was found; stored too, unless the purchase was only looked at, or is complete
 * as it is: filters may leave some out.
 */
export function isWhole(
  { dito, encontrado, guardado, falta }: PurchaseEvidence,
  status: CollectionPurchase['status'],
): boolean {
  if (falta !== null || (dito !== null && dito > encontrado)) return false;
  return status === 'SIMULATED' || status === 'COMPLETED' || guardado >= encontrado;
}

/** Why a purchase is not whole, in a sentence; null where nothing is missing. */
export function missingText({ evidencias, error }: CollectionPurchase): string | null {
  return evidencias.find(({ falta }) => falta !== null)?.falta ?? error;
}
