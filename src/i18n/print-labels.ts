import type { Language } from '../contract/language.ts';
import { chooseNumber, fill } from './sentence.ts';

/** What stands on paper, and on the bar above it on the screen. pt-BR first. */
const TEXTS = {
  print: ['Imprimir ou salvar em PDF', 'Print or save as PDF'],
  hint: ['Abre a janela de impressão do navegador (Ctrl+P).', 'Opens the dialog of the browser (Ctrl+P).'],
  landscape: ['Papel deitado', 'Landscape paper'],
  portrait: ['Papel em pé', 'Portrait paper'],
  subtotals: ['Com subtotal por pedido', 'With subtotals by order'],
  no_subtotals: ['Sem subtotal por pedido', 'Without subtotals by order'],
  file: ['Baixar a lista toda como planilha', 'Download the whole list as a workbook'],
  nothing: [
    'Nada a imprimir: nenhuma linha passa por este filtro.',
    'Nothing to print: no row passes this filter.',
  ],
  no_lots: [
    'Nada a imprimir: nenhum pedido deste filtro está em um lote de separação. Por UF, cidade, cliente ou dia há folhas de todos.',
    'Nothing to print: no order of this filter is in a picking lot. By state, city, customer or day there are sheets of all.',
  ],
  too_many: [
    'A lista tem mais de {limit} linhas; mais do que isso não se imprime de uma vez. Filtre a lista, ou baixe o arquivo.',
    'The list has more than {limit} rows; more is not printed at once. Filter the list, or download the file.',
  ],
  too_many_rows: [
    'A lista tem {n} linhas; imprimem-se até {limit} de uma vez. Filtre a lista, ou baixe o arquivo.',
    'The list has {n} rows; up to {limit} are printed at once. Filter the list, or download the file.',
  ],
  too_many_orders: [
    'A lista tem {n} pedidos; imprimem-se até {limit} de uma vez. Filtre a lista, ou baixe o arquivo.',
    'The list has {n} orders; up to {limit} are printed at once. Filter the list, or download the file.',
  ],
  rows: ['{n} linha|{n} linhas', '{n} row|{n} rows'],
  picking: ['Separação', 'Picking list'],
  sheet_lote: ['Lote {key}', 'Lot {key}'],
  sheet_uf: ['UF {key}', 'State {key}'],
  sheet_cidade: ['{key}', '{key}'],
  sheet_cliente: ['{key}', '{key}'],
  sheet_dia: ['Promessa {key}', 'Promise {key}'],
  without_lote: ['Sem lote', 'Without lot'],
  without_uf: ['Sem UF', 'Without state'],
  without_cidade: ['Sem cidade', 'Without city'],
  without_cliente: ['Sem cliente', 'Without customer'],
  without_dia: ['Sem data prometida', 'Without a promised date'],
  sheet_orders: ['{n} pedido|{n} pedidos', '{n} order|{n} orders'],
  sheet_items: ['{n} item|{n} itens', '{n} item|{n} items'],
  sheet_quantity: ['{quantity} no total', '{quantity} in all'],
  done: ['Separado', 'Picked'],
  order_total: ['Total do pedido {order}', 'Total of order {order}'],
  order: ['Pedido {order}', 'Order {order}'],
} as const satisfies Readonly<Record<string, readonly [portuguese: string, english: string]>>;

type PrintText = keyof typeof TEXTS;

/** A text of printed pages, filled in. */
export function printText(
  key: PrintText,
  language: Language,
  parameters?: Readonly<Record<string, string>>,
): string {
  return fill(TEXTS[key][language === 'en' ? 1 : 0], parameters);
}

/** Singular for exactly one, plural otherwise. */
export function printCount(
  key: 'rows' | 'sheet_orders' | 'sheet_items',
  count: number,
  text: string,
  language: Language,
): string {
  return fill(chooseNumber(TEXTS[key][language === 'en' ? 1 : 0], count), { n: text });
}
