import { useState } from 'preact/hooks';
import type { CollectionMode } from '../../../../contract/collection-codes.ts';
import type { PortalSessionAnswer } from '../../../../contract/collection-wire.ts';
import { navigate } from '../../app/router.ts';
import { type ApiError, asApiError } from '../../data/api.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ChooseFile } from '../../parts/choose-file.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useDroppedFiles } from '../importar/drop-area.tsx';
import { collectionAddress, sessionPath } from './coletas-view.ts';
import { ListPreview } from './list-preview.tsx';
import { type ListReading, useListReading } from './list-reading.ts';
import { type CollectionChoices, sendList } from './send-file.ts';
import { SessionPanel } from './session-panel.tsx';
import { decimalSizeText } from './texts.ts';
import { WORDS } from './words.ts';

const MODES: readonly CollectionMode[] = ['auto', 'browser', 'http'];
const USUAL: CollectionChoices = {
  base: '',
  portal: '',
  modo: 'auto',
  workers: '2',
  downloads: '4',
  coluna: null,
  forcar: false,
  requisicoes: true,
};

/** Begins a collection: its list, the portal, and how. */
export function StartForm() {
  const [file, setFile] = useState<File | null>(null);
  const [choices, setChoices] = useState(USUAL);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const change = (changes: Partial<CollectionChoices>): void => setChoices({ ...choices, ...changes });
  const { state, again } = useAnswer(sessionPath(choices.portal, choices.base), onlyAll);
  const { data: session, error, isLoading } = state.value;
  const reading = useListReading(file, choices.coluna, choices.forcar);
  const take = (files: readonly File[]): void => {
    const [first] = files;
    if (first === undefined) return;
    setFile(first);
    change({ coluna: null });
    setProblem(null);
  };
  const isOver = useDroppedFiles(!isSending, take);
  const begin = async (isSimulated: boolean): Promise<void> => {
    const wanted = { ...choices, base: choices.base || (session?.base ?? '') };
    const missing = missingOf(file, reading, wanted.base);
    setProblem(missing);
    if (file === null || missing !== null) return;
    setSending(true);
    try {
      navigate(collectionAddress((await sendList(file, wanted, isSimulated)).coleta_id));
    } catch (failure) {
      setProblem(asApiError(failure).message);
      setSending(false);
    }
  };
  return (
    <form
      class="start"
      aria-label={WORDS.say('start_title')}
      onSubmit={(event) => {
        event.preventDefault();
        void begin(false);
      }}
    >
      <h2>{WORDS.say('start_title')}</h2>
      <ListBox file={file} isOver={isOver} onFile={(chosen) => take([chosen])} />
      {file !== null && <ListPreview reading={reading} onColumn={(coluna) => change({ coluna })} />}
      <PortalFields
        choices={choices}
        session={session}
        error={error}
        isLoading={isLoading}
        onChange={change}
        onCheck={again}
      />
      <Options choices={choices} onChange={change} />
      {problem !== null && (
        <p class="start-problem mark tone-danger" role="alert">
          <Icon name="alert" size={14} />
          <span>{problem}</span>
        </p>
      )}
      <div class="start-actions">
        <Button type="submit" kind="primary" icon="play" disabled={isSending}>
          {WORDS.say(isSending ? 'start_sending' : 'start_begin')}
        </Button>
        <Button icon="search" disabled={isSending} onClick={() => void begin(true)}>
          {WORDS.say('start_simulate')}
        </Button>
      </div>
      <p class="muted start-note">{WORDS.say('start_note')}</p>
    </form>
  );
}

/** What is missing before a collection can begin; null where nothing is. */
function missingOf(file: File | null, { answer, error }: ListReading, base: string): string | null {
  if (file === null) return WORDS.say('start_needs_list');
  if (answer === null) return error?.message ?? WORDS.say('list_reading');
  if (answer.error !== null) return answer.error;
  return base === '' ? WORDS.say('start_needs_base') : null;
}

function ListBox(props: { file: File | null; isOver: boolean; onFile: (file: File) => void }) {
  const { file, isOver, onFile } = props;
  const look = `list-box${isOver ? ' list-box-over' : ''}${file === null ? '' : ' list-box-full'}`;
  return (
    <div class={look}>
      <Icon name={file === null ? 'upload' : 'file'} size={28} />
      <div class="list-box-text">
        <strong>{file?.name ?? WORDS.say('start_drop')}</strong>
        <span class="muted">{file === null ? WORDS.say('start_drop_hint') : decimalSizeText(file.size)}</span>
      </div>
      <ChooseFile onFile={onFile}>{WORDS.say(file === null ? 'start_choose' : 'start_other')}</ChooseFile>
    </div>
  );
}

interface FieldsProps {
  readonly choices: CollectionChoices;
  readonly onChange: (changes: Partial<CollectionChoices>) => void;
}

function PortalFields(
  props: FieldsProps & {
    session: PortalSessionAnswer | null;
    error: ApiError | null;
    isLoading: boolean;
    onCheck: () => void;
  },
) {
  const { choices, session, error, isLoading, onChange, onCheck } = props;
  const portals = session?.portais ?? [];
  return (
    <fieldset class="start-fields">
      <label class="labelled labelled-wide">
        {WORDS.say('start_base')}
        <input
          class="input"
          type="url"
          inputMode="url"
          autocomplete="url"
          placeholder={WORDS.say('start_base_hint')}
          value={choices.base || (session?.base ?? '')}
          onChange={({ currentTarget }) => onChange({ base: currentTarget.value.trim() })}
        />
      </label>
      {portals.length > 1 && (
        <Choice
          label={WORDS.say('start_portal')}
          value={choices.portal || (session?.portal ?? '')}
          values={portals.map((value) => ({ value, label: value }))}
          onChange={(portal) => onChange({ portal })}
        />
      )}
      <SessionPanel session={session} error={error} isChecking={isLoading} onCheck={onCheck} />
    </fieldset>
  );
}

function Options({ choices, onChange }: FieldsProps) {
  return (
    <details>
      <summary>{WORDS.say('start_options')}</summary>
      <fieldset class="start-fields">
        <Choice
          label={WORDS.say('start_mode')}
          value={choices.modo}
          values={MODES.map((value) => ({ value, label: WORDS.say(`mode_${value}`) }))}
          onChange={(modo) => onChange({ modo })}
        />
        <Count
          label={WORDS.say('start_workers')}
          value={choices.workers}
          onChange={(workers) => onChange({ workers })}
        />
        <Count
          label={WORDS.say('start_downloads')}
          value={choices.downloads}
          onChange={(downloads) => onChange({ downloads })}
        />
        <Tick
          label={WORDS.say('start_requisitions')}
          isOn={choices.requisicoes}
          onChange={(requisicoes) => onChange({ requisicoes })}
        />
        <Tick
          label={WORDS.say('start_force')}
          isOn={choices.forcar}
          onChange={(forcar) => onChange({ forcar })}
        />
      </fieldset>
    </details>
  );
}

function Choice(props: {
  label: string;
  value: string;
  values: readonly { readonly value: string; readonly label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <label class="labelled">
      {props.label}
      <select
        class="input"
        value={props.value}
        onChange={({ currentTarget }) => props.onChange(currentTarget.value)}
      >
        {props.values.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Count(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label class="labelled">
      {props.label}
      <input
        class="input"
        type="number"
        min={1}
        max={16}
        required
        value={props.value}
        onChange={({ currentTarget }) => props.onChange(currentTarget.value)}
      />
    </label>
  );
}

function Tick(props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label class="choice start-tick">
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}
