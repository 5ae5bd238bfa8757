/** The oracle against numbers worked out by hand, for rules that the conformance books do not hold. */
import { describe, expect, it } from 'vitest';
import { formatIsoDate } from '../../src/contract/units.ts';
import {
  type AllocationRow,
  type BookTables,
  type DraftRow,
  EMPTY_BOOK,
  type LineRow,
  type MovementRow,
  type ReceiptRow,
} from './book-tables.ts';
import { type NaiveOrder, naiveOrder } from './naive-book.ts';
import { dayOf, naivePieces } from './naive-pieces.ts';
import { naiveProjection } from './naive-projection.ts';
import { naivePromises } from './naive-promise.ts';

const TODAY = '2026-03-02';

function date(day: number): string {
  return formatIsoDate(dayOf(TODAY) + day);
}

let nextId = 1;

function line(num_pedido: string, cod_produto: string, qtd: string, rest: Partial<LineRow> = {}): LineRow {
  return {
    id: nextId++,
    num_pedido,
    cod_produto,
    nome_produto: null,
    qtd_produto_pedido: null,
    qtd_saldo_produto_pedido: qtd,
    preco_produto_pedido: null,
    expedicao: date(0),
    agendamento: null,
    data_pedido: null,
    cliente: null,
    cidade: null,
    uf: null,
    vendedor: null,
    separacao_lote_id: null,
    ativo: true,
    ...rest,
  };
}

function stock(cod_produto: string, qtd: string): MovementRow {
  return {
    id: nextId++,
    cod_produto,
    data_movimentacao: date(-9),
    tipo: null,
    qtd_movimentacao: qtd,
    local: null,
    documento: null,
    chave_externa: null,
    ativo: true,
  };
}

function receipt(cod_produto: string, day: number, qtd: string): ReceiptRow {
  return { id: nextId++, cod_produto, data_programacao: date(day), qtd_programada: qtd, documento: null };
}

function allocation(
  lot: string,
  num_pedido: string,
  cod_produto: string,
  qtd: string,
  expedicao: string | null = null,
): AllocationRow {
  return { id: nextId++, separacao_lote_id: lot, num_pedido, cod_produto, qtd_saldo: qtd, expedicao };
}

function draft(num_pedido: string, cod_produto: string, qtd: string, status: string | null): DraftRow {
  return {
    id: nextId++,
    num_pedido,
    cod_produto,
    qtd_selecionada_usuario: qtd,
    data_expedicao_editada: date(3),
    status,
    separacao_lote_id: null,
  };
}

function book(tables: Partial<BookTables>): BookTables {
  return { ...EMPTY_BOOK, ...tables };
}

function order(
  tables: BookTables,
  num_pedido: string,
  policy: 'por_item' | 'completa' = 'por_item',
): NaiveOrder {
  const answer = naiveOrder(tables, TODAY, num_pedido, policy, []);
  if (!answer.success) throw new Error(`${num_pedido} not found`);
  return answer;
}

