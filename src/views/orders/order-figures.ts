import type { PromiseSituation, Severity } from '../../contract/codes.ts';
import type { OrderTotals } from '../../contract/order-wire.ts';
import { exactShare, percentage } from '../../contract/shares.ts';
import { ValueSum } from '../value-sum.ts';
import { type OrderColumns, SEVERITIES, SITUATIONS } from './order-book-columns.ts';

/** Columns that the figures are made of, by order. */
type FigureColumns = Omit<OrderColumns, 'header'>;

/**
 * What some open orders come to: the figures of a book, a filter or a group, which every door takes from here.
 *
 * An order that is added counts until it is removed with the columns it was added with, so that figures are kept in step
 * with a change of a few orders without a look at the others.
 */
export class OrderFigures {
  readonly #value = new ValueSum();
  readonly #short = new ValueSum();
  readonly #wholeToday = new ValueSum();
  readonly #partToday = new ValueSum();
  readonly #bySeverity = new Int32Array(SEVERITIES.length);
  readonly #bySituation = new Int32Array(SITUATIONS.length);
  readonly #valueBySituation = SITUATIONS.map(() => new ValueSum());
  #count = 0;
  #today = 0;

  add(columns: FigureColumns, order: number): void {
    this.#put(columns, order, 1);
  }

  remove(columns: FigureColumns, order: number): void {
    this.#put(columns, order, -1);
  }

  #put(columns: FigureColumns, order: number, sign: 1 | -1): void {
    const isToday = columns.promised[order] === 0;
    const situation = columns.situation[order]!;
    const high = sign * columns.valueHigh[order]!;
    const low = sign * columns.valueLow[order]!;
    this.#count += sign;
    if (isToday) this.#today += sign;
    this.#value.add(high, low);
    this.#short.add(sign * columns.shortHigh[order]!, sign * columns.shortLow[order]!);
    const today = isToday ? this.#wholeToday : this.#partToday;
    today.add(sign * columns.todayHigh[order]!, sign * columns.todayLow[order]!);
    this.#bySeverity[columns.severity[order]!]! += sign;
    this.#bySituation[situation]! += sign;
    this.#valueBySituation[situation]!.add(high, low);
  }

  /** Money in R$ with two decimals; percentages half up, with two. */
  answer(): OrderTotals {
    const standing = (situation: PromiseSituation): number =>
      this.#bySituation[SITUATIONS.indexOf(situation)]!;
    const severe = (severity: Severity | null): number => this.#bySeverity[SEVERITIES.indexOf(severity)]!;
    const count = this.#count;
    const judged = count - standing('FORA_DO_HORIZONTE');
    return {
      pedidos: count,
      pedidos_ok: severe(null),
      percentual_ok: percentage(severe(null), count),
      valor_total: this.#value.money(),
      valor_com_ruptura: this.#short.money(),
      percentual_valor_com_ruptura: exactShare(this.#short.exact(), this.#value.exact()) / 100,
      podem_sair_hoje: {
        pedidos: this.#today,
        valor: this.#wholeToday.money(),
        valor_de_itens: this.#partToday.money(),
      },
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
      por_situacao: bySituations((at) => this.#bySituation[at]!),
      valor_por_situacao: bySituations((at) => this.#valueBySituation[at]!.money()),
    };
  }
}

function bySituations(figure: (at: number) => number): OrderTotals['por_situacao'] {
  return Object.fromEntries(
    SITUATIONS.map((situation, at) => [situation, figure(at)]),
  ) as OrderTotals['por_situacao'];
}
