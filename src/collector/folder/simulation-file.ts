import writeFileAtomic from 'write-file-atomic';
import { cellOf } from '../list/list-columns.ts';
import type { PurchaseList } from '../list/list-reader.ts';
import type { PartEvidence, PurchaseOutcome } from '../purchase.ts';
import { csvLine } from './result-rows.ts';
import { sweepTemporaries } from './temporaries.ts';

/** Columns of the file of a dry run; those it shares with a result file have their names. */
const COLUMNS = [
  'PO_NUMBER',
  'STATUS',
  'SUPPLIER',
  'PART',
  'SAID',
  'FOUND',
  'ALREADY_STORED',
  'AttachmentName',
  'MISSING',
  'PAGE',
  'LAST_PROCESSED',
  'ERROR_MESSAGE',
  'COUPA_URL',
] as const;
/** Between the names of files in one cell, as in result files. */
const BETWEEN_NAMES = ' | ';
/** From the end of one write to the next, in milliseconds. */
const REST_MS = 1_000;

/**
 * What a dry run saw: a row for each part of each page of a purchase, one for a purchase without any, one for each row of
 * the list that names none. The list itself is not repeated: nothing was done about its rows.
 *
 * What enters: outcomes. What leaves: the whole file, written beside and renamed, soon after an outcome and with `flush`.
 * After a crash it is made from list and journal again.
 */
export class SimulationFile {
  readonly #list: PurchaseList;
  readonly #path: string;
  readonly #at: string;
  readonly #outcomes = new Map<string, PurchaseOutcome>();
  #last: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  private constructor(list: PurchaseList, path: string, at: string) {
    this.#list = list;
    this.#path = path;
    this.#at = at;
  }

  /** The file of a dry run at `path`; it is there with the first `flush`. @throws of the file system */
  static async open(list: PurchaseList, path: string): Promise<SimulationFile> {
    await sweepTemporaries(path);
    return new SimulationFile(list, path, new Date().toISOString());
  }

  /** Takes what was seen of a purchase; on the disk soon, or with the next `flush`. */
  record(outcome: PurchaseOutcome): void {
    this.#outcomes.set(outcome.number, outcome);
    this.#writeSoon();
  }

  /** What was seen of a purchase does not count any more. */
  forget(number: string): void {
    this.#outcomes.delete(number);
    this.#writeSoon();
  }

  /** Waits until the file has everything that was recorded. @throws of the file system, e.g. `ENOSPC` */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#write();
  }

  #writeSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      // What cannot be written now is written, or fails for all to see, with the next `flush`.
      this.#write().catch(() => undefined);
    }, REST_MS).unref();
  }

  #write(): Promise<void> {
    const written = this.#last
      .catch(() => undefined)
      .then(() => writeFileAtomic(this.#path, `\ufeff${this.#text()}`));
    this.#last = written;
    return written;
  }

  #text(): string {
    const { purchases, rejected, rows, columns, delimiter } = this.#list;
    const lines = purchases.flatMap(({ number, supplier, rows: [row = 0] }) => {
      const outcome = this.#outcomes.get(number);
      return outcome === undefined
        ? []
        : cellsOf(outcome, supplier).map((cells) => ({ row, line: csvLine(cells, delimiter) }));
    });
    const refused = rejected.map(({ row, error }) => {
      const text = cellOf(rows[row] ?? [], columns.known.get('PO_NUMBER'));
      return { row, line: csvLine(rejectedCells(text, error.message, this.#at), delimiter) };
    });
    const sorted = [...lines, ...refused].sort((one, other) => one.row - other.row);
    return csvLine(COLUMNS, delimiter) + sorted.map(({ line }) => line).join('');
  }
}

function cellsOf(outcome: PurchaseOutcome, supplier: string | null): string[][] {
  const { number, status, url, error, endedAt } = outcome;
  const first = [number, status, outcome.supplier ?? supplier ?? ''];
  const last = [endedAt, error ?? '', url];
  if (outcome.evidence.length === 0) {
    const counts = [String(outcome.found), String(outcome.stored.length)];
    return [[...first, '', '', ...counts, namesOf(outcome, null), '', '', ...last]];
  }
  return outcome.evidence.map((evidence) => [
    ...first,
    evidence.part,
    evidence.said === null ? '' : String(evidence.said),
    String(evidence.found),
    String(evidence.stored),
    namesOf(outcome, evidence),
    evidence.missing ?? '',
    evidence.page,
    ...last,
  ]);
}

/** Names of what would be brought, of one part or of all. */
function namesOf({ foreseen = [] }: PurchaseOutcome, evidence: PartEvidence | null): string {
  const own = foreseen.filter(
    ({ part, page }) => evidence === null || (part === evidence.part && page === evidence.page),
  );
  return own.map(({ name }) => name).join(BETWEEN_NAMES);
}

function rejectedCells(text: string, reason: string, at: string): string[] {
  return [text.trim().slice(0, 60), 'FAILED', '', '', '', '0', '0', '', '', '', at, reason, ''];
}
