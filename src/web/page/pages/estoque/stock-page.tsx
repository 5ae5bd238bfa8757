import { place } from '../../app/router.ts';
import { EntradasPage } from '../entradas/entradas-page.tsx';
import { MapaPage } from '../mapa/mapa-page.tsx';
import { ProdutoPage } from '../produto/produto-page.tsx';
import { ProdutosPage } from '../produtos/produtos-page.tsx';

/**
 * The page of the address among those about products. They are fetched together: whoever opens one goes on to the
 * others, and compressed as one file they are a seventh smaller.
 */
export function StockPage() {
  switch (place.value.page) {
    case 'mapa':
      return <MapaPage />;
    case 'produtos':
      return <ProdutosPage />;
    case 'entradas':
      return <EntradasPage />;
    default:
      return <ProdutoPage />;
  }
}
