import { useEffect, useState } from 'preact/hooks';
import type { SearchAnswer } from '../../../contract/search-wire.ts';
import { asApiError, ask } from '../data/api.ts';
import { searchResults } from '../data/questions.ts';
import type { IconName } from '../parts/icon.tsx';
import { announce } from '../parts/notices.tsx';
import { severityLook } from '../parts/order-looks.ts';
import { SHELL } from '../words/shell-words.ts';
import { formats } from '../words/words.ts';
import { PAGES } from './pages.ts';
import { navigate, pageAddress } from './router.ts';

/** A line of the search box. */
export interface Found {
  readonly key: string;
  readonly icon: IconName;
  readonly title: string;
  /** Cut where there is no room. */
  readonly note?: string;
  /** Never cut. */
  readonly figure?: string;
  readonly run: () => void;
}

export interface FoundGroup {
  readonly title: string;
  readonly items: readonly Found[];
  /** Found beyond those listed. */
  readonly more: number;
}

const TYPING_MS = 120;
const SHOWN = 5;

interface Results {
  /** What it is the answer to. */
  readonly text: string;
  readonly groups: readonly FoundGroup[];
  readonly problem: string | null;
}

const NOTHING: Results = { text: '', groups: [], problem: null };

/**
 * What was found for a text, and whether that is still being looked for: the answer before stays until then. An older
 * answer never takes the place of a newer one.
 */
export function useResults(text: string): Results & { readonly isBusy: boolean } {
  const [results, setResults] = useState(NOTHING);
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') {
      setResults(NOTHING);
      return;
    }
    const abort = new AbortController();
    const take = (answer: SearchAnswer): void => {
      const groups = groupsOf(answer);
      setResults({ text: wanted, groups, problem: null });
      const count = groups.reduce((sum, group) => sum + group.items.length + group.more, 0);
      announce(SHELL.count('search_found', count, { n: formats().integer(count) }));
    };
    const fail = (error: unknown): void => {
      if (!abort.signal.aborted) setResults({ text: wanted, groups: [], problem: asApiError(error).message });
    };
    const timer = setTimeout(() => {
      ask(searchResults(wanted, SHOWN), { signal: abort.signal }).then(take, fail);
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [wanted]);
  return { ...results, isBusy: results.text !== wanted };
}

function groupsOf(answer: SearchAnswer): FoundGroup[] {
  const group = (title: string, items: Found[], total: number): FoundGroup => ({
    title,
    items,
    more: items.length === 0 ? 0 : total - items.length,
  });
  const { pedidos, produtos, clientes, lotes } = answer;
  return [
    group(SHELL.say('search_orders'), ordersOf(answer), pedidos.total),
    // A result that leads nowhere is none.
    group(
      SHELL.say('search_products'),
      PAGES.produto === undefined ? [] : productsOf(answer),
      produtos.total,
    ),
    group(SHELL.say('search_customers'), customersOf(answer), clientes.total),
    group(SHELL.say('search_lots'), lotsOf(answer), lotes.total),
  ].filter(({ items }) => items.length > 0);
}

const goTo = (address: string) => (): void => navigate(address);

function ordersOf({ pedidos }: SearchAnswer): Found[] {
  const { date } = formats();
  return pedidos.itens.map((order) => ({
    key: `order ${order.num_pedido}`,
    icon: severityLook(order.criticidade).icon,
    title: order.num_pedido,
    note: noteOf(
      order.cliente,
      [order.cidade, order.uf].filter(Boolean).join('/'),
      order.expedicao === null ? '' : date(order.expedicao),
    ),
    run: goTo(pageAddress('carteira', {}, { pedido: order.num_pedido })),
  }));
}

function productsOf({ produtos }: SearchAnswer): Found[] {
  const { number } = formats();
  return produtos.itens.map((product) => ({
    key: `product ${product.cod_produto}`,
    icon: 'box',
    title: product.cod_produto,
    note: product.nome_produto ?? '',
    figure: SHELL.say('search_stock', { quantity: number(product.estoque_atual) }),
    run: goTo(pageAddress('produto', { cod_produto: product.cod_produto })),
  }));
}

function customersOf({ clientes }: SearchAnswer): Found[] {
  const { integer, money } = formats();
  return clientes.itens.map(({ cliente, pedidos, valor_total }) => ({
    key: `customer ${cliente}`,
    icon: 'user',
    title: cliente,
    figure: noteOf(SHELL.count('search_open_orders', pedidos, { n: integer(pedidos) }), money(valor_total)),
    run: goTo(pageAddress('carteira', {}, { cliente_igual: cliente })),
  }));
}

function lotsOf({ lotes }: SearchAnswer): Found[] {
  const { integer } = formats();
  return lotes.itens.map(({ separacao_lote_id, pedidos, num_pedido }) => ({
    key: `lot ${separacao_lote_id}`,
    icon: 'columns',
    title: separacao_lote_id,
    figure: SHELL.count('search_open_orders', pedidos, { n: integer(pedidos) }),
    // A lot of one order is that order.
    run: goTo(
      pageAddress('carteira', {}, pedidos === 1 ? { pedido: num_pedido } : { lote: separacao_lote_id }),
    ),
  }));
}

function noteOf(...parts: readonly (string | null)[]): string {
  return parts.filter(Boolean).join(' · ');
}
