import type { Language } from '../contract/language.ts';
import { listHeading } from '../i18n/list-labels.ts';
import { type PageFormats, pageFormats } from '../i18n/page-formats.ts';
import { printCount, printText } from '../i18n/print-labels.ts';
import type { PickingSheet, SheetKey, SheetOrder } from '../views/orders/picking-sheets.ts';
import { aboutRow, escapeHtml } from './print-page.ts';

/** How sheets are told. */
interface SheetStyle {
  readonly by: SheetKey;
  readonly subtotals: boolean;
  /** Filter and time of the data. */
  readonly about: readonly string[];
  readonly language: Language;
}

/** Sheets for the warehouse, each beginning a page: what to bring together, with a box to tick for each product. */
export function sheetsHtml(sheets: readonly PickingSheet[], style: SheetStyle): string {
  return sheets.map((sheet) => sheetHtml(sheet, style)).join('\n');
}

function sheetHtml(sheet: PickingSheet, { by, subtotals, about, language }: SheetStyle): string {
  const formats = pageFormats(language);
  const columns = by === 'lote' ? LOT_COLUMNS : OPEN_COLUMNS;
  const title = [titleOf(sheet, by, formats, language), sumOf(sheet, formats, language), ...about];
  const heads = columns.map(
    (name) => `<th scope="col"${classOf(name)}>${escapeHtml(listHeading(name, language))}</th>`,
  );
  const done = `<th scope="col" class="box" aria-label="${escapeHtml(printText('done', language))}">✓</th>`;
  const rows = sheet.orders.map((order) => orderHtml(order, columns, subtotals, formats, language));
  return (
    `<section class="sheet"><table><thead>${aboutRow(title, columns.length + 1)}<tr>${done}${heads.join('')}</tr></thead>` +
    `<tbody>${rows.join('\n')}</tbody></table></section>`
  );
}

type Column =
  | 'num_pedido'
  | 'cliente'
  | 'cidade'
  | 'cod_produto'
  | 'nome_produto'
  | 'qtd'
  | 'promessa'
  | 'lotes';
const LOT_COLUMNS: readonly Column[] = [
  'num_pedido',
  'cliente',
  'cidade',
  'cod_produto',
  'nome_produto',
  'qtd',
];
const OPEN_COLUMNS: readonly Column[] = [...LOT_COLUMNS, 'promessa', 'lotes'];

function classOf(name: Column): string {
  if (name === 'qtd') return ' class="figure"';
  if (name === 'promessa') return ' class="date"';
  return name === 'cod_produto' || name === 'num_pedido' ? ' class="code"' : '';
}

function orderHtml(
  order: SheetOrder,
  columns: readonly Column[],
  subtotals: boolean,
  formats: PageFormats,
  language: Language,
): string {
  const rows = order.items.map((item) => {
    const texts: Readonly<Record<Column, string>> = {
      num_pedido: order.num_pedido,
      cliente: order.cliente ?? '',
      cidade: [order.cidade, order.uf].filter(Boolean).join('/'),
      cod_produto: item.cod_produto,
      nome_produto: item.nome_produto ?? '',
      qtd: formats.number(item.qtd),
      promessa: item.promessa === null ? printText('without_dia', language) : formats.date(item.promessa),
      lotes: item.lotes.join(', '),
    };
    const cells = columns.map((name) => `<td${classOf(name)}>${escapeHtml(texts[name])}</td>`);
    return `<tr><td class="box"><i></i></td>${cells.join('')}</tr>`;
  });
  return rows.join('') + (subtotals ? subtotalHtml(order, columns, formats, language) : '');
}

function subtotalHtml(
  order: SheetOrder,
  columns: readonly Column[],
  formats: PageFormats,
  language: Language,
): string {
  const at = columns.indexOf('qtd');
  const label = escapeHtml(printText('order_total', language, { order: order.num_pedido }));
  const rest = columns.length - at - 1;
  return (
    `<tr class="order"><td></td><td colspan="${at}">${label}</td><td class="figure">${formats.number(order.qtd)}</td>` +
    `${rest > 0 ? `<td colspan="${rest}"></td>` : ''}</tr>`
  );
}

function titleOf({ key }: PickingSheet, by: SheetKey, formats: PageFormats, language: Language): string {
  if (key === null) return printText(`without_${by}`, language);
  return printText(`sheet_${by}`, language, { key: by === 'dia' ? formats.date(key) : key });
}

function sumOf(sheet: PickingSheet, formats: PageFormats, language: Language): string {
  const { integer, number } = formats;
  return [
    printCount('sheet_orders', sheet.orders.length, integer(sheet.orders.length), language),
    printCount('sheet_items', sheet.items, integer(sheet.items), language),
    printText('sheet_quantity', language, { quantity: number(sheet.qtd) }),
  ].join(' · ');
}
