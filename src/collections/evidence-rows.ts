import type { ForeseenFile, PartEvidence, PurchaseOutcome } from '../collector/purchase.ts';
import { leavingRemark } from '../contract/collection-remarks.ts';
import type { CollectionFiles, CollectionPurchase, PurchaseEvidence } from '../contract/collection-wire.ts';
import type { Language } from '../contract/language.ts';

/** Evidence of a purchase in the wire's words, the same over HTTP and in NDJSON. */
export function evidenceRow({ part, page, said, found, stored, missing }: PartEvidence): PurchaseEvidence {
  return { parte: part, pagina: page, dito: said, encontrado: found, guardado: stored, falta: missing };
}

/** What is odd of stored files, and which attachments a filter left out. */
export function remarksOf(
  { stored, selection }: PurchaseOutcome,
  language: Language,
): CollectionPurchase['observacoes'] {
  const odd = stored.flatMap(({ name, remark }) =>
    remark === null ? [] : [{ arquivo: name, observacao: remark }],
  );
  const leftOut = (selection?.leftOut ?? []).map(({ name, reason }) => ({
    arquivo: name,
    observacao: leavingRemark(reason, language),
  }));
  return [...odd, ...leftOut];
}

/** A file that a dry run saw and did not bring. */
export function foreseenRow({
  name,
  part,
  url,
  bytes,
  page,
}: ForeseenFile): CollectionFiles['previstos'][number] {
  return { nome: name, parte: part, url, bytes, pagina: page };
}
