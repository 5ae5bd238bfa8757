import type { LeftOut } from './carteira-view.ts';
import { WORDS } from './words.ts';

const TITLES = {
  texto: 'filter_words',
  cliente: 'column_customer',
  uf: 'column_state',
  cod_produto: 'filter_product',
  expedicao_de: 'column_ship_date',
  expedicao_ate: 'column_ship_date',
  criticidade: 'column_severity',
  situacao: 'column_situation',
  pedido_ok: 'filter_shortage',
  ordenar: 'filter_sorting',
} as const satisfies Readonly<Record<LeftOut['name'], string>>;

/** What people call a part of the address. */
export function filterTitle(name: LeftOut['name']): string {
  return WORDS.say(TITLES[name]);
}
