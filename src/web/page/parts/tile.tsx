import type { ComponentChildren } from 'preact';
import type { TermName } from '../../../i18n/page-glossario-labels.ts';
import type { Tone } from './badge.tsx';
import { Term } from './term.tsx';

/** A second button inside a tile, for a part of what it tells. */
interface TilePart {
  readonly label: string;
  readonly isPressed: boolean;
  readonly onPress: () => void;
}

interface TileProps {
  readonly label: string;
  /** What the glossary calls it. */
  readonly term?: TermName;
  /** The figure; null while it is not known. */
  readonly value: string | null;
  /** The same to the last cent, where the figure is rounded; it takes its place under the pointer and in focus. */
  readonly exact?: string | null;
  readonly note?: ComponentChildren;
  readonly tone?: Tone;
  /** A share of 0..100, drawn as a line under the figure. */
  readonly share?: number;
  /** Whether the list shows what the tile stands for. */
  readonly isPressed?: boolean;
  readonly onPress?: () => void;
  readonly part?: TilePart | undefined;
}

/** A line without words, as high as one with: what is below must not move when the words come. */
const NO_NOTE = '\u00a0';

/** A total; pressed, it filters the list by what it counts. */
export function Tile(props: TileProps) {
  const { label, term, value, note, tone = 'neutral', share, isPressed = false, onPress, part } = props;
  const inside = (
    <>
      <span class="tile-label">
        <Term of={term} inside={onPress !== undefined}>
          {label}
        </Term>
      </span>
      <TileValue value={value} exact={props.exact ?? null} />
      {part === undefined && <TileNote note={note ?? NO_NOTE} />}
      {share !== undefined && (
        <span class="tile-share" aria-hidden="true">
          <span style={{ width: `${share}%` }} />
        </span>
      )}
    </>
  );
  if (onPress === undefined) return <div class={`tile tone-${tone}`}>{inside}</div>;
  const main = (look: string) => (
    <button type="button" class={look} aria-pressed={isPressed} onClick={onPress}>
      {inside}
    </button>
  );
  if (part === undefined) return main(`tile tone-${tone}`);
  return (
    <div class={`tile tile-parted tone-${tone}${isPressed ? ' tile-pressed' : ''}`}>
      {main('tile-main')}
      <button type="button" class="tile-note tile-part" aria-pressed={part.isPressed} onClick={part.onPress}>
        {part.label}
      </button>
    </div>
  );
}

function TileNote({ note }: { note: ComponentChildren }) {
  return (
    <span class="tile-note" title={typeof note === 'string' ? note : undefined}>
      {note}
    </span>
  );
}

function TileValue({ value, exact }: { value: string | null; exact: string | null }) {
  if (value === null) {
    return (
      <span class="tile-value">
        <span class="skeleton skeleton-figure" />
      </span>
    );
  }
  if (exact === null || exact === value) return <span class="tile-value">{value}</span>;
  return (
    <span class="tile-value tile-rounded" title={exact}>
      <span class="tile-short">{value}</span>
      <span class="tile-exact">{exact}</span>
    </span>
  );
}
