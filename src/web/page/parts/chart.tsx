import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { isDark } from '../words/preferences.ts';
import { SHELL } from '../words/shell-words.ts';
import { formats } from '../words/words.ts';

/** A line, or bars, over the days of a chart. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly kind?: 'line' | 'bars' | 'steps';
  /** Custom property of the style sheet that gives the colour: `--accent`. */
  readonly colour: string;
  readonly isDashed?: boolean;
  /** Between the line and zero: what lies below zero is seen as a lack. */
  readonly isFilled?: boolean;
}

interface ChartProps {
  /** What the chart shows, said to those who cannot see it. */
  readonly label: string;
  /** `yyyy-mm-dd`, one a value. */
  readonly days: readonly string[];
  readonly series: readonly Series[];
  readonly height?: number;
  /** Business date: named as such on the axis. */
  readonly today?: string | undefined;
  /** Day marked by a line. */
  readonly markedDay?: string | null;
  /** A day was clicked, or come to by the arrows and chosen by Enter. */
  readonly onDay?: (day: string) => void;
  /** Tells the keyboard what it can do here; goes with `onDay`. */
  readonly hint?: string;
}

const FONT = '11px system-ui, sans-serif';

/**
 * Figures over days, drawn in the colours of the theme. The same figures stand in a table for screen readers, so the
 * drawing itself is hidden from them.
 */
export function Chart(props: ChartProps) {
  const { label, days, series, height = 220 } = props;
  const box = useRef<HTMLDivElement>(null);
  const dark = isDark();
  const { language } = formats();
  const shape = JSON.stringify([series.map(({ values, ...look }) => look), props.markedDay, height]);
  const plot = useRef<uPlot | null>(null);
  // Drawn anew when its look changes; data goes in below.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = new uPlot(optionsOf(props, element), dataOf(props), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [shape, days.length, days[0], dark, language]);
  // The values stand for the data.
  useEffect(() => plot.current?.setData(dataOf(props)), [JSON.stringify(series.map((one) => one.values))]);
  return (
    <figure class="chart">
      {props.onDay === undefined ? (
        <div ref={box} aria-hidden="true" />
      ) : (
        <DaySlider chart={props} plot={plot}>
          <div ref={box} aria-hidden="true" />
        </DaySlider>
      )}
      <TableTwin label={label} days={days} series={series} />
    </figure>
  );
}

/** Lets the keyboard move the crosshair over the days, and reads them out. */
function DaySlider(props: {
  chart: ChartProps;
  plot: { readonly current: uPlot | null };
  children: ComponentChildren;
}) {
  const { chart, plot, children } = props;
  const { days, series } = chart;
  const { date, number } = formats();
  const [place, setPlace] = useState(0);
  const last = days.length - 1;
  const at = Math.max(0, Math.min(last, place));
  const figures = series.map(({ label, values }) => `${label} ${number(values[at] ?? 0)}`);
  const go = (index: number): void => {
    const next = Math.max(0, Math.min(last, index));
    setPlace(next);
    const drawn = plot.current;
    drawn?.setCursor({ left: drawn.valToPos(next, 'x'), top: 0 });
  };
  return (
    <div
      class="chart-days"
      role="slider"
      tabIndex={0}
      aria-label={chart.hint === undefined ? chart.label : `${chart.label}. ${chart.hint}`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at}
      aria-valuetext={`${date(days[at] ?? '')}: ${figures.join(', ')}`}
      onFocus={({ currentTarget }) => {
        if (currentTarget.matches(':focus-visible')) go(at);
      }}
      onKeyDown={(event) => {
        const steps: Readonly<Record<string, number>> = {
          ArrowRight: at + 1,
          ArrowUp: at + 1,
          ArrowLeft: at - 1,
          ArrowDown: at - 1,
          PageUp: at + 7,
          PageDown: at - 7,
          Home: 0,
          End: last,
        };
        const step = steps[event.key];
        const day = days[at];
        if (step !== undefined) go(step);
        else if (event.key === 'Enter' && day !== undefined) chart.onDay?.(day);
        else return;
        event.preventDefault();
      }}
    >
      {children}
    </div>
  );
}

