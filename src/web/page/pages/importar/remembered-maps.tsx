import type { Static } from 'typebox';
import { columnLabel } from '../../../../contract/column-labels.ts';
import type { RememberedMapsSchema } from '../../../../contract/import-wire.ts';
import { type ApiPath, asApiError, ask } from '../../data/api.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { notify } from '../../parts/notices.tsx';
import { formats } from '../../words/words.ts';
import { Banner } from './banner.tsx';
import type { ExaminedFile } from './file-maps.ts';
import { tableTitle } from './table-titles.ts';
import { WORDS } from './words.ts';

const PATH: ApiPath<Static<typeof RememberedMapsSchema>> = '/api/importacao/mapas';

/** Forgets a map; false where that failed, which is told. */
async function forget(id: number): Promise<boolean> {
  try {
    const path: ApiPath<unknown> = `${PATH}/${id}`;
    await ask(path, { method: 'DELETE' });
    notify(WORDS.say('map_forgotten'));
    return true;
  } catch (error) {
    notify(asApiError(error).message, 'danger');
    return false;
  }
}

/** Columns that people pointed out, remembered for the next file; nothing where there are none. */
export function RememberedMaps() {
  const { state, again } = useAnswer(PATH, onlyAll);
  const maps = state.value.data?.mapas ?? [];
  if (maps.length === 0) return null;
  const { date, language } = formats();
  return (
    <details class="remembered">
      <summary>
        {WORDS.say('maps_title')} <span class="section-count">{formats().integer(maps.length)}</span>
      </summary>
      <ul>
        {maps.map(({ id, origem, tabela, colunas, criado_em }) => (
          <li key={id} class="stored-item">
            <div class="stored-text">
              <span class="strong">{origem}</span>
              <span class="muted">
                {WORDS.say('map_facts', { table: tableTitle(tabela), day: date(criado_em.slice(0, 10)) })}
              </span>
              <span class="muted">
                {colunas
                  .map(({ titulo, coluna }) => {
                    const fills =
                      coluna === null ? WORDS.say('fills_none') : columnLabel(tabela, coluna, language);
                    return `${titulo} → ${fills}`;
                  })
                  .join(' · ')}
              </span>
            </div>
            <Button
              kind="quiet"
              icon="trash"
              aria-label={WORDS.say('map_forget_of', { origin: origem })}
              onClick={() => void forget(id).then((isDone) => isDone && again())}
            >
              {WORDS.say('map_forget')}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Says that a file is read as a person pointed out for one before it, and how to have it otherwise. */
export function RememberedNote(props: { file: ExaminedFile; onLeave: () => void; onForgotten: () => void }) {
  const { lembrado } = props.file;
  if (lembrado === null) return null;
  return (
    <Banner
      tone="accent"
      icon="info"
      title={WORDS.say('map_used', { day: formats().date(lembrado.dia) })}
      actions={
        <>
          <Button kind="quiet" onClick={props.onLeave}>
            {WORDS.say('map_leave')}
          </Button>
          <Button
            kind="quiet"
            onClick={() => void forget(lembrado.id).then((isDone) => isDone && props.onForgotten())}
          >
            {WORDS.say('map_forget')}
          </Button>
        </>
      }
    />
  );
}
