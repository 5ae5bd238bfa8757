import { query } from '../../app/router.ts';
import type { ApiError } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { SHELL } from '../../words/shell-words.ts';
import { leftOutOf } from './carteira-view.ts';
import { partTitle } from './filter-chips.ts';
import { WORDS } from './words.ts';

/** Says above the list that its rows are of an earlier question, and why. */
export function StaleRows({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  return (
    <div class="list-notice tone-warning" role="alert">
      <Icon name="alert" size={14} />
      <span>{WORDS.say('stale', { reason: error.message })}</span>
      <Button kind="quiet" onClick={onRetry}>
        {SHELL.say('try_again')}
      </Button>
    </div>
  );
}

/** Says which parts of an old or mistyped address were left out. */
export function LeftOutNotice() {
  const leftOut = leftOutOf(query.value);
  if (leftOut.length === 0) return null;
  const names = leftOut.map(({ name, value }) => `${partTitle(name)} “${value}”`).join(', ');
  return (
    <div class="list-notice tone-info" role="status">
      <Icon name="info" size={14} />
      <span>{WORDS.say('left_out', { names })}</span>
    </div>
  );
}
