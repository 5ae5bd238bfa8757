/**
 * Random small nasty books: few codes and days, so that everything collides with everything. Arbitraries shrink to the
 * smallest book that still fails.
 */
import fc from 'fast-check';
import { INPUT_TABLES, type InputTableName } from '../../src/contract/tables.ts';
import { formatIsoDate } from '../../src/contract/units.ts';
import { applyEvent, type Row, type RowEvent } from './book-events.ts';
import { type BookTables, EMPTY_BOOK } from './book-tables.ts';
import { dayOf } from './naive-pieces.ts';

/** Business date the random books are drawn around. */
export const RANDOM_BOOK_DATE = '2026-03-02';

/**
 * How large quantities get: `small`; `wide`: beyond 32-bit thousandths; `vast`: up to the largest that a column holds,
 * so that a few of them pass 2^53 thousandths.
 */
export type Magnitude = 'small' | 'wide' | 'vast';
export const MAGNITUDES: readonly Magnitude[] = ['small', 'wide', 'vast'];

/**
 * Codes in which UTF-16 and UTF-8 order differ (U+FF5E before U+1D4B3 in UTF-8 only), leading zeros, letters of both
 * cases, and characters that a text protocol must escape.
 */
export const PRODUCTS: readonly string[] = ['01', 'A\\N\tb', '1', 'P\u00e9', '\uff5e', '\u{1d4b3}'];
export const ORDERS: readonly string[] = ['\uff5e', '\u{1f600}', '001', '1', 'a', 'B', 'N\u00ba 7\\'];
const LOTS: readonly string[] = ['L1', 'l1', '01', 'L\u00e9', '\u{1f600}'];

const BLANKS = ['', '', '', '', ' ', '\t', '\u00a0 '] as const;

const LOT_STATUSES = [
  ...['ABERTO', 'aberto', ' Aberto ', 'COTADO', '\tcotado', '', '   ', null],
  ...['EMBARCADO', 'faturado', ' CANCELADO', 'EXCLU\u00cdDO', 'ABERTO?'],
];
const DRAFT_STATUSES = [
  ...['CRIADO', 'criado ', '\tCriado', 'RECOMPOSTO', ' recomposto'],
  ...['CONFIRMADO', 'cancelado', 'ABERTO', '', ' ', null],
];
const TEXTS = [null, '', 'Ana', 'S\u00e3o Jo\u00e3o', 'a\tb\nc\\n', '\\N', '"x";y', '<b>'] as const;
const PRICES = [null, '0', '1', '10', '0.3333', '553.77', '0.0001', '2.0050'] as const;
const VAST_PRICES = [...PRICES, '99999999999.9999', '33333333333.3333'] as const;

const SMALL_QUANTITIES = ['0', '0.001', '1', '2', '2.000', '3', '3.5', '5', '10', '10', '12', '40'] as const;
const WIDE_QUANTITIES = [
  ...['0', '0.001', '5', '2147483.647', '2147483.648', '2147483.649', '4294967.296', '1073741.824'],
] as const;
const VAST_QUANTITIES = [
  ...['0', '0.001', '5', '999999999999.999', '999999999999.998', '500000000000.001', '3000000000.007'],
] as const;

const DAYS = [-400, -3, -1, 0, 0, 1, 2, 3, 5, 7, 7, 8, 9, 14, 27, 28, 28, 29, 35] as const;

function quantities(magnitude: Magnitude): readonly string[] {
  if (magnitude === 'small') return SMALL_QUANTITIES;
  return magnitude === 'wide' ? WIDE_QUANTITIES : VAST_QUANTITIES;
}

/** With vast quantities few products, so that the sums of one pass 2^53 thousandths. */
function products(magnitude: Magnitude): readonly string[] {
  return magnitude === 'vast' ? PRODUCTS.slice(0, 2) : PRODUCTS;
}

const day = fc
  .oneof(
    { weight: 15, arbitrary: fc.constantFrom(0, 2, 9) },
    { weight: 15, arbitrary: fc.constantFrom(...DAYS) },
    { weight: 4, arbitrary: fc.integer({ min: -5, max: 33 }) },
  )
  .map((offset) => formatIsoDate(dayOf(RANDOM_BOOK_DATE) + offset));
const date = fc.oneof(
  { weight: 30, arbitrary: day },
  { weight: 1, arbitrary: fc.constantFrom('1900-01-01', '2200-12-31') },
);
const optionalDate = fc.option(date, { freq: 4 });
const text = fc.constantFrom(...TEXTS);

/** The first codes come up much more often than the rest, so that rows collide. */
function code(codes: readonly string[]): fc.Arbitrary<string> {
  const blank = fc.constantFrom(...BLANKS);
  const known = fc.oneof(fc.constantFrom(...codes.slice(0, 2)), fc.constantFrom(...codes));
  return fc.tuple(blank, known, blank).map((parts) => parts.join(''));
}

function quantity(magnitude: Magnitude): fc.Arbitrary<string> {
  return fc.constantFrom(...quantities(magnitude));
}

