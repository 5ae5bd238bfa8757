import { useEffect } from 'preact/hooks';
import { liveVersion } from '../../data/live.ts';
import { CONFIGURATION } from '../../data/questions.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';

/**
 * Whether there is nothing to show in any table. Where it cannot be told, pages show what they have to say themselves.
 */
export type Emptiness = 'unknown' | 'empty' | 'filled';

/** Whether the database is empty. While it is, every commit asks again; afterwards only one that may empty it. */
export function useEmptiness(): Emptiness {
  const { state, again } = useAnswer(CONFIGURATION, onlyAll);
  const { data, error } = state.value;
  const isEmpty = data?.vazio === true;
  const version = liveVersion.value;
  useEffect(() => {
    if (isEmpty) again();
  }, [version]);
  if (data !== null) return isEmpty ? 'empty' : 'filled';
  return error === null ? 'unknown' : 'filled';
}
