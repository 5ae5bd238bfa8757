import { useEffect, useState } from 'preact/hooks';
import type { CollectionListAnswer } from '../../../../contract/collection-wire.ts';
import { type ApiError, asApiError } from '../../data/api.ts';
import { language } from '../../words/preferences.ts';
import { lookAtList } from './send-file.ts';

/** What a list comes to: not yet known, known, or not to be known. */
export interface ListReading {
  readonly answer: CollectionListAnswer | null;
  readonly error: ApiError | null;
}

const UNKNOWN: ListReading = { answer: null, error: null };

/**
 * Has a list read by the server, anew with every choice.
 * @param column heading of the column of purchase orders; null where the server finds it
 * @param force whether completed ones count too
 */
export function useListReading(file: File | null, column: string | null, force: boolean): ListReading {
  const [reading, setReading] = useState(UNKNOWN);
  const { value } = language;
  useEffect(() => {
    if (file === null) return;
    const over = new AbortController();
    const take = (next: ListReading): void => {
      if (!over.signal.aborted) setReading(next);
    };
    lookAtList(file, column, force, over.signal).then(
      (answer) => take({ answer, error: null }),
      (error: unknown) => take({ answer: null, error: asApiError(error) }),
    );
    return () => over.abort();
  }, [file, column, force, value]);
  // What was read of another file is not shown with this one.
  useEffect(() => setReading(UNKNOWN), [file]);
  return reading;
}
