import type { SavedView } from '../../../../contract/saved-view-wire.ts';
import { navigate, pageAddress } from '../../app/router.ts';
import { type ApiPath, ask } from '../../data/api.ts';
import type { ListLayout } from './list-layout.ts';
import { orderFilterOf, queryOf, unknownValues } from './order-filter.ts';

/** Views of the order book: shared ones, and those of the person. */
export const ORDER_VIEWS: ApiPath<{ readonly visoes: readonly SavedView[] }> = '/api/visoes?pagina=carteira';

/** What somebody says of a view when it is saved. */
export interface ViewChoice {
  readonly name: string;
  readonly isShared: boolean;
  /** The page begins with it. */
  readonly isDefault: boolean;
}

/**
 * What a view keeps of an address: all but the open order, and values there are not. Columns that the person chose go
 * with it, so that whoever opens it sees the same.
 */
export function keptQuery(query: URLSearchParams, layout: ListLayout): string {
  const kept = new URLSearchParams(query);
  kept.delete('pedido');
  const known = queryOf(orderFilterOf(query));
  for (const { name } of unknownValues(query)) {
    kept.delete(name);
    for (const value of [known[name] ?? []].flat()) kept.append(name, value);
  }
  if (!kept.has('colunas') && layout.columns !== null) kept.set('colunas', layout.columns.join(','));
  return kept.toString();
}

export function openView(consulta: string, options?: { replace?: boolean }): void {
  navigate(consulta === '' ? pageAddress('carteira') : `${pageAddress('carteira')}?${consulta}`, options);
}

/** Saves a view; one of the same name and the same readers becomes what is shown now. @throws ApiError */
export async function storeView(
  views: readonly SavedView[],
  { name, isShared, isDefault }: ViewChoice,
  consulta: string,
): Promise<void> {
  const isSame = (view: SavedView): boolean =>
    view.compartilhada === isShared && view.nome.toLowerCase() === name.toLowerCase();
  const same = views.find(isSame);
  if (same !== undefined) {
    await patchView(same, { nome: name, consulta, padrao: isDefault });
    return;
  }
  const body = { pagina: 'carteira', nome: name, consulta, compartilhada: isShared, padrao: isDefault };
  await ask('/api/visoes', { method: 'POST', body });
}

/** Changes parts of a view, as it was seen. @throws ApiError where it is not that any more */
export async function patchView(
  view: SavedView,
  changes: Readonly<Record<string, string | boolean>>,
): Promise<void> {
  await ask(`/api/visoes/${view.id}`, { method: 'PATCH', body: { ...changes, versao: view.versao } });
}

/** @throws ApiError */
export async function deleteView(view: SavedView): Promise<void> {
  await ask(`/api/visoes/${view.id}`, { method: 'DELETE' });
}
