import { useId, useState } from 'preact/hooks';
import type { NotesBody, NotesSaved } from '../../../../contract/note-wire.ts';
import { type ApiError, asApiError, ask } from '../../data/api.ts';
import { liveToday } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import type { Sorting } from '../../parts/data-table.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { notify } from '../../parts/notices.tsx';
import { formats } from '../../words/words.ts';
import { askedOf } from './carteira-view.ts';
import type { Filter } from './order-filter.ts';
import { clearSelection, selectedOrders, selection } from './use-selection.ts';
import { WORDS } from './words.ts';

/** What can be written about orders. */
export const NOTE_PARTS = ['nota', 'responsavel', 'adiado_ate'] as const;
export type NotePart = (typeof NOTE_PARTS)[number];

interface SelectionDialogProps {
  readonly part: NotePart;
  /** How many orders it is written about. */
  readonly count: number;
  readonly filter: Filter;
  readonly sorting: Sorting;
  readonly onClose: () => void;
}

/** Writes a note, an owner or a day about all selected orders, or takes away what was written. */
export function SelectionDialog({ part, count, filter, sorting, onClose }: SelectionDialogProps) {
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const id = useId();
  const n = formats().integer(count);
  const save = async (value: string | null): Promise<void> => {
    setBusy(true);
    try {
      const { alteradas } = await write(part, value, filter, sorting);
      const changed = formats().integer(alteradas.length);
      notify(WORDS.count('selection_saved', alteradas.length, { n: changed }));
      clearSelection();
      onClose();
    } catch (error) {
      setProblem(asApiError(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={WORDS.count(`selection_${part}_title`, count, { n })}
      onClose={onClose}
      onSubmit={() => void save(text.trim())}
      actions={
        <>
          <Button disabled={isBusy} onClick={() => void save(null)}>
            {WORDS.say('selection_remove')}
          </Button>
          <Button kind="primary" type="submit" disabled={isBusy || text.trim() === ''}>
            {WORDS.say('selection_save')}
          </Button>
        </>
      }
    >
      <label for={id}>{WORDS.say(`selection_${part}_label`)}</label>
      <Field id={id} part={part} text={text} onText={setText} />
      <p class="muted">{WORDS.say('selection_replaces')}</p>
      {problem !== null && (
        <p class="tone-danger toned" role="alert">
          {problem.message}
        </p>
      )}
    </Dialog>
  );
}

function Field(props: { id: string; part: NotePart; text: string; onText: (text: string) => void }) {
  const { id, part, text, onText } = props;
  const onInput = (event: { currentTarget: { value: string } }): void => onText(event.currentTarget.value);
  if (part === 'nota') {
    return <textarea id={id} class="input" rows={3} maxLength={4000} value={text} onInput={onInput} />;
  }
  if (part === 'adiado_ate') {
    const today = liveToday.value;
    const least = today === null ? undefined : dayAfter(today);
    return <input id={id} class="input" type="date" min={least} value={text} onInput={onInput} />;
  }
  return <input id={id} class="input" maxLength={200} value={text} onInput={onInput} />;
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** All orders of a filter are found by the server; where some of them are taken out, the others are named. */
async function write(
  part: NotePart,
  value: string | null,
  filter: Filter,
  sorting: Sorting,
): Promise<NotesSaved> {
  const { isAll, apart } = selection.value;
  const orders =
    isAll && apart.size === 0
      ? { filtro: askedOf(filter) }
      : { pedidos: await selectedOrders(filter, sorting) };
  const body = { ...orders, [part]: value } as NotesBody;
  return await ask<NotesSaved>('/api/anotacoes', { method: 'POST', body });
}
