import type { ComponentChildren } from 'preact';
import type { ApiError } from '../data/api.ts';
import { SHELL } from '../words/shell-words.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

/** Grey lines in place of text that is on its way. */
export function Skeleton({ lines = 1 }: { lines?: number }) {
  return (
    <div class="skeletons" role="status" aria-label={SHELL.say('loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class={`skeleton skeleton-${line % 3}`} />
      ))}
    </div>
  );
}

/** Nothing to show, why, and what to do next. */
export function Empty(props: { icon?: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="notice-box">
      <Icon name={props.icon ?? 'search'} size={24} />
      <strong>{props.title}</strong>
      {props.children}
    </div>
  );
}

/** A list without rows: there is nothing yet, or nothing that the filter lets through, which can be cleared. */
export function EmptyList(props: {
  isFiltered: boolean;
  icon: IconName;
  title: string;
  /** What to do where there is nothing yet. */
  hint: string;
  filteredTitle: string;
  clearLabel: string;
  onClear: () => void;
}) {
  if (!props.isFiltered) {
    return (
      <Empty icon={props.icon} title={props.title}>
        <p>{props.hint}</p>
      </Empty>
    );
  }
  return (
    <Empty title={props.filteredTitle}>
      <Button onClick={props.onClear}>{props.clearLabel}</Button>
    </Empty>
  );
}

/** What went wrong, as the server said it. */
export function Failure({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  return (
    <div class="notice-box notice-failure" role="alert">
      <Icon name="alert" size={24} />
      <strong>{error.message}</strong>
      {onRetry !== undefined && (
        <Button icon="refresh" onClick={onRetry}>
          {SHELL.say('try_again')}
        </Button>
      )}
    </div>
  );
}
