import { formatInstant } from '../../contract/instants.ts';
import { formatScaled, QUANTITY_DECIMALS, quantityToWire } from '../../contract/units.ts';
import type { StockAnswer } from '../../contract/wire.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { isKnownProduct } from './known-products.ts';

/** A product written to without pause is asked again at most so often. */
const MOST_LOOKS = 20;

const LAST_UPDATE = `
  SELECT estoque::text AS estoque, ultima_atualizacao FROM public.estoque_atual WHERE cod_produto = $1`;

/**
 * On-hand stock of a product. The instant of its last movement stands in the table only, so it is read there, and the
 * book is looked at again until both speak of the same stock.
 */
export async function answerStock(ruptura: Ruptura, code: string): Promise<StockAnswer> {
  for (let looks = 1; ; looks++) {
    const found = await ruptura.database.pool.query<{ estoque: string; ultima_atualizacao: Date }>({
      name: 'last-update',
      text: LAST_UPDATE,
      values: [code],
    });
    const { book } = await ruptura.fresh();
    const product = book.products.find(code);
    const stock = product < 0 ? 0 : book.stock[product]!;
    const row = found.rows[0];
    const agrees = formatScaled(stock, QUANTITY_DECIMALS) === (row?.estoque ?? '0.000');
    if (!agrees && looks < MOST_LOOKS) continue;
    return {
      cod_produto: code,
      estoque: quantityToWire(stock),
      ultima_atualizacao:
        row === undefined ? null : formatInstant(row.ultima_atualizacao, book.rules.timeZone),
      conhecido: row !== undefined || (await isKnownProduct(ruptura.database.pool, book, code)),
      versao: book.version,
    };
  }
}
