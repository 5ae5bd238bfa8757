/** Files as an ERP writes them, as large as a test needs. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes an order book of so many lines; the same `variant` gives the same bytes. */
export async function writeOrderBook(folder: string, lines: number, variant = 0): Promise<string> {
  const path = join(folder, `carteira_principal-${variant}.csv`);
  await pipeline(Readable.from(orderLines(lines, variant)), createWriteStream(path));
  return path;
}

function* orderLines(lines: number, variant: number): Generator<string> {
  yield 'num_pedido;cod_produto;nome_produto;qtd_saldo_produto_pedido;preco_produto_pedido;expedicao;cliente\n';
  let chunk = '';
  for (let line = 0; line < lines; line++) {
    const order = `N${variant}-${Math.floor(line / 8)}`;
    const product = `P${(line * 7919 + variant) % 4000}`;
    const date = `2026-03-${String(1 + (line % 28)).padStart(2, '0')}`;
    chunk += `${order};${product};Produto de teste ${product};${1 + (line % 90)},5;12,34;${date};Cliente ${line % 500}\n`;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
