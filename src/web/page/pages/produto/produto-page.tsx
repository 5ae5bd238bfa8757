import { query } from '../../app/router.ts';
import { ProductCard } from './product-card.tsx';
import { Products } from './product-list.tsx';

/** The stock card of the product that the address names; without one, the products to choose from. */
export function ProdutoPage() {
  const product = (query.value.get('cod_produto') ?? '').trim();
  return product === '' ? <Products /> : <ProductCard key={product} product={product} />;
}
