import type { CollectionSummary, CollectionTally } from '../../contract/collection.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { type FinishedPurchase, hasSucceeded, saysNone } from './finished-purchase.ts';

/** What is known of a run besides its purchases. */
export interface CollectionRunFacts {
  readonly id: string;
  readonly state: CollectionSummary['estado'];
  readonly seconds: number;
  readonly rejectedRows: number;
  /** Purchases without a result. */
  readonly left: number;
  readonly resultFile: string;
  /** The workbook that came in, with the results; null where the list is none. */
  readonly workbookFile: string | null;
}

/** A run of a collection in numbers: per worker and in all. */
export function summarise(
  finished: readonly FinishedPurchase[],
  facts: CollectionRunFacts,
): CollectionSummary {
  const ids = [...new Set(finished.map(({ worker }) => worker))].filter((id) => id !== null);
  const outcomes = finished.map(({ outcome }) => outcome);
  return {
    coleta_id: facts.id,
    estado: facts.state,
    duracao: tenths(facts.seconds),
    total: tally(outcomes),
    workers: ids
      .sort((one, other) => one - other)
      .map((id) => ({
        worker_id: id,
        ...tally(finished.filter(({ worker }) => worker === id).map(({ outcome }) => outcome)),
      })),
    arquivos_com_observacao: outcomes.flatMap(({ stored }) => stored).filter(({ remark }) => remark !== null)
      .length,
    por_status: count(outcomes.map(({ status }) => status)).map(([status, pedidos]) => ({ status, pedidos })),
    falhas: failures(outcomes),
    linhas_recusadas: facts.rejectedRows,
    restantes: facts.left,
    arquivo_resultado: facts.resultFile,
    planilha_resultado: facts.workbookFile,
  };
}

function tally(outcomes: readonly PurchaseOutcome[]): CollectionTally {
  const succeeded = outcomes.filter(hasSucceeded).length;
  const files = outcomes.flatMap(({ stored }) => stored);
  const seconds = outcomes.map(
    ({ startedAt, endedAt }) => (Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
  );
  const sum = seconds.reduce((total, one) => total + one, 0);
  return {
    pedidos: outcomes.length,
    com_sucesso: succeeded,
    sem_anexos: outcomes.filter(saysNone).length,
    com_falha: outcomes.length - succeeded,
    arquivos: files.length,
    bytes: files.reduce((total, { bytes }) => total + bytes, 0),
    segundos_por_pedido: outcomes.length === 0 ? null : tenths(sum / outcomes.length),
  };
}

function failures(outcomes: readonly PurchaseOutcome[]): CollectionSummary['falhas'] {
  const purchases = new Map(count(outcomes.flatMap(({ cause }) => cause ?? [])));
  const files = new Map(count(outcomes.flatMap(({ lost }) => lost.map(({ cause }) => cause))));
  return [...new Set([...purchases.keys(), ...files.keys()])]
    .map((causa) => ({ causa, pedidos: purchases.get(causa) ?? 0, arquivos: files.get(causa) ?? 0 }))
    .sort((one, other) => other.pedidos - one.pedidos || other.arquivos - one.arquivos);
}

function count<T>(values: readonly T[]): [T, number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1]);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