describe('projection', () => {
  it('works out the worked example', () => {
    const tables = book({
      movimentacao_estoque: [stock('X', '20')],
      carteira_principal: [line('1', 'X', '3'), line('1', 'X', '15', { expedicao: date(3) })],
      programacao_producao: [receipt('X', 2, '10'), receipt('X', 4, '1'), receipt('X', 5, '3')],
    });
    const answer = naiveProjection(tables, TODAY, 'X');
    const week = answer.projecao.slice(0, 7);
    expect(week.map((day) => day.estoque_final)).toEqual(['17', '17', '27', '12', '13', '16', '16']);
    expect(week.map((day) => day.atp)).toEqual(['12', '12', '12', '12', '13', '16', '16']);
    expect(answer.menor_estoque_7d).toBe('12');
    expect(answer.status_ruptura).toBe('OK');
  });

  it('warns of a product emptied within the week, but not of one that was empty before any requirement', () => {
    const emptied = book({
      movimentacao_estoque: [stock('X', '3')],
      carteira_principal: [line('1', 'X', '3')],
    });
    const refilled = book({
      carteira_principal: [line('1', 'X', '3', { expedicao: date(4) })],
      programacao_producao: [receipt('X', 4, '5')],
    });
    const emptyOnDay8 = book({
      movimentacao_estoque: [stock('X', '3')],
      carteira_principal: [line('1', 'X', '3', { expedicao: date(8) })],
    });
    const emptyOnDay7 = book({
      movimentacao_estoque: [stock('X', '3')],
      carteira_principal: [line('1', 'X', '3', { expedicao: date(7) })],
    });
    expect(naiveProjection(emptied, TODAY, 'X').status_ruptura).toBe('ATENÇÃO');
    expect(naiveProjection(emptyOnDay7, TODAY, 'X').status_ruptura).toBe('ATENÇÃO');
    expect(naiveProjection(refilled, TODAY, 'X').status_ruptura).toBe('OK');
    expect(naiveProjection(emptyOnDay8, TODAY, 'X').status_ruptura).toBe('OK');
  });

  it('is critical when below zero on D7, not when recovered by then', () => {
    const short = (day: number): BookTables =>
      book({ carteira_principal: [line('1', 'X', '3')], programacao_producao: [receipt('X', day, '9')] });
    expect(naiveProjection(short(8), TODAY, 'X').status_ruptura).toBe('CRÍTICO');
    expect(naiveProjection(short(7), TODAY, 'X').status_ruptura).toBe('ATENÇÃO');
  });

  it('counts undated pieces and late receipts apart', () => {
    const tables = book({
      carteira_principal: [
        line('1', 'X', '3', { expedicao: null }),
        line('1', 'X', '2', { expedicao: date(29) }),
      ],
      programacao_producao: [receipt('X', -1, '9'), receipt('X', 29, '1')],
    });
    const answer = naiveProjection(tables, TODAY, 'X');
    expect(answer.projecao.every((day) => day.estoque_final === '0')).toBe(true);
    expect(answer).toMatchObject({ sem_data: '3', entrada_atrasada: '9', producao_hoje: '0' });
  });

  it('knows nothing of an unknown product but that its stock is 0', () => {
    const answer = naiveProjection(EMPTY_BOOK, TODAY, 'X');
    expect(answer).toMatchObject({ estoque_atual: '0', status_ruptura: 'OK', dia_ruptura: null });
  });
});

describe('pieces', () => {
  it('takes what is allocated or drafted off the earliest lines, smaller ones first, undated last', () => {
    const tables = book({
      carteira_principal: [
        line('1', 'X', '5', { expedicao: null }),
        line('1', 'X', '7', { expedicao: date(2) }),
        line('1', 'X', '4', { expedicao: date(2) }),
        line('1', 'X', '1', { expedicao: date(9) }),
      ],
      separacao: [allocation('L', '1', 'X', '3')],
      pre_separacao_item: [draft('1', 'X', '2', ' recomposto'), draft('1', 'X', '100', '')],
    });
    const remainders = naivePieces(tables).filter((piece) => piece.origem === 'CARTEIRA');
    expect(remainders.map((piece) => [piece.qtd, piece.expedicao])).toEqual([
      [6000n, dayOf(date(2))],
      [1000n, dayOf(date(9))],
      [5000n, null],
    ]);
  });

  it('counts lots by their header: open spellings, none, empty; and takes the date of the header', () => {
    const lots = ['aberto ', 'Cotado', '', null, 'EMBARCADO', 'ABERTO?'];
    const tables = book({
      separacao: [...lots.keys(), 99].map((lot) => allocation(String(lot), '1', 'X', '1')),
      pedido: lots.map((status, lot) => ({ separacao_lote_id: String(lot), status, expedicao: date(lot) })),
    });
    const days = naivePieces(tables).map((piece) => piece.expedicao);
    expect(days).toEqual([0, 1, 2, 3].map((day) => dayOf(date(day))).concat([null as never]));
  });

  it('keeps an allocation larger than its order whole', () => {
    const tables = book({
      carteira_principal: [line('1', 'X', '2')],
      separacao: [allocation('L', '1', 'X', '5'), allocation('L', '2', 'X', '1')],
    });
    expect(naivePieces(tables).map((piece) => piece.qtd)).toEqual([5000n, 1000n]);
  });
});

