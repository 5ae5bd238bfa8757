import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { SHELL } from '../words/shell-words.ts';
import { formats } from '../words/words.ts';
import { ChartDrawing, type Series } from './chart-drawing.tsx';

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

/** Until the box says how wide it is. */
const FIRST_WIDTH = 320;

/**
 * Figures over days, drawn in the colours of the theme. The same figures stand in a table for screen readers, so the
 * drawing itself is hidden from them.
 */
export function Chart(props: ChartProps) {
  const { label, days, series, height = 220, markedDay = null, onDay } = props;
  const { shortDate, number } = formats();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [pointed, setPointed] = useState(-1);
  // Nowhere pointed at, the legend tells of the day marked, or of the first.
  const marked = markedDay === null ? -1 : days.indexOf(markedDay);
  const at = pointed >= 0 && pointed < days.length ? pointed : Math.max(0, marked);
  const dayName = (index: number): string =>
    days[index] === props.today ? SHELL.say('chart_today') : shortDate(days[index]!);
  const drawing = (
    <div ref={box} aria-hidden="true">
      <ChartDrawing
        series={series}
        count={days.length}
        width={width}
        height={height}
        marked={marked}
        pointed={pointed}
        dayName={dayName}
        valueName={number}
        onPoint={setPointed}
        onChoose={(index) => onDay?.(days[index]!)}
      />
      <Legend day={days[at] === undefined ? '' : shortDate(days[at])} series={series} at={at} />
    </div>
  );
  return (
    <figure class="chart">
      {onDay === undefined ? (
        drawing
      ) : (
        <DaySlider chart={props} at={at} onPoint={setPointed}>
          {drawing}
        </DaySlider>
      )}
      <TableTwin label={label} days={days} series={series} />
    </figure>
  );
}

/** The width of a box, as it becomes wider and narrower. */
function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(FIRST_WIDTH);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** What the lines and bars are, and how much on the day that is pointed at. */
function Legend({ day, series, at }: { day: string; series: readonly Series[]; at: number }) {
  const { number } = formats();
  return (
    <p class="chart-legend">
      <span>
        {SHELL.say('chart_day')} <b>{day}</b>
      </span>
      {series.map(({ label, values, colour }) => (
        <span key={label}>
          <svg width="10" height="10" aria-hidden="true">
            <rect width="10" height="10" rx="2" fill={`var(${colour})`} />
          </svg>
          {label} <b>{values[at] == null ? '' : number(values[at])}</b>
        </span>
      ))}
    </p>
  );
}

/** Lets the keyboard move the crosshair over the days, and reads them out. */
function DaySlider(props: {
  chart: ChartProps;
  /** Index of the day it stands on. */
  at: number;
  onPoint: (index: number) => void;
  children: ComponentChildren;
}) {
  const { chart, at, onPoint, children } = props;
  const { days, series } = chart;
  const { date, number } = formats();
  const last = days.length - 1;
  const figures = series.map(({ label, values }) => `${label} ${number(values[at] ?? 0)}`);
  const go = (index: number): void => onPoint(Math.max(0, Math.min(last, index)));
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
