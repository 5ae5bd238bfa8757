import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SearchAnswer } from '../../../contract/search-wire.ts';
import { ask } from '../data/api.ts';
import { searchResults } from '../data/questions.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { announce } from '../parts/notices.tsx';
import { severityLook } from '../parts/order-looks.ts';
import { SHELL } from '../words/shell-words.ts';
import { formats } from '../words/words.ts';
import { PAGES } from './pages.ts';
import { navigate, pageAddress } from './router.ts';

/** A result as a line of the list. */
interface Found {
  readonly key: string;
  readonly href: string;
  readonly icon: IconName;
  readonly title: string;
  readonly note: string;
}

interface Group {
  readonly title: string;
  readonly items: readonly Found[];
  /** Found beyond those listed. */
  readonly more: number;
}

const TYPING_MS = 120;
const SHOWN = 5;

/** One box for orders, products and customers: `/` or Ctrl+K goes there from anywhere. */
export function Search() {
  const input = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const groups = useResults(text);
  const id = useId();
  useShortcut(input);
  const items = groups?.flatMap((group) => group.items) ?? [];
  const place = Math.min(active, Math.max(0, items.length - 1));
  const go = (found: Found | undefined): void => {
    if (found === undefined) return;
    setOpen(false);
    setText('');
    navigate(found.href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setActive(items.length === 0 ? 0 : (place + 1) % items.length);
    else if (event.key === 'ArrowUp')
      setActive(items.length === 0 ? 0 : (place + items.length - 1) % items.length);
    else if (event.key === 'Enter') go(items[place]);
    else if (event.key === 'Escape' && isOpen) setOpen(false);
    else return;
    event.preventDefault();
  };
  const isShown = isOpen && text.trim() !== '';
  return (
    <div
      class="search"
      ref={root}
      onFocusOut={({ relatedTarget }) => {
        if (!root.current?.contains(relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label={SHELL.say('search')}
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isShown && items.length > 0 ? `${id}-${place}` : undefined}
        aria-keyshortcuts="/ Control+K"
        placeholder={SHELL.say('search_short')}
        value={text}
        onFocus={() => setOpen(true)}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
      <div class="search-panel" hidden={!isShown}>
        <Results id={id} text={text} groups={groups} active={place} onChoose={go} />
      </div>
    </div>
  );
}

function Results(props: {
  id: string;
  text: string;
  groups: readonly Group[] | null;
  active: number;
  onChoose: (found: Found) => void;
}) {
  const { id, text, groups, active, onChoose } = props;
  const isEmpty = groups?.every((group) => group.items.length === 0);
  let index = -1;
  return (
    <>
      {isEmpty === true && <p class="search-empty">{SHELL.say('search_nothing', { text: text.trim() })}</p>}
      {isEmpty === true && <p class="search-empty">{SHELL.say('search_hint')}</p>}
      <div id={`${id}-list`} role="listbox" aria-label={SHELL.say('search')}>
        {(groups ?? [])
          .filter((group) => group.items.length > 0)
          .map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
            <div key={group.title} role="group" aria-label={group.title}>
              <div class="search-group" aria-hidden="true">
                {group.title}
                {group.more > 0 && (
                  <span>{SHELL.say('search_more', { n: formats().integer(group.more) })}</span>
                )}
              </div>
              {group.items.map((found) => {
                index += 1;
                const isActive = index === active;
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the box hears the keys
                  <div
                    key={found.key}
                    id={`${id}-${index}`}
                    role="option"
                    tabIndex={-1}
                    class={`search-item${isActive ? ' search-active' : ''}`}
                    aria-selected={isActive}
                    // The box keeps the focus until the click is done.
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => onChoose(found)}
                  >
                    <Icon name={found.icon} />
                    <span class="search-title">{found.title}</span>
                    <span class="search-note">{found.note}</span>
                  </div>
                );
              })}
            </div>
          ))}
      </div>
    </>
  );
}

function useShortcut(input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isTyping =
        event.target instanceof Element && event.target.closest('input, select, textarea') !== null;
      const isSlash = event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
      const isK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
      if (!isSlash && !isK) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [input]);
}

/** What was found for a text; null while nothing is known. An older answer never takes the place of a newer one. */
function useResults(text: string): readonly Group[] | null {
  const [groups, setGroups] = useState<readonly Group[] | null>(null);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === '') {
      setGroups(null);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      ask(searchResults(wanted, SHOWN), { signal: abort.signal }).then(
        (answer) => {
          const found = groupsOf(answer);
          setGroups(found);
          const count = found.reduce((sum, group) => sum + group.items.length + group.more, 0);
          announce(SHELL.count('search_found', count, { n: formats().integer(count) }));
        },
        () => undefined,
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return groups;
}

function groupsOf({ pedidos, produtos, clientes }: SearchAnswer): Group[] {
  const { date, integer, money, number } = formats();
  const orders = pedidos.itens.map((order) => ({
    key: `order ${order.num_pedido}`,
    href: pageAddress('carteira', {}, { pedido: order.num_pedido }),
    icon: severityLook(order.criticidade).icon,
    title: order.num_pedido,
    note: [
      order.cliente,
      placeOf(order.cidade, order.uf),
      order.expedicao === null ? '' : date(order.expedicao),
    ]
      .filter(Boolean)
      .join(' · '),
  }));
  const products = produtos.itens.map((product) => ({
    key: `product ${product.cod_produto}`,
    href: pageAddress('produto', { cod_produto: product.cod_produto }),
    icon: 'box' as const,
    title: product.cod_produto,
    note: [product.nome_produto, SHELL.say('search_stock', { quantity: number(product.estoque_atual) })]
      .filter(Boolean)
      .join(' · '),
  }));
  const customers = clientes.itens.map((customer) => ({
    key: `customer ${customer.cliente}`,
    href: pageAddress('carteira', {}, { cliente: customer.cliente }),
    icon: 'user' as const,
    title: customer.cliente,
    note: `${SHELL.count('search_open_orders', customer.pedidos, { n: integer(customer.pedidos) })} · ${money(customer.valor_total)}`,
  }));
  const group = (title: string, items: Found[], total: number): Group => ({
    title,
    items,
    more: items.length === 0 ? 0 : total - items.length,
  });
  return [
    group(SHELL.say('search_orders'), orders, pedidos.total),
    // A result that leads nowhere is none.
    group(SHELL.say('search_products'), PAGES.produto === undefined ? [] : products, produtos.total),
    group(SHELL.say('search_customers'), customers, clientes.total),
  ];
}

function placeOf(city: string | null, state: string | null): string {
  return [city, state].filter(Boolean).join('/');
}
