import { useEffect, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../../data/api.ts';
import { language } from '../../words/preferences.ts';

/** Something that is asked for when it is opened, and when a person asks: it has no stream to follow. */
export interface Asked<T> {
  readonly data: T | null;
  readonly error: ApiError | null;
  readonly isAsking: boolean;
  again(): void;
}

/** @param question must stand for the same thing as long as the component is there */
export function useAsked<T>(question: () => Promise<T>): Asked<T> {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<Asked<T>, 'again'>>({ data: null, error: null, isAsking: true });
  const spoken = language.value;
  useEffect(() => {
    let isCurrent = true;
    setState((before) => ({ ...before, isAsking: true }));
    question().then(
      (data) => isCurrent && setState({ data, error: null, isAsking: false }),
      (error: unknown) =>
        isCurrent && setState(({ data }) => ({ data, error: asApiError(error), isAsking: false })),
    );
    return () => {
      isCurrent = false;
    };
  }, [turn, spoken]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}