describe('analysis', () => {
  it('gives the reason of each shortage', () => {
    const tables = book({
      movimentacao_estoque: [stock('HELD', '10')],
      carteira_principal: [
        ...['NOTHING', 'WAITS', 'HELD', 'LITTLE', 'LATE'].map((product) => line('1', product, '10')),
        line('2', 'HELD', '1'),
      ],
      programacao_producao: [receipt('WAITS', 9, '10'), receipt('LITTLE', 3, '9'), receipt('LATE', 29, '99')],
    });
    const reasons = order(tables, '1').itens.map((item) => [item.cod_produto, item.motivo]);
    expect(reasons).toEqual([
      ['NOTHING', 'SEM_ENTRADA'],
      ['WAITS', 'AGUARDA_ENTRADA'],
      ['HELD', 'DISPUTADO'],
      ['LITTLE', 'ENTRADA_INSUFICIENTE'],
      ['LATE', 'SEM_ENTRADA'],
    ]);
    expect(order(tables, '1').itens[4]!.data_producao).toBe(date(29));
  });

  it('lists five holders by rank and counts the rest', () => {
    const others = Array.from({ length: 7 }, (_, i) =>
      line(`o${i}`, 'X', String(i + 1), { expedicao: date(-i) }),
    );
    const tables = book({
      carteira_principal: [line('1', 'X', '1'), ...others, line('late', 'X', '50', { expedicao: date(1) })],
      programacao_producao: [receipt('X', 1, '99')],
    });
    const item = order(tables, '1').itens[0]!;
    expect(item.ocupado_por.map((holder) => holder.num_pedido)).toEqual(['o6', 'o5', 'o4', 'o3', 'o2']);
    expect(item.ocupado_por[0]).toEqual({
      num_pedido: 'o6',
      qtd: '7',
      origem: 'CARTEIRA',
      expedicao: date(-6),
    });
    expect(item).toMatchObject({ ocupado_total: '28', ocupado_restantes: 2, estoque_min_d7: '-28' });
  });

  it('lists the holders of the first of several equally low days', () => {
    const tables = book({
      movimentacao_estoque: [stock('X', '5')],
      carteira_principal: [
        line('1', 'X', '1', { expedicao: null }),
        line('2', 'X', '5', { expedicao: date(1) }),
        line('3', 'X', '4', { expedicao: date(3) }),
      ],
      programacao_producao: [receipt('X', 3, '4')],
    });
    expect(order(tables, '1').itens[0]!.ocupado_por.map((holder) => holder.num_pedido)).toEqual(['2']);
  });

  it.each([
    [1, 5, 'BAIXA'],
    [1, 6, 'MEDIA'],
    [1, 11, 'ALTA'],
    [3, 5, 'MEDIA'],
    [3, 10, 'MEDIA'],
    [4, 10, 'ALTA'],
    [4, 11, 'CRITICA'],
  ])('calls %i items and %i %% in shortage %s', (short, percent, severity) => {
    const tables = book({
      movimentacao_estoque: [stock('X', '1')],
      carteira_principal: [
        line('1', 'X', '1', { preco_produto_pedido: String(100 - percent) }),
        ...Array.from({ length: short }, (_, i) =>
          line('1', `short ${i}`, '1', { preco_produto_pedido: i === 0 ? String(percent) : null }),
        ),
      ],
    });
    expect(order(tables, '1').resumo).toMatchObject({
      criticidade: severity,
      percentual_ruptura: String(percent),
    });
  });

  it('shows at most 99.99 % of an order that is not OK, and counts items where there is no value', () => {
    const price = { preco_produto_pedido: '1' };
    const tables = book({
      movimentacao_estoque: [stock('X', '100000')],
      carteira_principal: [
        line('1', 'X', '99999', price),
        line('1', 'Y', '1', price),
        ...['X', 'Y', 'Z'].map((product) => line('2', product, '0.001')),
      ],
    });
    expect(order(tables, '1').resumo).toMatchObject({
      percentual_disponibilidade: '99.99',
      percentual_ruptura: '0.01',
      criticidade: 'BAIXA',
    });
    expect(order(tables, '2').resumo).toMatchObject({
      percentual_disponibilidade: '33.33',
      percentual_ruptura: '66.67',
      criticidade: 'ALTA',
    });
  });

  it('rounds the unit price of lines of different prices half up', () => {
    const tables = book({
      carteira_principal: [
        line('1', 'X', '1', { preco_produto_pedido: '0.0001' }),
        line('1', 'X', '1', { preco_produto_pedido: '0.01', nome_produto: 'named' }),
      ],
    });
    const item = order(tables, '1').itens[0]!;
    expect(item).toMatchObject({ preco_unitario: '0.0051', valor_total: '0.01', nome_produto: 'named' });
  });

  it('says that an order without open quantity is not found', () => {
    const tables = book({ carteira_principal: [line('1', 'X', '0'), line('2', 'X', '1', { ativo: false })] });
    expect(naiveOrder(tables, TODAY, '1', 'por_item', []).success).toBe(false);
    expect(naiveOrder(tables, TODAY, '2', 'por_item', []).success).toBe(false);
  });
});

