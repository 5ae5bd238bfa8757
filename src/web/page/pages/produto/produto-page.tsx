import { useEffect } from 'preact/hooks';
import { navigate, pageAddress, query } from '../../app/router.ts';
import { ProductCard } from './product-card.tsx';

/** The stock card of the product that the address names; without one, the products to choose from take its place. */
export function ProdutoPage() {
  const product = (query.value.get('cod_produto') ?? '').trim();
  useEffect(() => {
    if (product !== '') return;
    navigate(pageAddress('produtos', {}, Object.fromEntries(query.value)), { replace: true });
  }, [product]);
  return product === '' ? null : <ProductCard key={product} product={product} />;
}
