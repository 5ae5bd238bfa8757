/** Every sentence that is said of an order, each with a book that makes an order be told it. */
import type { PromisePolicy } from '../../src/contract/codes.ts';
import { allocation, type BookPart, day, line, receipt, stock } from './small-tables.ts';

export interface Case {
  readonly what: string;
  readonly book: readonly BookPart[];
  readonly policy?: PromisePolicy;
  readonly verdict: string;
  readonly says: string;
  readonly english: string;
  /** What it costs others, where that is said. */
  readonly cost?: string;
}

/** The order told of is `PED1`. */
export const CASES: readonly Case[] = [
  {
    what: 'covered, and on time',
    book: [stock('X', 10), line('PED1', 'X', 10, day(3))],
    verdict: 'Estoque OK',
    says: 'Sai tudo em 05/03: o estoque cobre todos os itens.',
    english: 'All of it ships on 05 Mar: the stock covers every item.',
  },
  {
    what: 'covered, without a date of its own',
    book: [stock('X', 10), line('PED1', 'X', 10, null)],
    verdict: 'Estoque OK',
    says: 'Sai tudo em 02/03: o estoque cobre todos os itens.',
    english: 'All of it ships on 02 Mar: the stock covers every item.',
  },
  {
    what: 'covered, late by its own date, and free to leave',
    book: [stock('X', 10), line('PED1', 'X', 7, day(-7))],
    verdict: 'Estoque OK | Pode sair já',
    says: 'Pode sair hoje: está atrasado porque a expedição era até 23/02; o estoque cobre todos os itens.',
    english: 'Can ship today: it is late because it was to ship by 23 Feb; the stock covers every item.',
  },
  {
    what: 'the same, from another year',
    book: [stock('X', 10), line('PED1', 'X', 7, '2025-11-18')],
    verdict: 'Estoque OK | Pode sair já',
    says: 'Pode sair hoje: está atrasado porque a expedição era até 18/11/2025; o estoque cobre todos os itens.',
    english: 'Can ship today: it is late because it was to ship by 18 Nov 2025; the stock covers every item.',
  },
  {
    what: 'covered today, due beyond 28 days',
    book: [stock('X', 10), line('PED1', 'X', 7, day(40))],
    verdict: 'Estoque OK',
    says: 'Vence em 11/04/2026, além de 28 dias: o estoque cobre todos os itens.',
    english: 'Due on 11 Apr 2026, beyond 28 days: the stock covers every item.',
  },
  {
    what: 'short today, due beyond 28 days',
    book: [stock('X', 6), line('PED1', 'X', 7, day(40)), line('PED1', 'Y', 2, day(40), '0.5')],
    verdict: 'Disp. 0% | Além de 28 dias',
    says: 'Vence em 11/04/2026, além de 28 dias: falta 1 de X; mais 1 item está em falta.',
    english: 'Due on 11 Apr 2026, beyond 28 days: 1 of X is missing; 1 more item is short.',
  },
  {
    what: 'contested, with a date: a lot for later ranks first',
    book: [
      ...[stock('X', 10), allocation('OUTRO', 'X', 10, day(9))],
      ...[line('PED1', 'X', 10, day(3)), receipt('X', 50, day(10))],
    ],
    verdict: 'Disputado | Total Disp. 12/03',
    says: 'Sai tudo em 12/03: o estoque cobre 10 de X, mas 1 reserva vem antes na fila e fica com 10 (OUTRO); espera a entrada de 50 em 12/03.',
    english:
      'All of it ships on 12 Mar: the stock covers 10 of X, but 1 reservation comes first in the queue and takes 10 (OUTRO); it waits for the receipt of 50 on 12 Mar.',
  },
  {
    what: 'contested, without a date, and nothing comes in',
    book: [
      ...[stock('X', 12.5), line('PED1', 'X', 12.5, day(3))],
      ...[1, 2, 3, 4, 5, 6].map((lot) => allocation(`OUTRO${lot}`, 'X', 2, day(20))),
    ],
    verdict: 'Disputado | Total Não Disp.',
    says: 'Ainda sem data para sair tudo: o estoque cobre 12,5 de X, mas 6 reservas vêm antes na fila e ficam com 12 (OUTRO1, OUTRO2, OUTRO3, …); nenhuma entrada está programada.',
    english:
      'No date yet for all of it: the stock covers 12.5 of X, but 6 reservations come first in the queue and take 12 (OUTRO1, OUTRO2, OUTRO3, …); no receipt is scheduled.',
  },
  {
    what: 'contested, without a date, and too little comes in',
    book: [
      ...[stock('X', 10), allocation('OUTRO', 'X', 10, day(20))],
      ...[line('PED1', 'X', 10, day(3)), receipt('X', 5, day(10)), receipt('X', 50, day(60))],
    ],
    verdict: 'Disputado | Total Não Disp.',
    says: 'Ainda sem data para sair tudo: o estoque cobre 10 de X, mas 1 reserva vem antes na fila e fica com 10 (OUTRO); as entradas dos próximos 28 dias não bastam para todos; a próxima é de 5 em 12/03/2026.',
    english:
      'No date yet for all of it: the stock covers 10 of X, but 1 reservation comes first in the queue and takes 10 (OUTRO); the receipts of the next 28 days are not enough for everybody; the next one is of 5 on 12 Mar 2026.',
  },
  {
    what: 'its own lot asks for more than there is',
    book: [stock('X', 10), line('PED1', 'X', 5, day(3)), allocation('PED1', 'X', 20, day(3))],
    verdict: 'Disputado | Total Não Disp.',
    says: 'Ainda sem data para sair tudo: o próprio pedido reserva mais X do que há; nenhuma entrada está programada.',
    english:
      'No date yet for all of it: the order itself reserves more X than there is; no receipt is scheduled.',
  },
  {
    what: 'it waits for what lies in its lot without an open line',
    book: [
      ...[stock('X', 10), line('PED1', 'X', 5, day(3))],
      ...[allocation('PED1', 'Z', 4, day(3)), receipt('Z', 9, day(10))],
    ],
    verdict: 'Disputado | Total Disp. 12/03',
    says: 'Sai tudo em 12/03: espera Z, em separação sem saldo na carteira; espera a entrada de 9 em 12/03.',
    english:
      'All of it ships on 12 Mar: it waits for Z, allocated without an open line; it waits for the receipt of 9 on 12 Mar.',
  },
  {
    what: 'short, with a date by a receipt',
    book: [stock('X', 9), line('PED1', 'X', 10, day(3)), receipt('X', 50, day(10))],
    verdict: 'Disp. 0% | Total Disp. 12/03',
    says: 'Sai tudo em 12/03: falta 1 de X; espera a entrada de 50 em 12/03.',
    english: 'All of it ships on 12 Mar: 1 of X is missing; it waits for the receipt of 50 on 12 Mar.',
  },
  {
    what: 'short, with a date by a receipt after others',
    book: [
      ...[stock('X', 9), line('ANTES', 'X', 6, day(1)), line('PED1', 'X', 10, day(3))],
      ...[receipt('X', 50, day(10)), line('PED1', 'Y', 1, day(3)), receipt('Y', 1, day(9))],
    ],
    verdict: 'Disp. 0% | Total Disp. 12/03',
    says: 'Sai tudo em 12/03: faltam 7 de X; 1 reserva vem antes na fila e fica com 6 (ANTES); espera a entrada de 50 em 12/03; mais 1 item está em falta.',
    english:
      'All of it ships on 12 Mar: 7 of X are missing; 1 reservation comes first in the queue and takes 6 (ANTES); it waits for the receipt of 50 on 12 Mar; 1 more item is short.',
  },
  {
    what: 'short, and the receipts do not do',
    book: [line('PED1', 'X', 10, day(3)), receipt('X', 4, day(10)), receipt('X', 4, day(12))],
    verdict: 'Disp. 0% | Total Não Disp.',
    says: 'Ainda sem data para sair tudo: faltam 10 de X; as entradas dos próximos 28 dias não bastam; a próxima é de 4 em 12/03/2026.',
    english:
      'No date yet for all of it: 10 of X are missing; the receipts of the next 28 days are not enough; the next one is of 4 on 12 Mar 2026.',
  },
  {
    what: 'short, and nothing comes in at all; without a value too',
    book: [
      ...[line('PED1', 'X', 1.5, null, '0'), line('PED1', 'Y', 2, null, '0')],
      ...[line('PED1', 'Z', 3, null, '0'), line('PED1', 'W', 1, null, '0'), stock('W', 1)],
    ],
    verdict: 'Disp. 25% | Total Não Disp.',
    says: 'Ainda sem data para sair tudo: falta 1,5 de X; nenhuma entrada está programada; mais 2 itens estão em falta.',
    english:
      'No date yet for all of it: 1.5 of X is missing; no receipt is scheduled; 2 more items are short.',
  },
  {
    what: 'short, and yet as early as it may: its rank gives it what is not enough for everybody',
    book: [
      ...[stock('X', 10), line('PED1', 'X', 6, day(1)), line('DEPOIS', 'X', 6, day(2))],
      ...[receipt('X', 50, day(17))],
    ],
    verdict: 'Disp. 0% | Total Disp. 03/03',
    says: 'Sai tudo em 03/03: faltam 2 de X para atender a todos, mas a fila dá a vez a este pedido.',
    english:
      'All of it ships on 03 Mar: 2 of X are missing to serve everybody, but the queue gives this order its turn.',
    cost: 'Sem tirar de ninguém: garantido a partir de 19/03.',
  },
  {
    what: 'the same, overdue, and never without taking from others',
    book: [stock('X', 10), line('PED1', 'X', 6, day(-1)), line('DEPOIS', 'X', 5, day(2))],
    verdict: 'Disp. 0% | Total Disp. 02/03',
    says: 'Pode sair hoje: está atrasado porque a expedição era até 01/03; falta 1 de X para atender a todos, mas a fila dá a vez a este pedido.',
    english:
      'Can ship today: it is late because it was to ship by 01 Mar; 1 of X is missing to serve everybody, but the queue gives this order its turn.',
    cost: 'Sem tirar de ninguém: sem data garantida.',
  },
  {
    what: 'short this week, due after the receipt',
    book: [line('PED1', 'X', 6, day(12)), receipt('X', 50, day(9))],
    verdict: 'Disp. 0% | Total Disp. 14/03',
    says: 'Sai tudo em 14/03: faltam 6 de X nesta semana, mas a entrada de 11/03 chega a tempo.',
    english:
      'All of it ships on 14 Mar: 6 of X are missing this week, but the receipt of 11 Mar comes in time.',
  },
  {
    what: 'whole orders only: the item that comes last to have enough decides',
    policy: 'completa',
    book: [
      ...[stock('X', 9), line('PED1', 'X', 9, day(1)), line('PED1', 'Y', 2, day(1)), receipt('Y', 2, day(6))],
    ],
    verdict: 'Disp. 81% | Total Disp. 08/03',
    says: 'Sai tudo em 08/03: faltam 2 de Y; espera a entrada de 2 em 08/03.',
    english: 'All of it ships on 08 Mar: 2 of Y are missing; it waits for the receipt of 2 on 08 Mar.',
  },
];
