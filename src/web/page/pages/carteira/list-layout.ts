import { signal } from '@preact/signals';
import { USUAL_ORDER_COLUMNS } from '../../../../contract/order-choices.ts';
import { changeQuery } from '../../app/router.ts';

/** How much room a row takes. */
export type Density = 'padrao' | 'compacta';

/** How a person has the list: kept in this browser, and not part of a view unless somebody saves or sends one. */
export interface ListLayout {
  /** Columns in their order; null are the usual ones. */
  readonly columns: readonly string[] | null;
  /** null follows the height of the window. */
  readonly density: Density | null;
}

const KEY = 'ruptura.carteira.lista';
const USUAL: ListLayout = { columns: null, density: null };

/**
 * Least width of a window for some of the usual columns: the others stay in sight, and long enough to be read. The severity is in the
 * colour of the verdict too.
 */
const LEAST_WIDTHS: Readonly<Record<string, number>> = { cidade: 1200, lotes: 1200, criticidade: 1100 };
/** Always there, in front: it says which order a row is. */
const FIRST = 'num_pedido';
/** Least height of a window for rows of the usual height. */
const HIGH = 800;

export const listLayout = signal<ListLayout>(USUAL);

/** Takes up what was chosen before. Call when the page opens. */
export function readListLayout(): void {
  listLayout.value = layoutOf(stored());
}

/** The layout that a kept text stands for; what makes no sense in it is left out. */
export function layoutOf(text: string | null): ListLayout {
  try {
    const { columns, density } = (JSON.parse(text ?? 'null') ?? {}) as Partial<ListLayout>;
    return {
      columns: Array.isArray(columns) ? withFirst(columns.filter((one) => typeof one === 'string')) : null,
      density: density === 'padrao' || density === 'compacta' ? density : null,
    };
  } catch {
    return USUAL;
  }
}

/**
 * Columns shown, in their order: those of the address, which a view or a sent link brings, else those of the person.
 * @param text `colunas` of the address
 */
export function shownColumns(text: string | null, layout: ListLayout, windowWidth: number): string[] {
  if (text !== null && text !== '') return withFirst(text.split(','));
  if (layout.columns !== null) return [...layout.columns];
  return USUAL_ORDER_COLUMNS.filter((id) => windowWidth >= (LEAST_WIDTHS[id] ?? 0));
}

/** Keeps the columns a person chose; null are the usual ones. Those that came with the address give way to them. */
export function chooseColumns(columns: readonly string[] | null): void {
  keep({ ...listLayout.value, columns: columns === null ? null : withFirst(columns) });
  changeQuery({ colunas: null }, { replace: true });
}

export function densityOf(layout: ListLayout, windowHeight: number): Density {
  return layout.density ?? (windowHeight >= HIGH ? 'padrao' : 'compacta');
}

export function chooseDensity(density: Density): void {
  keep({ ...listLayout.value, density });
}

function withFirst(columns: readonly string[]): string[] {
  return [FIRST, ...new Set(columns.filter((id) => id !== FIRST))];
}

function keep(layout: ListLayout): void {
  listLayout.value = layout;
  try {
    localStorage.setItem(KEY, JSON.stringify(layout));
  } catch {
    // Without storage it lasts as long as the page.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
