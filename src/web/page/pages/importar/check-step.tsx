import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import { changeQuery, query } from '../../app/router.ts';
import { ChooseFiles } from '../../parts/choose-file.tsx';
import { Icon } from '../../parts/icon.tsx';
import { formats } from '../../words/words.ts';
import { type ExaminedFile, type FileOutcome, keyOfFile } from './file-maps.ts';
import { FilePane } from './file-pane.tsx';
import { reportOf, statusOf } from './file-status.ts';
import type { ImportSession } from './import-session.ts';
import { RowErrors } from './row-errors.tsx';
import { ROW_ERRORS, shownOf } from './shown-file.ts';
import { StoreBar } from './store-bar.tsx';
import { tableTitle } from './table-titles.ts';
import { WORDS } from './words.ts';

/** The second step: what was understood, what a person says about it, and what stands in the way. */
export function CheckStep({ session, answer }: { session: ImportSession; answer: ImportAnswer }) {
  const reports = answer.relatorio?.arquivos ?? [];
  const shown = shownOf(answer, query.value.get('arquivo'));
  const onMaps = (maps: ImportAnswer['mapa']): void => session.check({}, maps);
  const { runs } = session.state.value;
  return (
    <div class="check">
      <FileList answer={answer} reports={reports} shown={shown} session={session} />
      {shown === ROW_ERRORS ? (
        <RowErrors
          id={answer.id}
          runs={runs}
          total={answer.erros}
          isOneFile={answer.exame.length === 1}
          onOpen={({ arquivo, folha }) => {
            const file = answer.exame.find((one) => one.arquivo === arquivo && one.folha === folha);
            if (file !== undefined) changeQuery({ arquivo: keyOfFile(file) });
          }}
        />
      ) : (
        shown !== null && (
          <FilePane
            key={keyOfFile(shown)}
            file={shown}
            bytes={answer.recebidos.find(({ numero }) => numero === shown.numero)?.bytes ?? 0}
            report={reportOf(reports, shown)}
            maps={answer.mapa}
            onMaps={onMaps}
          />
        )
      )}
      <StoreBar session={session} answer={answer} />
    </div>
  );
}

function FileList(props: {
  answer: ImportAnswer;
  reports: readonly FileOutcome[];
  shown: ExaminedFile | typeof ROW_ERRORS | null;
  session: ImportSession;
}) {
  const { answer, reports, shown, session } = props;
  const { integer } = formats();
  const current = shown === ROW_ERRORS || shown === null ? shown : keyOfFile(shown);
  return (
    <div class="file-list">
      <div class="file-list-head">
        <h2>{WORDS.say('files')}</h2>
        <ChooseFiles onFiles={(files) => void session.send(files)}>{WORDS.say('add')}</ChooseFiles>
      </div>
      <ul>
        {answer.exame.map((file) => {
          const key = keyOfFile(file);
          const { tone, icon, text } = statusOf(file, reportOf(reports, file));
          return (
            <li key={key}>
              <FileButton
                isCurrent={key === current}
                onPress={() => changeQuery({ arquivo: key })}
                name={file.folha === null ? file.arquivo : `${file.arquivo} · ${file.folha}`}
              >
                <span class="file-item-table">{file.tabela === null ? '—' : tableTitle(file.tabela)}</span>
                <span class={`mark tone-${tone}`}>
                  <Icon name={icon} size={12} />
                  {text}
                </span>
              </FileButton>
            </li>
          );
        })}
        {answer.erros > 0 && (
          <li class="file-list-errors">
            <FileButton
              isCurrent={current === ROW_ERRORS}
              onPress={() => changeQuery({ arquivo: ROW_ERRORS })}
              name={WORDS.say('row_errors')}
            >
              <span class="mark tone-danger">
                <Icon name="alert" size={12} />
                {WORDS.count('errors', answer.erros, { n: integer(answer.erros) })}
              </span>
            </FileButton>
          </li>
        )}
      </ul>
    </div>
  );
}

function FileButton(props: {
  name: string;
  isCurrent: boolean;
  onPress: () => void;
  children: preact.ComponentChildren;
}) {
  return (
    <button
      type="button"
      class="file-item"
      aria-current={props.isCurrent ? 'true' : undefined}
      onClick={props.onPress}
    >
      <span class="file-item-name" title={props.name}>
        {props.name}
      </span>
      <span class="file-item-facts">{props.children}</span>
    </button>
  );
}
