import { useEffect, useState } from 'preact/hooks';
import type { UndoAnswer } from '../../../../contract/import-wire.ts';
import { type ApiError, type ApiPath, asApiError, ask } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { notify } from '../../parts/notices.tsx';
import { Skeleton } from '../../parts/states.tsx';
import { formats } from '../../words/words.ts';
import { Banner } from './banner.tsx';
import { tableTitle } from './table-titles.ts';
import { WORDS } from './words.ts';

/** Says what undoing an import does, and does it. */
export function UndoDialog(props: { number: number; onClose: () => void; onUndone: () => void }) {
  const { number, onClose, onUndone } = props;
  const path: ApiPath<UndoAnswer> = `/api/importacao/gravadas/${number}/desfazer`;
  const [plan, setPlan] = useState<UndoAnswer | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const look = (): void => {
    ask(path).then(setPlan, (error: unknown) => setProblem(asApiError(error)));
  };
  useEffect(look, [number]);
  const n = formats().integer(number);
  const undo = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await ask(path, { method: 'POST', body: { confirmar: plan?.precisa_confirmar === true } });
      notify(WORDS.say('undo_done', { number: n }));
      onUndone();
      onClose();
    } catch (error) {
      setProblem(asApiError(error));
      setBusy(false);
      // Somebody may have written just now: the numbers are others then.
      look();
    }
  };
  return (
    <Dialog
      title={WORDS.say('undo_title', { number: n })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{WORDS.say('undo_keep')}</Button>
          <Button kind="danger" disabled={plan === null || isBusy} onClick={() => void undo()}>
            {isBusy
              ? WORDS.say('undo_busy')
              : WORDS.say(plan?.precisa_confirmar === true ? 'undo_anyway' : 'undo_yes')}
          </Button>
        </>
      }
    >
      {problem !== null && <Banner tone="danger" icon="alert" title={problem.message} />}
      {plan === null ? problem === null && <Skeleton lines={3} /> : <Plan plan={plan} />}
    </Dialog>
  );
}

function Plan({ plan }: { plan: UndoAnswer }) {
  const { integer } = formats();
  const sum = (what: 'alteradas' | 'ao_lado'): number =>
    plan.tabelas.reduce((all, table) => all + table[what], 0);
  const changed = sum('alteradas');
  const beside = sum('ao_lado');
  return (
    <>
      <p>{WORDS.say('undo_hint')}</p>
      <table class="plain-table difference-table">
        <caption class="hidden-label">{WORDS.say('undo_hint')}</caption>
        <thead>
          <tr>
            <th scope="col">{WORDS.say('table')}</th>
            <th scope="col" class="figure-cell">
              {WORDS.say('undo_back')}
            </th>
            <th scope="col" class="figure-cell">
              {WORDS.say('diff_go')}
            </th>
          </tr>
        </thead>
        <tbody>
          {plan.tabelas.map(({ tabela, voltam, saem }) => (
            <tr key={tabela}>
              <th scope="row">{tableTitle(tabela)}</th>
              <td class="figure-cell">{integer(voltam)}</td>
              <td class="figure-cell">{integer(saem)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changed > 0 && (
        <Banner
          tone="warning"
          icon="alert"
          title={WORDS.count('undo_changed', changed, { n: integer(changed) })}
        />
      )}
      {beside > 0 && (
        <Banner
          tone="warning"
          icon="alert"
          title={WORDS.count('undo_beside', beside, { n: integer(beside) })}
        />
      )}
    </>
  );
}
