import type { RowError } from './report.ts';
import { type RefusedRow, refusedRows } from './row-checks.ts';
import { noteError, type RunningImport, type Work } from './running-import.ts';

/** Takes up the rows that are bad only together with others: into the log and, with their cells, the reject file. */
export async function collectRefused(current: RunningImport, work: Work): Promise<void> {
  const refused = refusedRows(current.client, work.number);
  let pending = await nextRefusedRow(refused, current, work, null);
  if (pending.line === null) return;
  for await (const batch of work.rejects === null ? [] : work.source.rows(() => {})) {
    for (const row of batch) {
      if (row.line !== pending.line) continue;
      await work.rejects?.add(row, pending.errors);
      pending = await nextRefusedRow(refused, current, work, pending.ahead);
      if (pending.line === null) return;
    }
  }
  while (pending.line !== null) pending = await nextRefusedRow(refused, current, work, pending.ahead);
}

interface PendingRow {
  readonly line: number | null;
  readonly errors: readonly RowError[];
  /** First reason of the following row, already taken from the stream. */
  readonly ahead: RefusedRow | null;
}

/** Gathers all reasons against the next refused row of a file. */
async function nextRefusedRow(
  refused: AsyncGenerator<RefusedRow>,
  current: RunningImport,
  work: Work,
  ahead: RefusedRow | null,
): Promise<PendingRow> {
  const first = ahead ?? (await nextOf(refused));
  if (first === null) return { line: null, errors: [], ahead: null };
  const errors: RowError[] = [];
  let entry: RefusedRow | null = first;
  while (entry !== null && entry.linha === first.linha) {
    const error = togetherError(current, work, entry);
    errors.push(error);
    await noteError(current, error);
    entry = await nextOf(refused);
  }
  work.report.rejected++;
  return { line: first.linha, errors, ahead: entry };
}

async function nextOf(refused: AsyncGenerator<RefusedRow>): Promise<RefusedRow | null> {
  const step = await refused.next();
  return step.done === true ? null : step.value;
}

function togetherError(current: RunningImport, work: Work, entry: RefusedRow): RowError {
  const other = entry.outro_arquivo === null ? null : current.works[entry.outro_arquivo]!.source.file;
  return {
    file: work.source.file,
    sheet: work.source.sheet,
    line: entry.linha,
    column: entry.coluna,
    value: entry.valor,
    reason: entry.motivo,
    params: other === null ? {} : { arquivo: other, outra: entry.outra_linha ?? 0 },
  };
}
