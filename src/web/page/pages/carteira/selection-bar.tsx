import { useState } from 'preact/hooks';
import type { OrderTotals } from '../../../../contract/order-wire.ts';
import { asApiError } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import type { Sorting } from '../../parts/data-table.tsx';
import { download } from '../../parts/download.ts';
import { notify } from '../../parts/notices.tsx';
import { useShortcut } from '../../parts/shortcuts.ts';
import { SHELL } from '../../words/shell-words.ts';
import { formats } from '../../words/words.ts';
import type { Filter } from './order-filter.ts';
import { filesOf, takenPath } from './selected-files.ts';
import { selectedSum } from './selection.ts';
import { NOTE_PARTS, type NotePart, SelectionDialog } from './selection-dialog.tsx';
import { clearSelection, selection } from './use-selection.ts';
import { WORDS } from './words.ts';

interface BarProps {
  readonly filter: Filter;
  readonly sorting: Sorting;
  readonly columns: readonly string[];
  /** What the filter comes to, as the list has it. */
  readonly totals: OrderTotals | null;
  /** Orders of the filter that the list leaves out. */
  readonly hidden: number;
}

/** What is selected, what it comes to, and what can be done with all of it. */
export function SelectionBar(props: BarProps) {
  const { isAll, apart } = selection.value;
  return isAll || apart.size > 0 ? <Bar {...props} /> : null;
}

function Bar({ filter, sorting, columns, totals, hidden }: BarProps) {
  const [part, setPart] = useState<NotePart | null>(null);
  useShortcut('close', clearSelection);
  const { integer, money } = formats();
  const sum = selectedSum(
    selection.value,
    totals && { orders: totals.pedidos - hidden, value: totals.valor_total },
  );
  const count = sum?.orders ?? 0;
  // The R$ of orders that the list leaves out are not known apart.
  const isValueKnown = !selection.value.isAll || hidden === 0;
  const take = async (path: string, isFile: boolean): Promise<void> => {
    try {
      const taken = await takenPath(path, filter, sorting);
      if (taken === null) notify(WORDS.say('selection_too_many'), 'danger');
      else if (isFile) download(taken);
      else window.open(taken, '_blank', 'noopener');
    } catch (error) {
      notify(asApiError(error).message, 'danger');
    }
  };
  return (
    <section class="selection-bar" aria-label={WORDS.say('selection')}>
      <span class="selection-sum nowrap" role="status">
        <strong>{WORDS.count('selected', count, { n: integer(count) })}</strong>
        {sum !== null && isValueKnown && ` · ${money(sum.value)}`}
      </span>
      <div class="selection-actions">
        {NOTE_PARTS.map((one) => (
          <Button key={one} onClick={() => setPart(one)}>
            {WORDS.say(`selection_${one}`)}
          </Button>
        ))}
        {filesOf(filter, sorting, columns).map(({ title, path, isFile }) => (
          <Button key={title} icon={isFile ? 'download' : 'print'} onClick={() => void take(path, isFile)}>
            {title}
          </Button>
        ))}
        <Button kind="quiet" icon="close" aria-label={SHELL.say('clear')} onClick={clearSelection} />
      </div>
      {part !== null && (
        <SelectionDialog
          part={part}
          count={count}
          filter={filter}
          sorting={sorting}
          onClose={() => setPart(null)}
        />
      )}
    </section>
  );
}
