import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import type { IconName } from './icon.tsx';

/** Endings of tables in files. */
const TABLES = '.csv,.tsv,.txt,.xlsx';

interface ChooseProps {
  readonly kind?: 'plain' | 'primary' | 'quiet';
  readonly icon?: IconName;
  /** Tables unless given. */
  readonly accept?: string;
  readonly children: ComponentChildren;
}

/** A button that lets a person choose files. */
export function ChooseFiles(
  props: ChooseProps & { multiple?: boolean; onFiles: (files: readonly File[]) => void },
) {
  const { kind = 'plain', icon = 'upload', accept = TABLES, multiple = true, onFiles, children } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple={multiple}
        hidden
        accept={accept}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
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

/** The same for one file. */
export function ChooseFile({ onFile, ...rest }: ChooseProps & { onFile: (file: File) => void }) {
  return <ChooseFiles {...rest} multiple={false} onFiles={([file]) => file !== undefined && onFile(file)} />;
}
