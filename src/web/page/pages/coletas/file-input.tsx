import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import type { IconName } from '../../parts/icon.tsx';

/** A button that lets a person choose one file. */
export function ChooseFile(props: {
  kind?: 'plain' | 'primary' | 'quiet';
  icon?: IconName;
  accept: string;
  onFile: (file: File) => void;
  children: ComponentChildren;
}) {
  const { kind = 'plain', icon = 'upload', accept, onFile, children } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) onFile(file);
          // The same file may be chosen again, once it was corrected.
          currentTarget.value = '';
        }}
      />
      <Button kind={kind} icon={icon} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
