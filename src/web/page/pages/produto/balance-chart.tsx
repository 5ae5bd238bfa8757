import type { CardexAnswer } from '../../../../contract/stock-wire.ts';
import { Chart } from '../../parts/chart.tsx';
import { WORDS } from './words.ts';

interface BalanceChartProps {
  readonly data: CardexAnswer;
  readonly day: string | null;
  readonly onDay: (day: string) => void;
}

/** Balance and ATP as lines; what comes as bars above zero, what leaves as bars below it. */
export function BalanceChart({ data, day, onDay }: BalanceChartProps) {
  const days = data.projecao;
  return (
    <Chart
      label={WORDS.say('chart', { product: data.cod_produto })}
      hint={WORDS.say('chart_hint')}
      days={days.map((one) => one.data)}
      height={230}
      today={days[0]?.data}
      markedDay={day}
      onDay={onDay}
      series={[
        {
          label: WORDS.say('chart_balance'),
          values: days.map((one) => one.estoque_final),
          colour: '--accent',
          isFilled: true,
        },
        {
          label: WORDS.say('chart_receipts'),
          values: days.map((one) => one.entradas),
          kind: 'bars',
          colour: '--ok',
        },
        {
          label: WORDS.say('chart_exits'),
          // `-0` would be read as "minus nothing".
          values: days.map((one) => (one.saidas === 0 ? 0 : -one.saidas)),
          kind: 'bars',
          colour: '--warning',
        },
        {
          label: WORDS.say('chart_atp'),
          values: days.map((one) => one.atp),
          colour: '--text-muted',
          isDashed: true,
        },
      ]}
    />
  );
}
