import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type ApiPath, ask } from './api.ts';
import { onTouched } from './live.ts';
import type { TouchTest } from './resource.ts';
import { RowWindows } from './row-windows.ts';

/** What every answer with a window of a list tells. */
interface ListAnswer {
  /** Rows of the list in all. */
  readonly total: number;
  readonly versao: number;
}

/** A list that was asked for. */
export interface AnsweredList<Row, Answer> {
  readonly rows: RowWindows<Row>;
  /** The last answer, for what it tells beside its rows; null until the first. */
  readonly answer: ReadonlySignal<Answer | null>;
}

/** The list on the screen, and the one asked for, which may not be there yet. */
export interface FollowedList<Row, Answer> {
  readonly shown: AnsweredList<Row, Answer>;
  readonly asked: AnsweredList<Row, Answer>;
}

/** What a list is asked with, and how its answers are read. */
export interface ListQuestion<Row, Answer> {
  pathOf(position: number, limit: number): ApiPath<Answer>;
  rowsOf(answer: Answer): readonly Row[];
  keyOf(row: Row): string;
}

/**
 * A list of any length about products; it follows the book. The one of the question before stays until the new one comes.
 * @param key equal keys ask the same
 */
export function useFollowedList<Row, Answer extends ListAnswer>(
  key: string,
  question: ListQuestion<Row, Answer>,
): FollowedList<Row, Answer> {
  const asked = useMemo(() => answeredList(question), [key]);
  const shown = useRef(asked);
  if (asked.rows.total.value !== null) shown.current = asked;
  useFollowing(asked.rows, anyRow);
  return { shown: shown.current, asked };
}

/** Has rows asked for again when they are touched, and lets them go when others take their place. */
export function useFollowing(rows: { touch(): void; close(): void }, test: TouchTest): void {
  useEffect(() => {
    const unlisten = onTouched((touched) => {
      if (test(touched)) rows.touch();
    });
    return () => {
      unlisten();
      rows.close();
    };
  }, [rows, test]);
}

/** Rows about products: orders that want them change them too. */
export const anyRow: TouchTest = (touched) =>
  touched.all || touched.products.size > 0 || touched.orders.size > 0;

function answeredList<Row, Answer extends ListAnswer>(
  question: ListQuestion<Row, Answer>,
): AnsweredList<Row, Answer> {
  const answer = signal<Answer | null>(null);
  const rows = new RowWindows<Row>({
    keyOf: question.keyOf,
    fetch: async (position, limit, abort) => {
      const told = await ask(question.pathOf(position, limit), { signal: abort });
      answer.value = told;
      return { rows: question.rowsOf(told), total: told.total, version: told.versao };
    },
  });
  return { rows, answer };
}
