import { useRef } from 'preact/hooks';
import type { TermName } from '../../../i18n/page-glossario-labels.ts';
import type { Tone } from './badge.tsx';
import { Term } from './term.tsx';

/** Raised by every change of a value after it was first shown; 0 before. */
function useChanges(value: string | null): number {
  const kept = useRef({ value, changes: 0 });
  if (kept.current.value !== value) {
    const changes = kept.current.value === null ? 0 : kept.current.changes + 1;
    kept.current = { value, changes };
  }
  return kept.current.changes;
}

interface FigureProps {
  readonly label: string;
  /** What the glossary calls it. */
  readonly term?: TermName;
  /** null while it is not known. */
  readonly value: string | null;
  /** Where the documents behind it are. */
  readonly href?: string;
  readonly tone?: Tone;
  readonly isWide?: boolean;
}

/** A figure with its name, in a list of them. It lights up for a moment when it changes. */
export function Figure({ label, term, value, href, tone = 'neutral', isWide = false }: FigureProps) {
  const changes = useChanges(value);
  const flash = changes === 0 ? '' : ` value-changed-${changes % 2}`;
  const text = value ?? <span class="skeleton" />;
  return (
    <div class={isWide ? 'figure figure-wide' : 'figure'}>
      <dt>
        <Term of={term}>{label}</Term>
      </dt>
      <dd class={`tone-${tone}${tone === 'neutral' ? '' : ' figure-toned'}${flash}`}>
        {href === undefined || value === null ? text : <a href={href}>{text}</a>}
      </dd>
    </div>
  );
}
