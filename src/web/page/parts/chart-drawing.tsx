import { useId } from 'preact/hooks';
import { namedDays, roundTicks, valueRange } from './chart-scale.ts';

/** A line, or bars, over the days of a chart. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly kind?: 'line' | 'bars';
  /** Custom property of the style sheet that gives the colour: `--accent`. */
  readonly colour: string;
  readonly isDashed?: boolean;
  /** Between the line and zero: what lies below zero is seen as a lack. */
  readonly isFilled?: boolean;
}

interface DrawingProps {
  readonly series: readonly Series[];
  /** Number of days. */
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** Index of the day with a mark of its own; -1 for none. */
  readonly marked: number;
  /** Index of the day pointed at; -1 for none. */
  readonly pointed: number;
  readonly dayName: (index: number) => string;
  readonly valueName: (value: number) => string;
  /** A day is pointed at; -1 when none is any more. */
  readonly onPoint: (index: number) => void;
  readonly onChoose: (index: number) => void;
}

const LEFT = 56;
const RIGHT = 8;
const TOP = 6;
const BOTTOM = 26;
const DAYS_APART = 60;
const LINES_APART = 42;
const WIDEST_BAR = 18;

/** From days and values to places of the drawing. Half a day more at both ends, so that bars there are whole. */
interface Places {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  readonly bar: number;
}

/** The drawing of a chart; what it shows is told beside it, so that it is hidden from who cannot see it. */
export function ChartDrawing(props: DrawingProps) {
  const { series, count, width, height, marked, pointed } = props;
  const range = valueRange(series.flatMap((one) => one.values));
  const room = { width: Math.max(1, width - LEFT - RIGHT), height: height - TOP - BOTTOM };
  const day = room.width / count;
  const x = (index: number): number => LEFT + (index + 0.5) * day;
  const y = (value: number): number => TOP + ((range.high - value) / (range.high - range.low)) * room.height;
  const bar = Math.min(WIDEST_BAR, day / 2);
  const indexAt = (event: MouseEvent): number => {
    const left = (event.currentTarget as Element).getBoundingClientRect().left;
    return Math.max(0, Math.min(count - 1, Math.floor((event.clientX - left - LEFT) / day)));
  };
  const floor = height - BOTTOM;
  return (
    <svg
      class="chart-drawing"
      width={width}
      height={height}
      aria-hidden="true"
      onMouseMove={(event) => props.onPoint(indexAt(event))}
      onMouseLeave={() => props.onPoint(-1)}
      onClick={(event) => props.onChoose(indexAt(event))}
    >
      {roundTicks(range, Math.max(2, room.height / LINES_APART)).map((tick) => (
        <g key={tick}>
          <path class="chart-grid" d={`M${LEFT},${y(tick)}H${width - RIGHT}`} />
          <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
            {props.valueName(tick)}
          </text>
        </g>
      ))}
      {namedDays(count, room.width, DAYS_APART).map((index) => (
        <text key={index} x={x(index)} y={height - 8} text-anchor="middle">
          {props.dayName(index)}
        </text>
      ))}
      {series.map((one) => (
        <SeriesDrawing key={one.label} one={one} places={{ x, y, bar }} floor={floor} />
      ))}
      <path class="chart-zero" d={`M${LEFT},${y(0)}H${width - RIGHT}`} />
      {marked >= 0 && <path class="chart-mark" d={`M${x(marked)},${TOP}V${floor}`} />}
      {pointed >= 0 && <path class="chart-pointed" d={`M${x(pointed)},${TOP}V${floor}`} />}
      {pointed >= 0 &&
        series.map((one) => <Point key={one.label} one={one} at={pointed} places={{ x, y }} />)}
    </svg>
  );
}

function SeriesDrawing(props: { one: Series; places: Places; floor: number }) {
  const { one, places, floor } = props;
  const colour = `var(${one.colour})`;
  if (one.kind === 'bars') return <path d={barsOf(one, places)} fill={colour} />;
  const points = one.values.flatMap((value, index) =>
    value === null ? [] : [{ x: places.x(index).toFixed(1), y: places.y(value).toFixed(1) }],
  );
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const line = `M${points.map(({ x, y }) => `${x},${y}`).join('L')}`;
  const zero = places.y(0);
  return (
    <>
      {one.isFilled === true && (
        <Area path={`${line}L${last.x},${zero}L${first.x},${zero}Z`} zero={zero} floor={floor} />
      )}
      <path
        d={line}
        fill="none"
        stroke={colour}
        stroke-width="1.5"
        stroke-dasharray={one.isDashed ? '4 4' : ''}
      />
    </>
  );
}

/** One colour above zero, one below it. */
function Area({ path, zero, floor }: { path: string; zero: number; floor: number }) {
  const id = useId();
  const turn = (zero - TOP) / (floor - TOP);
  return (
    <>
      <linearGradient id={id} gradientUnits="userSpaceOnUse" x1="0" x2="0" y1={TOP} y2={floor}>
        <stop offset={turn} stop-color="var(--accent-soft)" />
        <stop offset={turn} stop-color="var(--danger-soft)" />
      </linearGradient>
      <path d={path} fill={`url(#${id})`} />
    </>
  );
}

function Point({ one, at, places }: { one: Series; at: number; places: Pick<Places, 'x' | 'y'> }) {
  const value = one.values[at] ?? null;
  if (value === null || one.kind === 'bars') return null;
  return <circle cx={places.x(at)} cy={places.y(value)} r="3.5" fill={`var(${one.colour})`} />;
}

function barsOf({ values }: Series, { x, y, bar }: Places): string {
  const bars = values.map((value, index) => {
    if (value === null || value === 0) return '';
    const left = x(index) - bar / 2;
    return `M${left.toFixed(1)},${y(0).toFixed(1)}V${y(value).toFixed(1)}h${bar.toFixed(1)}V${y(0).toFixed(1)}Z`;
  });
  return bars.join('');
}
