import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { formats } from '../../words/words.ts';
import { Differences, Orphans } from './differences.tsx';
import { greatLosses } from './store-rules.ts';
import { WORDS } from './words.ts';

/** The second question, where much of a table would be lost: with the numbers, and what can be done about it later. */
export function ConfirmLoss(props: { answer: ImportAnswer; onYes: () => void; onClose: () => void }) {
  const { answer, onYes, onClose } = props;
  const losses = greatLosses(answer);
  const lost = losses.reduce((sum, { linhas }) => sum + linhas.saem, 0);
  const before = losses.reduce((sum, { linhas }) => sum + linhas.antes, 0);
  const { integer } = formats();
  const isUndoable = answer.relatorio?.desfazivel ?? false;
  const yes = (): void => {
    onClose();
    onYes();
  };
  return (
    <Dialog
      title={WORDS.count('loss_title', lost, { n: integer(lost), total: integer(before) })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{WORDS.say('loss_back')}</Button>
          <Button kind="danger" onClick={yes}>
            {WORDS.count('loss_yes', lost, { n: integer(lost) })}
          </Button>
        </>
      }
    >
      <Differences differences={losses} isBrief />
      <Orphans differences={losses} />
      <p>{isUndoable ? WORDS.say('loss_undo') : WORDS.say('loss_no_undo')}</p>
    </Dialog>
  );
}
