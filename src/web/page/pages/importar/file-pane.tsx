import { useId } from 'preact/hooks';
import type { FileMapAnswer } from '../../../../contract/import-wire.ts';
import { changeQuery, query } from '../../app/router.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { bytesText } from '../../words/bytes-text.ts';
import { formats } from '../../words/words.ts';
import { Banner } from './banner.tsx';
import { ColumnRows } from './column-rows.tsx';
import {
  type ExaminedFile,
  type FileOutcome,
  saidOf,
  withColumn,
  withIgnored,
  withoutMemory,
  withoutSaid,
  withTable,
} from './file-maps.ts';
import { PriceQuestion } from './price-question.tsx';
import { RememberedNote } from './remembered-maps.tsx';
import { SampleRows } from './sample-rows.tsx';
import { columnTitle, INPUT_TABLE_NAMES, tableTitle } from './table-titles.ts';
import { WORDS } from './words.ts';

interface FilePaneProps {
  readonly file: ExaminedFile;
  readonly bytes: number;
  readonly report: FileOutcome | undefined;
  readonly maps: readonly FileMapAnswer[];
  readonly onMaps: (maps: FileMapAnswer[]) => void;
}

/** What a file is, how it was understood, and what a person may say about that. */
export function FilePane(props: FilePaneProps) {
  const { file, report, maps, onMaps } = props;
  const isReadable = file.titulos.length > 0;
  const view = query.value.get('parte') === 'linhas' ? 'linhas' : 'colunas';
  return (
    <section class="file-pane" aria-labelledby="arquivo-titulo">
      <header class="file-head">
        <h2 id="arquivo-titulo" title={file.arquivo}>
          {file.arquivo}
        </h2>
        <div class="file-tools">
          {saidOf(maps, file)?.colunas !== undefined && (
            <Button kind="quiet" icon="refresh" onClick={() => onMaps(withoutSaid(maps, file))}>
              {WORDS.say('undo')}
            </Button>
          )}
          <Button
            kind="quiet"
            icon={file.ignorado ? 'check' : 'minus'}
            onClick={() => onMaps(withIgnored(maps, file, !file.ignorado))}
          >
            {file.ignorado ? WORDS.say('take_again') : WORDS.say('leave_out')}
          </Button>
        </div>
      </header>
      <Facts {...props} />
      <Problem file={file} />
      <RememberedNote
        file={file}
        onLeave={() => onMaps(withoutMemory(maps, file))}
        onForgotten={() => onMaps([...maps])}
      />
      <PriceQuestion
        file={file}
        onPrice={(position) => onMaps(withColumn(maps, file, position, 'preco_produto_pedido'))}
      />
      <Notices notices={(report?.avisos ?? []).filter(({ codigo }) => !ASKED_APART.includes(codigo))} />
      {isReadable && !file.ignorado && (
        <>
          <div class="file-bar">
            <TableChoice {...props} />
            <Views view={view} />
          </div>
          <div class="file-body">
            {view === 'linhas' ? (
              <SampleRows file={file} maps={maps} />
            ) : (
              <ColumnRows
                file={file}
                report={report}
                maps={maps}
                onColumn={(position, column) => onMaps(withColumn(maps, file, position, column))}
              />
            )}
          </div>
        </>
      )}
    </section>
  );
}

function Facts({ file, bytes, report }: FilePaneProps) {
  const { integer } = formats();
  const facts: [string, string | null][] = [
    [WORDS.say('fact_format'), file.formato?.toUpperCase() ?? null],
    [WORDS.say('fact_sheet'), sheetText(file)],
    [WORDS.say('fact_encoding'), file.codificacao?.toUpperCase() ?? null],
    [WORDS.say('fact_separator'), file.separador === '\t' ? WORDS.say('separator_tab') : file.separador],
    [WORDS.say('fact_size'), bytesText(bytes)],
    [WORDS.say('fact_rows'), report === undefined ? null : integer(report.lidas)],
  ];
  return (
    <dl class="file-facts">
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function sheetText({ folha, folhas }: ExaminedFile): string | null {
  if (folha === null) return null;
  const others = folhas.filter((name) => name !== folha);
  if (others.length === 0) return folha;
  return WORDS.say('sheets', {
    sheet: folha,
    n: formats().integer(folhas.length),
    names: folhas.join(', '),
  });
}

/** Why the file cannot be taken as it is. Missing columns are told by their names alone. */
function Problem({ file }: { file: ExaminedFile }) {
  if (file.ignorado) return null;
  if (file.faltando.length > 0) {
    return (
      <Banner tone="warning" icon="alert" title={WORDS.count('missing', file.faltando.length)}>
        <span class="chips">
          {file.faltando.map((column) => (
            <span key={column} class="chip" title={column}>
              {columnTitle(file.tabela, column)}
            </span>
          ))}
        </span>
        <span>{WORDS.say('missing_hint')}</span>
      </Banner>
    );
  }
  if (file.error === null) return null;
  const isFixable = file.titulos.length > 0;
  if (isFixable && file.tabela === null) {
    return (
      <Banner tone="warning" icon="question" title={WORDS.say('unknown')}>
        <span>{WORDS.say('unknown_hint')}</span>
      </Banner>
    );
  }
  return (
    <Banner
      tone={isFixable ? 'warning' : 'danger'}
      icon={isFixable ? 'alert' : 'octagon'}
      title={file.error}
    />
  );
}

/** Told in a place of their own, with what can be done about them. */
const ASKED_APART: readonly string[] = ['MAPA_LEMBRADO', 'SEM_PRECO'];

function Notices({ notices }: { notices: FileOutcome['avisos'] }) {
  if (notices.length === 0) return null;
  return (
    <details class="file-notices" open={notices.length <= 2}>
      <summary>
        <Icon name="info" size={14} />
        {WORDS.say('notices')} <span class="section-count">{formats().integer(notices.length)}</span>
      </summary>
      <ul>
        {notices.map((notice) => (
          <li key={notice.texto}>{notice.texto}</li>
        ))}
      </ul>
    </details>
  );
}

function TableChoice({ file, maps, onMaps }: FilePaneProps) {
  const id = useId();
  return (
    <div class="table-choice">
      <label class="table-choice-label" for={id}>
        {WORDS.say('table')}
      </label>
      <span class="field">
        <select
          id={id}
          value={file.tabela ?? ''}
          onChange={({ currentTarget }) => onMaps(withTable(maps, file, currentTarget.value))}
        >
          {file.tabela === null && (
            <option value="" disabled>
              {WORDS.say('table_choose')}
            </option>
          )}
          {INPUT_TABLE_NAMES.map((name) => (
            <option key={name} value={name}>
              {tableTitle(name)} ({name})
            </option>
          ))}
        </select>
      </span>
      {file.como !== null && <span class="muted">{WORDS.say(`by_${file.como}`)}</span>}
    </div>
  );
}

function Views({ view }: { view: 'linhas' | 'colunas' }) {
  const views = [
    { id: 'colunas', title: WORDS.say('view_columns') },
    { id: 'linhas', title: WORDS.say('view_sample') },
  ] as const;
  return (
    <fieldset class="segments">
      <legend class="hidden-label">{WORDS.say('views')}</legend>
      {views.map(({ id, title }) => (
        <label key={id} class={id === view ? 'segment segment-chosen' : 'segment'}>
          <input
            type="radio"
            class="hidden-label"
            name="parte"
            value={id}
            checked={id === view}
            onChange={() => changeQuery({ parte: id === 'colunas' ? null : id }, { replace: true })}
          />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
