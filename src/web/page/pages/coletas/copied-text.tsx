import { Button } from '../../parts/button.tsx';
import { notify } from '../../parts/notices.tsx';
import { WORDS } from './words.ts';

/** A command or a path that a person takes along. */
export function CopiedText({ text }: { text: string }) {
  const copy = (): void => {
    // Not every browser lets a page of plain HTTP write there; the text can be selected all the same.
    void navigator.clipboard?.writeText(text).then(() => notify(WORDS.say('copied')));
  };
  return (
    <span class="copied">
      <code class="copied-text">{text}</code>
      <Button kind="quiet" icon="link" aria-label={WORDS.say('copy')} onClick={copy} />
    </span>
  );
}
