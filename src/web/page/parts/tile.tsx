import type { ComponentChildren } from 'preact';
import type { TermName } from '../../../i18n/page-glossario-labels.ts';
import type { Tone } from './badge.tsx';
import { Term } from './term.tsx';

interface TileProps {
  readonly label: string;
  /** What the glossary calls it. */
  readonly term?: TermName;
  /** The figure; null while it is not known. */
  readonly value: string | null;
  readonly note?: ComponentChildren;
  readonly tone?: Tone;
  /** A share of 0..100, drawn as a line under the figure. */
  readonly share?: number;
  /** Whether the list shows what the tile stands for. */
  readonly isPressed?: boolean;
  readonly onPress?: () => void;
}

/** A line without words, as high as one with: what is below must not move when the words come. */
const NO_NOTE = '\u00a0';

/** A total; pressed, it filters the list by what it counts. */
export function Tile(props: TileProps) {
  const { label, term, value, note, tone = 'neutral', share, isPressed = false, onPress } = props;
  const inside = (
    <>
      <span class="tile-label">
        <Term of={term} inside={onPress !== undefined}>
          {label}
        </Term>
      </span>
      <span class="tile-value">{value ?? <span class="skeleton skeleton-figure" />}</span>
      <span class="tile-note">{note ?? NO_NOTE}</span>
      {share !== undefined && (
        <span class="tile-share" aria-hidden="true">
          <span style={{ width: `${share}%` }} />
        </span>
      )}
    </>
  );
  if (onPress === undefined) return <div class={`tile tone-${tone}`}>{inside}</div>;
  return (
    <button type="button" class={`tile tone-${tone}`} aria-pressed={isPressed} onClick={onPress}>
      {inside}
    </button>
  );
}
