/** The table of verdicts of section 5 of the rules, row by row, in plain words. */
import type { Severity } from '../../src/contract/codes.ts';
import type { PromiseStanding, VerdictAnswer } from '../../src/contract/wire.ts';

/** What a row of the table looks at. */
export interface NaiveJudged {
  readonly pedido_ok: boolean;
  /** Percent with two decimals, as text. */
  readonly percentual_disponibilidade: string;
  readonly criticidade: Severity | null;
  readonly promessa: Pick<PromiseStanding, 'data' | 'situacao' | 'espera_dias' | 'atraso_dias'>;
}

interface Row {
  readonly applies: boolean;
  readonly texto: string;
  readonly tom: VerdictAnswer['tom'];
}

/** What is said of an order, and how: exactly one row of the table applies. */
export function naiveVerdict(order: NaiveJudged): VerdictAnswer {
  const rows = rowsOf(order).filter((row) => row.applies);
  if (rows.length !== 1) throw new Error(`${rows.length} rows of the table apply`);
  const { texto, tom } = rows[0]!;
  return { texto, tom };
}

function rowsOf({ pedido_ok, percentual_disponibilidade, criticidade, promessa }: NaiveJudged): Row[] {
  const { data, situacao, espera_dias, atraso_dias } = promessa;
  const isBeyond = situacao === 'FORA_DO_HORIZONTE';
  const whole =
    data === null ? 'Total Não Disp.' : `Total Disp. ${data.split('-').slice(1).reverse().join('/')}`;
  const share = `Disp. ${percentual_disponibilidade.split('.')[0]}%`;
  const isShort = !pedido_ok;
  return [
    {
      applies: pedido_ok && (isBeyond || (espera_dias === 0 && atraso_dias === 0)),
      texto: 'Estoque OK',
      tom: 'OK',
    },
    {
      applies: pedido_ok && espera_dias === 0 && atraso_dias !== 0,
      texto: 'Estoque OK | Pode sair já',
      tom: 'OK_ATRASADO',
    },
    {
      applies: pedido_ok && !isBeyond && (data === null || espera_dias! > 0),
      texto: `Disputado | ${whole}`,
      tom: 'DISPUTADO',
    },
    { applies: isShort && espera_dias === 0, texto: `${share} | ${whole}`, tom: 'SEM_ESPERA' },
    { applies: isShort && isBeyond, texto: `${share} | Além de 28 dias`, tom: 'FORA_DO_HORIZONTE' },
    {
      applies: isShort && !isBeyond && espera_dias !== 0,
      texto: `${share} | ${whole}`,
      tom: criticidade ?? 'BAIXA',
    },
  ];
}
