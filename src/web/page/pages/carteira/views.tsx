import { signal } from '@preact/signals';
import { useId, useState } from 'preact/hooks';
import { navigate, pageAddress, query } from '../../app/router.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';
import { notify } from '../../parts/notices.tsx';
import { WORDS } from './words.ts';

/** A view somebody named: the query of its URL. Kept in this browser; to give it to others there is its link. */
interface SavedView {
  readonly name: string;
  readonly query: string;
}

const KEY = 'ruptura.visoes.carteira';
const saved = signal<readonly SavedView[]>(readViews());

function readViews(): SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is SavedView {
  const { name, query: text } = (value ?? {}) as Partial<SavedView>;
  return typeof name === 'string' && typeof text === 'string';
}

function keep(views: readonly SavedView[]): void {
  saved.value = views;
  try {
    localStorage.setItem(KEY, JSON.stringify(views));
  } catch {}
}

/** The query in force without the open order: a view is of the list. */
function viewQuery(): string {
  const view = new URLSearchParams(query.value);
  view.delete('pedido');
  return view.toString();
}

/** Copies an address of ours, and says whether that worked. */
export async function copyLink(address: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(new URL(address, location.href).href);
    notify(WORDS.say('link_copied'));
  } catch {
    notify(WORDS.say('link_not_copied'), 'danger');
  }
}

/** Saved views: opens, saves and deletes them. */
export function Views() {
  const [isNaming, setNaming] = useState(false);
  return (
    <>
      <Menu label={WORDS.say('views')} icon="bookmark" align="end">
        {(close) => (
          <ViewList
            close={close}
            onSave={() => {
              close();
              setNaming(true);
            }}
          />
        )}
      </Menu>
      {isNaming && <SaveDialog onClose={() => setNaming(false)} />}
    </>
  );
}

function ViewList({ close, onSave }: { close: () => void; onSave: () => void }) {
  const open = (text: string): void => {
    close();
    navigate(text === '' ? pageAddress('carteira') : `${pageAddress('carteira')}?${text}`);
  };
  return (
    <>
      <button type="button" class="menu-item" onClick={() => open('')}>
        <Icon name="book" />
        {WORDS.say('view_usual')}
      </button>
      {saved.value.map((view) => (
        <div key={view.name} class="menu-row">
          <button type="button" class="menu-item" onClick={() => open(view.query)}>
            <Icon name="bookmark" />
            {view.name}
          </button>
          <Button
            kind="quiet"
            icon="trash"
            aria-label={WORDS.say('view_delete', { name: view.name })}
            onClick={() => keep(saved.value.filter((one) => one !== view))}
          />
        </div>
      ))}
      {saved.value.length === 0 && <p class="menu-note">{WORDS.say('view_none')}</p>}
      <hr class="menu-line" />
      <button type="button" class="menu-item" onClick={onSave}>
        <Icon name="check" />
        {WORDS.say('view_save')}
      </button>
      <button
        type="button"
        class="menu-item"
        onClick={() => {
          close();
          void copyLink(`${pageAddress('carteira')}?${viewQuery()}`);
        }}
      >
        <Icon name="link" />
        {WORDS.say('view_copy')}
      </button>
    </>
  );
}

function SaveDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const id = useId();
  const save = (): void => {
    const given = name.trim();
    if (given === '') return;
    keep([...saved.value.filter((view) => view.name !== given), { name: given, query: viewQuery() }]);
    onClose();
    notify(WORDS.say('view_saved', { name: given }));
  };
  return (
    <Dialog
      title={WORDS.say('view_save')}
      onClose={onClose}
      onSubmit={save}
      actions={
        <Button kind="primary" type="submit" disabled={name.trim() === ''}>
          {WORDS.say('view_save_button')}
        </Button>
      }
    >
      <label for={id}>{WORDS.say('view_name')}</label>
      <input
        id={id}
        class="input"
        maxLength={60}
        value={name}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
    </Dialog>
  );
}
