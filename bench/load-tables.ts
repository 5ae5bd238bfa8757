import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { formatIsoDate, formatScaled, PRICE_DECIMALS, QUANTITY_DECIMALS } from '../src/contract/units.ts';
import { type BenchBook, UNDATED } from './book.ts';

const CHUNK_ROWS = 4_096;

interface TableCopy {
  readonly target: string;
  readonly rows: number;
  readonly row: (row: number) => string;
}

/** Streams the six tables into a migrated database by COPY, and lets the planner know them. */
export async function loadTables(client: pg.ClientBase, book: BenchBook): Promise<void> {
  for (const table of tableCopies(book)) {
    const stream = client.query(copyFrom(`COPY ${table.target} FROM STDIN`));
    await pipeline(Readable.from(chunks(table)), stream);
  }
  await client.query('SELECT ruptura.dobrar_estoque()');
  await client.query('ANALYZE');
}

function* chunks(table: TableCopy): Generator<string> {
  for (let from = 0; from < table.rows; from += CHUNK_ROWS) {
    let text = '';
    for (let row = from; row < Math.min(table.rows, from + CHUNK_ROWS); row++) text += `${table.row(row)}\n`;
    yield text;
  }
}

function fields(...values: readonly string[]): string {
  return values.join('\t');
}

const quantityText = (value: number) => formatScaled(value, QUANTITY_DECIMALS);
const dateText = (value: number) => (value === UNDATED ? '\\N' : formatIsoDate(value));
const activeText = (value: number) => (value === 1 ? 't' : 'f');

const CITIES: readonly (readonly [string, string])[] = [
  ['São Paulo', 'SP'],
  ['Curitiba', 'PR'],
  ['Belo Horizonte', 'MG'],
  ['Recife', 'PE'],
  ['Goiânia', 'GO'],
];
const CUSTOMERS = 5_000;
const SELLERS = 120;

/** Customer, city, state and seller of an order: the same for all of its lines. */
function orderTexts(order: number): string {
  const customer = order % CUSTOMERS;
  const [city, state] = CITIES[customer % CITIES.length]!;
  return fields(`Cliente ${customer}`, city, state, `Vendedor ${customer % SELLERS}`);
}

function tableCopies(book: BenchBook): TableCopy[] {
  return [movements(book), lines(book), lots(book), allocations(book), drafts(book), receipts(book)];
}

function movements({ movements: table, products }: BenchBook): TableCopy {
  return {
    target: 'movimentacao_estoque (cod_produto, data_movimentacao, tipo, qtd_movimentacao, ativo)',
    rows: table.count,
    row: (i) => {
      const type = table.quantity[i]! > 0 ? 'ENTRADA' : 'SAIDA';
      const quantity = quantityText(table.quantity[i]!);
      return fields(
        products[table.product[i]!]!,
        dateText(table.date[i]!),
        type,
        quantity,
        activeText(table.active[i]!),
      );
    },
  };
}

function lines({ lines: table, products, orders }: BenchBook): TableCopy {
  return {
    target: `carteira_principal (num_pedido, cod_produto, nome_produto, qtd_produto_pedido, qtd_saldo_produto_pedido,
      preco_produto_pedido, expedicao, data_pedido, cliente, cidade, uf, vendedor, ativo)`,
    rows: table.count,
    row: (i) => {
      const order = table.order[i]!;
      const product = products[table.product[i]!]!;
      const quantity = quantityText(table.quantity[i]!);
      const price = table.price[i] === 0 ? '\\N' : formatScaled(table.price[i]!, PRICE_DECIMALS);
      const dates = fields(dateText(table.date[i]!), dateText(table.orderDate[i]!));
      const head = fields(orders[order]!, product, `Produto ${product}`, quantity, quantity, price, dates);
      return fields(head, orderTexts(order), activeText(table.active[i]!));
    },
  };
}

function lots({ headers: table, lots, statuses }: BenchBook): TableCopy {
  return {
    target: 'pedido (separacao_lote_id, status, expedicao)',
    rows: table.count,
    row: (i) => fields(lots[table.lot[i]!]!, statuses[table.status[i]!]!, dateText(table.date[i]!)),
  };
}

function allocations({ allocations: table, lots, orders, products }: BenchBook): TableCopy {
  return {
    target: 'separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo, expedicao)',
    rows: table.count,
    row: (i) => {
      const pair = fields(orders[table.order[i]!]!, products[table.product[i]!]!);
      return fields(lots[table.lot[i]!]!, pair, quantityText(table.quantity[i]!), dateText(table.date[i]!));
    },
  };
}

function drafts({ drafts: table, orders, products, statuses }: BenchBook): TableCopy {
  return {
    target: `pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario, data_expedicao_editada, status)`,
    rows: table.count,
    row: (i) => {
      const pair = fields(orders[table.order[i]!]!, products[table.product[i]!]!);
      return fields(
        pair,
        quantityText(table.quantity[i]!),
        dateText(table.date[i]!),
        statuses[table.status[i]!]!,
      );
    },
  };
}

function receipts({ receipts: table, products }: BenchBook): TableCopy {
  return {
    target: 'programacao_producao (cod_produto, data_programacao, qtd_programada)',
    rows: table.count,
    row: (i) =>
      fields(products[table.product[i]!]!, dateText(table.date[i]!), quantityText(table.quantity[i]!)),
  };
}
