import type { ComponentChildren } from 'preact';
import { changeQuery } from '../../app/router.ts';
import { Button } from '../../parts/button.tsx';
import { OrderDrawer } from './order-drawer.tsx';
import { canSplit, isSplitWanted, toggleSplit, useWidth } from './split-view.ts';
import { WORDS } from './words.ts';

/** The list, and the open order beside it or above it. @param children told the width of the list beside an order */
export function ListAndOrder(props: {
  open: string | null;
  children: (width: number | null) => ComponentChildren;
}) {
  const { open, children } = props;
  const { element, width } = useWidth();
  const isSplit = open !== null && isSplitWanted.value && canSplit();
  return (
    <div class={isSplit ? 'carteira-main carteira-split' : 'carteira-main'}>
      <div class="carteira-side" ref={element}>
        {children(isSplit && width > 0 ? width : null)}
      </div>
      {open !== null && (
        <OrderDrawer order={open} isDocked={isSplit} onClose={() => changeQuery({ pedido: null })} />
      )}
    </div>
  );
}

/** Puts orders beside the list, or above it; where there is no room for both it is not there. */
export function SplitButton() {
  if (!canSplit()) return null;
  return (
    <Button
      icon="split"
      aria-label={WORDS.say('split')}
      aria-pressed={isSplitWanted.value}
      onClick={toggleSplit}
    />
  );
}