function movedQuantity(magnitude: Magnitude): fc.Arbitrary<string> {
  const sign = fc.constantFrom('', '', '', '-');
  const sizes = quantities(magnitude).filter((size) => Number(size) !== 0);
  return fc.tuple(sign, fc.constantFrom(...sizes)).map((parts) => parts.join(''));
}

type Fields = Record<string, fc.Arbitrary<Row[string]>>;

/** Columns of a table besides its id, each with what may stand there. */
function fieldsOf(table: InputTableName, magnitude: Magnitude): Fields {
  switch (table) {
    case 'movimentacao_estoque':
      return {
        cod_produto: code(products(magnitude)),
        data_movimentacao: date,
        tipo: text,
        qtd_movimentacao: movedQuantity(magnitude),
        local: text,
        documento: text,
        chave_externa: fc.constantFrom(null, null, null, 'K1', ' K1', 'K2', ' '),
        ativo: fc.constantFrom(true, true, true, false),
      };
    case 'carteira_principal':
      return lineFields(magnitude);
    case 'separacao':
      return {
        separacao_lote_id: code(LOTS),
        num_pedido: code(ORDERS),
        cod_produto: code(products(magnitude)),
        qtd_saldo: quantity(magnitude),
        expedicao: optionalDate,
      };
    case 'pedido':
      return {
        separacao_lote_id: code(LOTS),
        status: fc.constantFrom(...LOT_STATUSES),
        expedicao: optionalDate,
      };
    case 'pre_separacao_item':
      return {
        num_pedido: code(ORDERS),
        cod_produto: code(products(magnitude)),
        qtd_selecionada_usuario: quantity(magnitude),
        data_expedicao_editada: optionalDate,
        status: fc.constantFrom(...DRAFT_STATUSES),
        separacao_lote_id: fc.option(code(LOTS)),
      };
    case 'programacao_producao':
      return {
        cod_produto: code(products(magnitude)),
        data_programacao: date,
        qtd_programada: quantity(magnitude),
        documento: text,
      };
  }
}

function lineFields(magnitude: Magnitude): Fields {
  return {
    num_pedido: code(ORDERS),
    cod_produto: code(products(magnitude)),
    nome_produto: text,
    qtd_produto_pedido: fc.option(quantity(magnitude)),
    qtd_saldo_produto_pedido: quantity(magnitude),
    preco_produto_pedido: fc.constantFrom(...(magnitude === 'vast' ? VAST_PRICES : PRICES)),
    expedicao: optionalDate,
    agendamento: optionalDate,
    data_pedido: optionalDate,
    cliente: text,
    cidade: text,
    uf: text,
    vendedor: text,
    separacao_lote_id: fc.constantFrom(null, null, '', ' ', ...LOTS),
    ativo: fc.constantFrom(true, true, true, true, false),
  };
}

/** A row of a table as a client may write it, without its id. */
export function rowArbitrary(table: InputTableName, magnitude: Magnitude): fc.Arbitrary<Row> {
  return fc.record(fieldsOf(table, magnitude), { noNullPrototype: true });
}

/** Some columns of a table with new values; neither its key nor `chave_externa`. */
export function patchArbitrary(table: InputTableName, magnitude: Magnitude): fc.Arbitrary<Row> {
  const fields = fieldsOf(table, magnitude);
  delete fields['chave_externa'];
  if (table === 'pedido') delete fields['separacao_lote_id'];
  return fc.record(fields, { requiredKeys: [], noNullPrototype: true }).map((patch) => patch as Row);
}

/** Most rows a random book has of each table. */
const MOST_ROWS: Record<InputTableName, number> = {
  movimentacao_estoque: 12,
  carteira_principal: 24,
  separacao: 10,
  pedido: 5,
  pre_separacao_item: 8,
  programacao_producao: 10,
};

/** Rows with ids from `firstId` on, where the table has ids. */
export function withIds(table: InputTableName, rows: readonly Row[], firstId: number): Row[] {
  if (table === 'pedido') return [...rows];
  return rows.map((row, index) => ({ id: firstId + index, ...row }));
}

/** A random book as the statements that write it: one insert per table. */
export function bookArbitrary(magnitude: Magnitude): fc.Arbitrary<RowEvent[]> {
  const inserts = INPUT_TABLES.map(({ name }) =>
    fc
      .array(rowArbitrary(name, magnitude), { maxLength: MOST_ROWS[name], size: 'max' })
      .map((rows): RowEvent => ({ op: 'insert', table: name, rows: withIds(name, rows, 1) })),
  );
  return fc.tuple(...inserts);
}

/** The tables that a list of events leaves behind. */
export function bookOf(events: readonly RowEvent[], start: BookTables = EMPTY_BOOK): BookTables {
  return events.reduce(applyEvent, start);
}

/** Tables in the order they are declared. */
export const TABLE_NAMES: readonly InputTableName[] = INPUT_TABLES.map((table) => table.name);
