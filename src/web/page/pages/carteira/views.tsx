import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SavedView } from '../../../../contract/saved-view-wire.ts';
import { pageAddress, query } from '../../app/router.ts';
import { asApiError } from '../../data/api.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';
import { notify } from '../../parts/notices.tsx';
import { listLayout } from './list-layout.ts';
import { deleteView, keptQuery, ORDER_VIEWS, openView, patchView, storeView } from './order-views.ts';
import { WORDS } from './words.ts';

/** Copies an address of ours, and says whether that worked. */
export async function copyLink(address: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(new URL(address, location.href).href);
    notify(WORDS.say('link_copied'));
  } catch {
    notify(WORDS.say('link_not_copied'), 'danger');
  }
}

function useViews(): { readonly views: readonly SavedView[] | null; readonly again: () => void } {
  const answer = useAnswer(ORDER_VIEWS, onlyAll);
  return { views: answer.state.value.data?.visoes ?? null, again: answer.again };
}

/** Opens the view the person begins with, where the page was opened without saying what it shall show. */
export function useDefaultView(): void {
  const { views } = useViews();
  const isPlain = (): boolean => query.peek().size === 0;
  const isWanted = useRef(isPlain());
  useEffect(() => {
    if (views === null || !isWanted.current) return;
    isWanted.current = false;
    const usual = views.find((view) => view.padrao);
    if (usual !== undefined && isPlain()) openView(usual.consulta, { replace: true });
  }, [views]);
}

/** Does what changes the views, and says why where it cannot. */
async function tried(work: Promise<void>, again: () => void): Promise<void> {
  try {
    await work;
  } catch (error) {
    notify(asApiError(error).message, 'danger');
  }
  again();
}

/** Saved views, own and shared: opens, saves and deletes them. */
export function Views() {
  const [isNaming, setNaming] = useState(false);
  const { views, again } = useViews();
  return (
    <>
      <Menu label={WORDS.say('views')} icon="bookmark" align="end">
        {(close) => (
          <ViewList
            views={views ?? []}
            again={again}
            close={close}
            onSave={() => {
              close();
              setNaming(true);
            }}
          />
        )}
      </Menu>
      {isNaming && <SaveDialog views={views ?? []} again={again} onClose={() => setNaming(false)} />}
    </>
  );
}

interface ListProps {
  readonly views: readonly SavedView[];
  readonly again: () => void;
}

function ViewList({ views, again, close, onSave }: ListProps & { close: () => void; onSave: () => void }) {
  // Others may have shared one since.
  useEffect(again, []);
  const open = (consulta: string): void => {
    close();
    openView(consulta);
  };
  return (
    <>
      <button type="button" class="menu-item" onClick={() => open('')}>
        <Icon name="book" />
        {WORDS.say('view_usual')}
      </button>
      {views.map((view) => (
        <ViewItem key={view.id} view={view} again={again} open={open} />
      ))}
      {views.length === 0 && <p class="menu-note">{WORDS.say('view_none')}</p>}
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
          void copyLink(`${pageAddress('carteira')}?${keptQuery(query.value, listLayout.value)}`);
        }}
      >
        <Icon name="link" />
        {WORDS.say('view_copy')}
      </button>
    </>
  );
}

function ViewItem(props: { view: SavedView; again: () => void; open: (consulta: string) => void }) {
  const { view, again, open } = props;
  const { nome: name, compartilhada, padrao } = view;
  return (
    <div class="menu-row">
      <button type="button" class="menu-item" onClick={() => open(view.consulta)}>
        <Icon name={compartilhada ? 'bookmark' : 'user'} />
        <span class="cell-text">{name}</span>
        <span class="choice-count">{WORDS.say(compartilhada ? 'view_shared' : 'view_own')}</span>
      </button>
      <Button
        kind="quiet"
        icon="pin"
        aria-pressed={padrao}
        aria-label={WORDS.say(padrao ? 'view_not_default' : 'view_default', { name })}
        onClick={() => void tried(patchView(view, { padrao: !padrao }), again)}
      />
      <Button
        kind="quiet"
        icon="trash"
        aria-label={WORDS.say('view_delete', { name })}
        onClick={() => void tried(deleteView(view), again)}
      />
    </div>
  );
}

function SaveDialog({ views, again, onClose }: ListProps & { onClose: () => void }) {
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const [isDefault, setDefault] = useState(false);
  const [problem, setProblem] = useState('');
  const id = useId();
  const save = async (): Promise<void> => {
    const given = name.trim();
    if (given === '') return;
    try {
      const choice = { name: given, isShared, isDefault };
      await storeView(views, choice, keptQuery(query.peek(), listLayout.peek()));
      onClose();
      notify(WORDS.say('view_saved', { name: given }));
    } catch (error) {
      setProblem(asApiError(error).message);
    }
    again();
  };
  return (
    <Dialog
      title={WORDS.say('view_save')}
      onClose={onClose}
      onSubmit={() => void save()}
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
        maxLength={80}
        value={name}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Check label={WORDS.say('view_share')} isOn={isShared} onChange={setShared} />
      <Check label={WORDS.say('view_begin')} isOn={isDefault} onChange={setDefault} />
      {problem !== '' && (
        <p class="mark tone-danger" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}

function Check(props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}
