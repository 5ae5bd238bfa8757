import type { PromiseSituation, Severity } from '../contract/codes.ts';
import type { OrderTotals } from '../contract/order-wire.ts';
import { exactShare, percentage } from '../contract/shares.ts';
import { type OrderColumns, SEVERITIES, SITUATIONS, ValueSum } from './order-book-columns.ts';

/** Columns that the figures are made of, by order. */
type FigureColumns = Omit<OrderColumns, 'header'>;

/**
 * What some open orders come to: the figures of a book, a filter or a group, which the order book, the terminal and
 * files all take from here. Money in R$ with two decimals; percentages half up, with two.
 */
export function orderFigures(columns: FigureColumns, orders: Iterable<number>): OrderTotals {
  const value = new ValueSum();
  const short = new ValueSum();
  const wholeToday = new ValueSum();
  const partToday = new ValueSum();
  const bySeverity = new Uint32Array(SEVERITIES.length);
  const bySituation = new Uint32Array(SITUATIONS.length);
  const valueBySituation = SITUATIONS.map(() => new ValueSum());
  let count = 0;
  let today = 0;
  for (const order of orders) {
    count++;
    const isToday = columns.promised[order] === 0;
    if (isToday) today++;
    value.add(columns.valueHigh[order]!, columns.valueLow[order]!);
    short.add(columns.shortHigh[order]!, columns.shortLow[order]!);
    (isToday ? wholeToday : partToday).add(columns.todayHigh[order]!, columns.todayLow[order]!);
    bySeverity[columns.severity[order]!]!++;
    bySituation[columns.situation[order]!]!++;
    valueBySituation[columns.situation[order]!]!.add(columns.valueHigh[order]!, columns.valueLow[order]!);
  }
  const standing = (situation: PromiseSituation): number => bySituation[SITUATIONS.indexOf(situation)]!;
  const severe = (severity: Severity | null): number => bySeverity[SEVERITIES.indexOf(severity)]!;
  const judged = count - standing('FORA_DO_HORIZONTE');
  return {
    pedidos: count,
    pedidos_ok: severe(null),
    percentual_ok: percentage(severe(null), count),
    valor_total: value.money(),
    valor_com_ruptura: short.money(),
    percentual_valor_com_ruptura: exactShare(short.exact(), value.exact()) / 100,
    podem_sair_hoje: { pedidos: today, valor: wholeToday.money(), valor_de_itens: partToday.money() },
    avaliaveis: judged,
    no_prazo: standing('NO_PRAZO'),
    percentual_no_prazo: percentage(standing('NO_PRAZO'), judged),
    por_criticidade: {
      CRITICA: severe('CRITICA'),
      ALTA: severe('ALTA'),
      MEDIA: severe('MEDIA'),
      BAIXA: severe('BAIXA'),
      OK: severe(null),
    },
    por_situacao: bySituations((at) => bySituation[at]!),
    valor_por_situacao: bySituations((at) => valueBySituation[at]!.money()),
  };
}

function bySituations(figure: (at: number) => number): OrderTotals['por_situacao'] {
  return Object.fromEntries(
    SITUATIONS.map((situation, at) => [situation, figure(at)]),
  ) as OrderTotals['por_situacao'];
}
