import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import { Button } from '../../parts/button.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { bytesText } from '../../words/bytes-text.ts';
import { formats } from '../../words/words.ts';
import type { UploadState } from './import-session.ts';
import { WORDS } from './words.ts';

/** How far the files are on their way to the server. */
export function SendStep({ upload, onCancel }: { upload: UploadState; onCancel: () => void }) {
  const { files, index, sent } = upload;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const before = files.slice(0, index).reduce((sum, file) => sum + file.size, 0);
  const share = total === 0 ? 0 : (100 * (before + sent)) / total;
  const { integer, wholePercent } = formats();
  return (
    <div class="work" role="status">
      <h2>{WORDS.say('sending', { name: files[index]?.name ?? '' })}</h2>
      <ProgressBar label={WORDS.say('sending_progress')} share={share} />
      <p class="work-facts">
        <span>{WORDS.say('sending_count', { index: integer(index + 1), total: integer(files.length) })}</span>
        <span>{WORDS.say('sending_bytes', { sent: bytesText(before + sent), total: bytesText(total) })}</span>
        <span class="work-share">{wholePercent(share)}</span>
      </p>
      <Button icon="stop" onClick={onCancel}>
        {WORDS.say('cancel')}
      </Button>
    </div>
  );
}

/** How far the check or the storing is. */
export function WorkStep({ answer, onCancel }: { answer: ImportAnswer; onCancel: () => void }) {
  const isStoring = answer.estado === 'GRAVANDO';
  const title = !isStoring
    ? WORDS.say('checking')
    : answer.etapa === 'GRAVANDO'
      ? WORDS.say('storing')
      : WORDS.say('storing_reading');
  const { wholePercent } = formats();
  return (
    <div class="work" role="status">
      <h2>{title}</h2>
      <ProgressBar
        label={isStoring ? WORDS.say('storing_progress') : WORDS.say('checking_progress')}
        share={answer.progresso}
      />
      <p class="work-facts">
        <WorkFacts answer={answer} />
        <span class="work-share">{wholePercent(answer.progresso)}</span>
      </p>
      {isStoring && <p class="muted">{WORDS.say('storing_hint')}</p>}
      <Button icon="stop" onClick={onCancel}>
        {WORDS.say('cancel')}
      </Button>
    </div>
  );
}

/** Rows read and errors found so far. */
export function WorkFacts({ answer }: { answer: ImportAnswer }) {
  const { integer } = formats();
  return (
    <>
      {answer.linhas > 0 && <span>{WORDS.count('rows', answer.linhas, { n: integer(answer.linhas) })}</span>}
      {answer.erros > 0 && (
        <span class="mark tone-danger">
          {WORDS.count('errors', answer.erros, { n: integer(answer.erros) })}
        </span>
      )}
    </>
  );
}