function TableTwin({ label, days, series }: Pick<ChartProps, 'label' | 'days' | 'series'>) {
  const { date, number } = formats();
  return (
    <table class="hidden-label">
      <caption>{label}</caption>
      <thead>
        <tr>
          <td />
          {series.map((one) => (
            <th key={one.label} scope="col">
              {one.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day, index) => (
          <tr key={day}>
            <th scope="row">{date(day)}</th>
            {series.map((one) => {
              const value = one.values[index] ?? null;
              return <td key={one.label}>{value === null ? '' : number(value)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function dataOf({ days, series }: ChartProps): uPlot.AlignedData {
  return [days.map((_, index) => index), ...series.map((one) => [...one.values])] as uPlot.AlignedData;
}

function optionsOf(props: ChartProps, element: HTMLElement): uPlot.Options {
  const { days, series, height = 220, markedDay = null, onDay } = props;
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const { shortDate, number } = formats();
  const axis = {
    stroke: colour('--text-muted'),
    font: FONT,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const marked = markedDay === null ? -1 : days.indexOf(markedDay);
  const resting = Math.max(0, marked);
  const nameOf = (day: string | undefined): string =>
    day !== undefined && day === props.today ? SHELL.say('chart_today') : textOf(day, shortDate);
  return {
    width: element.clientWidth || 320,
    height,
    padding: [6, 8, 0, 0],
    legend: { show: true, live: true },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    // Half a day more at both ends, so that bars there are whole.
    scales: { x: { time: false, range: [-0.5, days.length - 0.5] }, y: { range: rangeWithZero } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        values: (_, ticks) => ticks.map((tick) => nameOf(days[tick])),
      },
      { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => number(tick)) },
    ],
    series: [
      { label: SHELL.say('chart_day'), value: (_, index) => textOf(days[index ?? -1], shortDate) },
      ...series.map((one) => seriesOf(one, colour, number)),
    ],
    hooks: {
      // Nowhere pointed at, the legend tells of the day marked, or of the first.
      setCursor: [
        (plot) => {
          if (plot.cursor.idx == null) plot.setLegend({ idx: resting });
        },
      ],
      draw: [(plot) => drawLines(plot, marked, colour('--text-muted'), colour('--accent'))],
      ready: [
        (plot) => plot.setLegend({ idx: resting }),
        (plot) =>
          plot.over.addEventListener('click', () => {
            const day = days[plot.cursor.idx ?? -1];
            if (day !== undefined) onDay?.(day);
          }),
      ],
    },
  };
}

function textOf(day: string | undefined, write: (day: string) => string): string {
  return day === undefined ? '' : write(day);
}

function seriesOf(
  one: Series,
  colour: (name: string) => string,
  number: (value: number) => string,
): uPlot.Series {
  const stroke = colour(one.colour);
  const base: uPlot.Series = {
    label: one.label,
    stroke,
    width: 1.5,
    points: { show: false },
    value: (_, value) => (value === null || value === undefined ? '' : number(value)),
    ...(one.isDashed === true ? { dash: [4, 4] } : {}),
    ...(one.isFilled === true ? { fill: (plot) => fillAround(plot, colour) } : {}),
  };
  if (one.kind === 'bars') return { ...base, fill: stroke, paths: uPlot.paths.bars!({ size: [0.5, 18] }) };
  if (one.kind === 'steps') return { ...base, paths: uPlot.paths.stepped!({ align: 1 }) };
  return base;
}

/** One colour above zero, one below it. */
function fillAround(plot: uPlot, colour: (name: string) => string): CanvasGradient | string {
  const { top, height } = plot.bbox;
  const zero = (plot.valToPos(0, 'y', true) - top) / height;
  if (!Number.isFinite(zero)) return 'transparent';
  const turn = Math.max(0, Math.min(1, zero));
  const fill = plot.ctx.createLinearGradient(0, top, 0, top + height);
  fill.addColorStop(0, colour('--accent-soft'));
  fill.addColorStop(turn, colour('--accent-soft'));
  fill.addColorStop(turn, colour('--danger-soft'));
  fill.addColorStop(1, colour('--danger-soft'));
  return fill;
}

/** The line of zero is always in sight. */
function rangeWithZero(_: uPlot, least: number, most: number): [number, number] {
  const low = Math.min(0, least ?? 0);
  const high = Math.max(0, most ?? 0);
  const room = (high - low || 1) * 0.08;
  return [low === 0 ? 0 : low - room, high + room];
}

function drawLines(plot: uPlot, marked: number, zero: string, mark: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const line = (x0: number, y0: number, x1: number, y1: number, stroke: string): void => {
    ctx.save();
    ctx.setLineDash([]);
    ctx.strokeStyle = stroke;
    ctx.lineWidth = ratio;
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
    ctx.stroke();
    ctx.restore();
  };
  const y = Math.round(plot.valToPos(0, 'y', true));
  line(bbox.left, y, bbox.left + bbox.width, y, zero);
  if (marked < 0) return;
  const x = Math.round(plot.valToPos(marked, 'x', true));
  line(x, bbox.top, x, bbox.top + bbox.height, mark);
}