describe('promise', () => {
  it('breaks ties of rank by the UTF-8 bytes of the order', () => {
    const tables = book({
      movimentacao_estoque: [stock('X', '1')],
      carteira_principal: [line('\u{1f600}', 'X', '1'), line('\uff5e', 'X', '1')],
    });
    expect(order(tables, '\uff5e').promessa.situacao).toBe('NO_PRAZO');
    expect(order(tables, '\u{1f600}').promessa.situacao).toBe('SEM_DATA');
  });

  it('gives allocations first, then drafts, then dated lines, then undated ones', () => {
    const tables = book({
      carteira_principal: [line('dated', 'X', '1'), line('undated', 'X', '1', { expedicao: null })],
      separacao: [allocation('L', 'allocated', 'X', '1')],
      pre_separacao_item: [draft('drafted', 'X', '1', 'CRIADO')],
    });
    const { pieces } = naivePromises(tables, TODAY, 'por_item', []);
    expect(pieces.map(({ piece }) => piece.num_pedido)).toEqual(['allocated', 'drafted', 'dated', 'undated']);
  });

  it('puts the keys of the setting first', () => {
    const tables = book({
      carteira_principal: [
        line('cheap', 'X', '1', { agendamento: date(1) }),
        line('dear', 'X', '1', { preco_produto_pedido: '9', expedicao: null }),
      ],
      separacao: [allocation('L', 'gone', 'X', '1', date(0))],
    });
    const first = (key: 'agendamento' | 'data_pedido' | 'expedicao' | 'valor'): string =>
      naivePromises(tables, TODAY, 'por_item', [key]).pieces[0]!.piece.num_pedido;
    expect(first('agendamento')).toBe('cheap');
    expect(first('valor')).toBe('dear');
    expect(first('expedicao')).toBe('gone');
  });

  it('holds an order together under completa and gives it nothing when a piece is due too late', () => {
    const tables = book({
      movimentacao_estoque: [stock('X', '5')],
      carteira_principal: [
        line('1', 'X', '5', { expedicao: date(-3) }),
        line('1', 'Y', '1', { expedicao: date(29) }),
        line('2', 'X', '5', { expedicao: date(2) }),
      ],
    });
    expect(order(tables, '1', 'completa').promessa).toMatchObject({
      data: null,
      situacao: 'FORA_DO_HORIZONTE',
    });
    expect(order(tables, '2', 'completa').promessa).toMatchObject({ data: date(2), situacao: 'NO_PRAZO' });
    expect(order(tables, '2', 'por_item').promessa.situacao).toBe('SEM_DATA');
  });

  it('is late for an overdue order even when everything is there', () => {
    const tables = book({
      movimentacao_estoque: [stock('X', '5')],
      carteira_principal: [
        line('1', 'X', '5', { expedicao: date(-1) }),
        line('2', 'Y', '1', { expedicao: null }),
      ],
      programacao_producao: [receipt('Y', 20, '1')],
    });
    expect(order(tables, '1').promessa).toMatchObject({ data: TODAY, situacao: 'ATRASADO', no_prazo: false });
    expect(order(tables, '2').promessa).toMatchObject({
      data: date(20),
      situacao: 'NO_PRAZO',
      no_prazo: true,
    });
  });
});
