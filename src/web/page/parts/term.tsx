import type { ComponentChildren } from 'preact';
import type { TermName } from '../../../i18n/page-glossario-labels.ts';

interface TermProps {
  /** The term of the glossary that explains the word; a label that is none stays as it is. */
  readonly of: TermName | undefined;
  /** Within a button or a link: that has the focus, and shows what the term means. */
  readonly inside?: boolean;
  readonly children: ComponentChildren;
}

/** A word whose explanation is one hover or focus away; `TermTip`, once in the shell, shows it. */
export function Term({ of, inside = false, children }: TermProps) {
  if (of === undefined) return <>{children}</>;
  if (inside) {
    return (
      <span class="term" data-term={of}>
        {children}
      </span>
    );
  }
  return (
    <button type="button" class="term" data-term={of}>
      {children}
    </button>
  );
}
