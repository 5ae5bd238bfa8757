interface SparklineProps {
  readonly values: readonly number[];
  readonly width?: number;
  readonly height?: number;
}

/** A small line over a few days. It decorates: what it shows is said beside it. */
export function Sparkline({ values, width = 96, height = 24 }: SparklineProps) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = width / Math.max(1, values.length - 1);
  const place = (value: number): number => 1 + ((high - value) / (high - low || 1)) * (height - 2);
  const points = values.map((value, day) => `${(day * step).toFixed(1)},${place(value).toFixed(1)}`);
  const zero = place(0).toFixed(1);
  const area = `M0,${zero}L${points.join('L')}L${width},${zero}Z`;
  return (
    <svg
      class="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path class="sparkline-area" d={area} />
      <path class="sparkline-zero" d={`M0,${zero}H${width}`} />
      <path
        class={low < 0 ? 'sparkline-line sparkline-short' : 'sparkline-line'}
        d={`M${points.join('L')}`}
      />
    </svg>
  );
}
