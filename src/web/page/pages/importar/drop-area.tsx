import { useEffect, useRef, useState } from 'preact/hooks';
import { ChooseFiles } from '../../parts/choose-file.tsx';
import { bytesText } from '../../words/bytes-text.ts';
import { useMostBytes } from './most-bytes.ts';
import { WORDS } from './words.ts';

/**
 * Takes files that are dropped anywhere on the page; a file that misses would otherwise take the place of the page.
 * @returns whether files are held over the page now
 */
export function useDroppedFiles(isTaken: boolean, onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef({ isTaken, onFiles });
  latest.current = { isTaken, onFiles };
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = latest.current.isTaken ? 'copy' : 'none';
      setOver(latest.current.isTaken);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      if (latest.current.isTaken) latest.current.onFiles([...event.dataTransfer.files]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
}

/** Where a person is asked for files. */
export function DropArea({
  isOver,
  onFiles,
}: {
  isOver: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  const most = useMostBytes();
  return (
    <div class={isOver ? 'drop drop-over' : 'drop'}>
      <svg class="icon drop-mark" width="48" height="48" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M8 10.5v-8M4.8 5.5 8 2.3l3.2 3.2M2.5 10.5v3h11v-3" />
      </svg>
      <h2>{WORDS.say('drop_title')}</h2>
      <p>
        {WORDS.say('drop_hint')} {most !== null && WORDS.say('drop_most', { size: bytesText(most) })}
      </p>
      <ChooseFiles kind="primary" onFiles={onFiles}>
        {WORDS.say('choose')}
      </ChooseFiles>
    </div>
  );
}
