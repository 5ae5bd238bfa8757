import { useState } from 'preact/hooks';
import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import { pageAddress } from '../../app/router.ts';
import { apiPath } from '../../data/api.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { formats } from '../../words/words.ts';
import type { FileOutcome } from './file-maps.ts';
import { tableTitle } from './table-titles.ts';
import { UndoDialog } from './undo-dialog.tsx';
import { WORDS } from './words.ts';

const COUNTS = ['lidas', 'inseridas', 'atualizadas', 'conhecidas', 'rejeitadas'] as const;
const TITLES = {
  lidas: 'done_read',
  inseridas: 'done_inserted',
  atualizadas: 'done_updated',
  conhecidas: 'done_known',
  rejeitadas: 'done_rejected',
} as const;

/** The last step: what was stored, and where to go from here. */
export function ResultStep({ answer, onMore }: { answer: ImportAnswer; onMore: () => void }) {
  const { relatorio } = answer;
  const files = relatorio?.arquivos ?? [];
  const stored = sum(files, 'inseridas') + sum(files, 'atualizadas');
  const { integer } = formats();
  const [isUndone, setUndone] = useState(false);
  return (
    <div class="result">
      <header class="result-head">
        <span class="result-mark">
          <Icon name="check" size={24} />
        </span>
        <div>
          <h2>
            {isUndone
              ? WORDS.say('undo_done', { number: integer(relatorio?.numero ?? 0) })
              : stored === 0
                ? WORDS.say('done_title_none')
                : WORDS.count('done_title', stored, { n: integer(stored) })}
          </h2>
          <p class="muted">{WORDS.say(isUndone ? 'undone_text' : 'done_text')}</p>
        </div>
      </header>
      <Stored files={files} />
      <Rest answer={answer} />
      {!isUndone && <Undo answer={answer} onUndone={() => setUndone(true)} />}
      <footer class="result-actions">
        <LinkButton href={pageAddress('carteira')} icon="book" kind="primary">
          {WORDS.say('to_book')}
        </LinkButton>
        <LinkButton href={pageAddress('administracao', {}, { secao: 'dados' })} icon="alert">
          {WORDS.say('to_bad_data')}
        </LinkButton>
        <Button kind="quiet" icon="upload" onClick={onMore}>
          {WORDS.say('import_more')}
        </Button>
      </footer>
    </div>
  );
}

function sum(files: readonly FileOutcome[], count: (typeof COUNTS)[number]): number {
  return files.reduce((total, file) => total + file[count], 0);
}

function Stored({ files }: { files: readonly FileOutcome[] }) {
  const { integer } = formats();
  return (
    <table class="plain-table result-table">
      <caption class="hidden-label">{WORDS.say('done_table')}</caption>
      <thead>
        <tr>
          <th scope="col">{WORDS.say('done_file')}</th>
          <th scope="col">{WORDS.say('done_table_column')}</th>
          {COUNTS.map((count) => (
            <th key={count} scope="col" class="figure-cell">
              {WORDS.say(TITLES[count])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {files.map((file) => (
          <tr key={`${file.numero} ${file.folha}`}>
            <th scope="row" title={file.arquivo}>
              {file.folha === null ? file.arquivo : `${file.arquivo} · ${file.folha}`}
            </th>
            <td>{tableTitle(file.tabela)}</td>
            {COUNTS.map((count) => (
              <td key={count} class={`figure-cell${file[count] === 0 ? ' muted' : ''}`}>
                {integer(file[count])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      {files.length > 1 && (
        <tfoot>
          <tr>
            <th scope="row">{WORDS.say('done_total')}</th>
            <td />
            {COUNTS.map((count) => (
              <td key={count} class="figure-cell">
                {integer(sum(files, count))}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** What was left out, and what became of the drafts. */
function Rest({ answer: { id, relatorio } }: { answer: ImportAnswer }) {
  if (relatorio === null) return null;
  const { arquivos, ignorados, rascunhos } = relatorio;
  const { integer } = formats();
  const hasDrafts =
    rascunhos !== null && rascunhos.reaplicados + rascunhos.nao_aplicaveis + rascunhos.acima_do_saldo > 0;
  const hasRejects = arquivos.some(({ arquivo_rejeitadas }) => arquivo_rejeitadas !== null);
  return (
    <>
      {hasRejects && (
        <p>
          <LinkButton
            href={apiPath(`/api/importacao/${encodeURIComponent(id)}/rejeitadas`)}
            icon="download"
            download
          >
            {WORDS.say('done_rejects')}
          </LinkButton>
        </p>
      )}
      {ignorados.length > 0 && (
        <section class="result-skipped">
          <h3>{WORDS.say('done_skipped')}</h3>
          <ul>
            {ignorados.map(({ arquivo, motivo }) => (
              <li key={arquivo}>
                <span class="strong">{arquivo}</span> <span class="muted">{motivo}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {hasDrafts && (
        <p class="muted">
          {WORDS.say('done_drafts', {
            reapplied: integer(rascunhos.reaplicados),
            lost: integer(rascunhos.nao_aplicaveis),
            exceeding: integer(rascunhos.acima_do_saldo),
          })}
        </p>
      )}
    </>
  );
}

/** The way back. */
function Undo({ answer: { relatorio }, onUndone }: { answer: ImportAnswer; onUndone: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const number = relatorio?.numero ?? null;
  if (number === null || relatorio?.desfazivel !== true) return null;
  return (
    <p class="result-undo">
      <Button icon="refresh" onClick={() => setAsking(true)}>
        {WORDS.say('undo_import')}
      </Button>
      <span class="muted">{WORDS.say('undo_until')}</span>
      {isAsking && <UndoDialog number={number} onClose={() => setAsking(false)} onUndone={onUndone} />}
    </p>
  );
}
