import type { Language } from '../../contract/language.ts';

/** What the attributes of the script tag say. */
export interface EmbedSettings {
  /** Where the API is, with `/` at its end. */
  readonly api: string;
  /** Selectors: the table, its rows, the cell of a row that takes the button, the buttons of an existing manager. */
  readonly table: string;
  readonly row: string;
  readonly cell: string;
  readonly button: string;
  /** Name of the automatic start of an existing `window.rupturaManager`. */
  readonly start: string;
  readonly language: Language;
  readonly isAddon: boolean;
}

const ADDON = /ruptura-worker-addon\.js$/;

/**
 * Reads the settings from the script tag.
 * @param script `src` and the `data-` attributes of the tag
 * @param page address of the page, taken where the tag has no `src`
 */
export function readSettings(
  script: { readonly src: string; readonly dataset: Readonly<Record<string, string | undefined>> },
  page: string,
): EmbedSettings {
  const { dataset } = script;
  const source = new URL(script.src || page, page);
  return {
    api: new URL((dataset['api'] || '/').replace(/\/*$/, '/'), source).href,
    table: dataset['tabela'] || '#tabela-carteira',
    row: dataset['linha'] || 'tr.pedido-row[data-pedido]',
    cell: dataset['celula'] || '.coluna-entrega-obs',
    button: dataset['botao'] || '.btn-analisar-ruptura',
    start: dataset['inicio'] || 'iniciarAnaliseAutomatica',
    language: dataset['lang']?.toLowerCase().startsWith('en') ? 'en' : 'pt-BR',
    isAddon: ADDON.test(source.pathname),
  };
}
