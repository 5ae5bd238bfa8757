import { pageAddress } from '../../app/router.ts';
import { apiPath } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { PrintMenu } from '../../parts/print-menu.tsx';
import { pressShortcut } from '../../parts/shortcuts.ts';
import { SHELL } from '../../words/shell-words.ts';
import { OrderContent } from './order-content.tsx';
import { copyLink } from './views.tsx';
import { WORDS } from './words.ts';

/** Everything about one order, beside the list; it follows the book while it is open. */
export function OrderDrawer(props: { order: string; isDocked: boolean; onClose: () => void }) {
  const { order, isDocked, onClose } = props;
  return (
    <Drawer
      title={WORDS.say('order', { order })}
      subject={order}
      onClose={onClose}
      isDocked={isDocked}
      tools={
        <>
          <Button
            kind="quiet"
            icon="up"
            aria-label={SHELL.say('shortcut_previous')}
            aria-keyshortcuts="k"
            onClick={() => pressShortcut('previous')}
          />
          <Button
            kind="quiet"
            icon="down"
            aria-label={SHELL.say('shortcut_next')}
            aria-keyshortcuts="j"
            onClick={() => pressShortcut('next')}
          />
          <PrintMenu choices={[{ title: '', path: apiPath('/imprimir/pedido', { num_pedido: order }) }]} />
          <Button
            kind="quiet"
            icon="link"
            aria-label={WORDS.say('order_copy')}
            onClick={() => void copyLink(pageAddress('carteira', {}, { pedido: order }))}
          />
        </>
      }
    >
      <OrderContent order={order} />
    </Drawer>
  );
}
