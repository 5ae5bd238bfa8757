import { useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { StoredImportAnswer, StoredImportsSchema } from '../../../../contract/import-wire.ts';
import type { ApiPath } from '../../data/api.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { Skeleton } from '../../parts/states.tsx';
import { formats } from '../../words/words.ts';
import { tableTitle } from './table-titles.ts';
import { UndoDialog } from './undo-dialog.tsx';
import { WORDS } from './words.ts';

const PATH: ApiPath<Static<typeof StoredImportsSchema>> = '/api/importacao/gravadas';
/** Shown before a person asks for more. */
const FEW = 5;

/** The last imports, each with the way back. */
export function StoredImports() {
  const { state, again } = useAnswer(PATH, anything);
  const [isAll, setAll] = useState(false);
  const [undone, setUndone] = useState<number | null>(null);
  const { data } = state.value;
  const stored = data?.gravadas ?? [];
  const shown = isAll ? stored : stored.slice(0, FEW);
  return (
    <section class="stored" aria-labelledby="gravadas-titulo">
      <h2 id="gravadas-titulo">{WORDS.say('stored_title')}</h2>
      {data === null ? (
        <Skeleton lines={3} />
      ) : stored.length === 0 ? (
        <p class="muted">{WORDS.say('stored_none')}</p>
      ) : (
        <ul>
          {shown.map((one) => (
            <StoredImport key={one.numero} stored={one} onUndo={() => setUndone(one.numero)} />
          ))}
        </ul>
      )}
      {!isAll && stored.length > FEW && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {WORDS.say('stored_more', { n: formats().integer(stored.length - FEW) })}
        </Button>
      )}
      {undone !== null && <UndoDialog number={undone} onClose={() => setUndone(null)} onUndone={again} />}
    </section>
  );
}

function StoredImport({ stored, onUndo }: { stored: StoredImportAnswer; onUndo: () => void }) {
  const { numero, modo, arquivos, importado_em, desfeita_em, impedimento } = stored;
  const { date, time, integer } = formats();
  const when = (instant: string): string => `${date(instant.slice(0, 10))} ${time(instant).slice(0, 5)}`;
  const rows = arquivos.reduce((sum, { inseridas, atualizadas }) => sum + inseridas + atualizadas, 0);
  const files = arquivos.map(({ arquivo }) => arquivo).join(', ');
  const tables = [...new Set(arquivos.map(({ tabela }) => tableTitle(tabela)))].join(', ');
  return (
    <li class={desfeita_em === null ? 'stored-item' : 'stored-item stored-undone'}>
      <div class="stored-text">
        <span class="stored-files strong" title={files}>
          {files}
        </span>
        <span class="muted">
          {WORDS.say('stored_facts', {
            number: integer(numero),
            when: when(importado_em),
            tables,
            mode: WORDS.say(MODE_NAMES[modo]),
            rows: WORDS.count('rows', rows, { n: integer(rows) }),
          })}
        </span>
        {impedimento !== null && (
          <span class="muted">
            {desfeita_em === null
              ? impedimento.error
              : WORDS.say('stored_undone', { when: when(desfeita_em) })}
          </span>
        )}
      </div>
      {impedimento === null && (
        <Button
          icon="refresh"
          aria-label={WORDS.say('undo_of', { number: integer(numero), files })}
          onClick={onUndo}
        >
          {WORDS.say('undo_import')}
        </Button>
      )}
    </li>
  );
}

const MODE_NAMES = {
  acrescentar: 'mode_add',
  atualizar: 'mode_update',
  substituir: 'mode_replace',
} as const;
