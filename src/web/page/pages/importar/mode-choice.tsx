import type { ImportMode, ImportUnit } from '../../../../contract/import-modes.ts';
import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import { importedTables } from './differences.tsx';
import type { ImportSession } from './import-session.ts';
import { modeOf } from './store-rules.ts';
import { tableTitle } from './table-titles.ts';
import { WORDS } from './words.ts';

/** Rows of these have keys of their own: adding already brings them up to date. */
const KEYED: readonly string[] = ['pedido', 'movimentacao_estoque'];

/** What becomes of what is there already: as proposed, until a person says otherwise. */
export function ModeChoice({ session, answer }: { session: ImportSession; answer: ImportAnswer }) {
  const tables = importedTables(answer);
  const mode = modeOf(answer);
  const modes: ImportMode[] = ['acrescentar', 'atualizar', 'substituir'];
  const offered = modes.filter(
    (one) => one !== 'atualizar' || tables.some((table) => !KEYED.includes(table)),
  );
  return (
    <>
      <fieldset class="segments">
        <legend class="hidden-label">{WORDS.say('mode')}</legend>
        {offered.map((one) => (
          <label key={one} class={one === mode ? 'segment segment-chosen' : 'segment'}>
            <input
              type="radio"
              class="hidden-label"
              name="modo"
              checked={one === mode}
              onChange={() => session.check({ modo: one })}
            />
            {modeTitle(one, answer)}
          </label>
        ))}
      </fieldset>
      <span class={mode === 'substituir' ? 'store-hint store-warns' : 'store-hint'}>
        <Why answer={answer} mode={mode} /> {modeHint(mode, tables)}
      </span>
    </>
  );
}

/** Why the mode is the proposed one, or why it had better not be adding. */
function Why({ answer, mode }: { answer: ImportAnswer; mode: ImportMode }) {
  const proposal = answer.relatorio?.proposta ?? null;
  if (proposal === null) return null;
  const reason = `${proposal.motivo}.`;
  if (mode !== 'acrescentar') return <>{reason}</>;
  return <span class="store-warns">{`${reason} ${WORDS.say('mode_add_twice')}`}</span>;
}

/** All tables of the files belong to one kind of thing, or to several (null). */
function unitOf({ relatorio }: ImportAnswer): ImportUnit | null {
  const units = new Set((relatorio?.diferencas ?? []).map(({ unidade }) => unidade));
  const [unit] = units;
  return units.size === 1 && unit !== undefined ? unit : null;
}

function modeTitle(mode: ImportMode, answer: ImportAnswer): string {
  if (mode !== 'atualizar') return WORDS.say(mode === 'substituir' ? 'mode_replace' : 'mode_add');
  const unit = unitOf(answer);
  return unit === null ? WORDS.say('mode_update') : WORDS.say(`mode_update_${unit}`);
}

function modeHint(mode: ImportMode, tables: readonly string[]): string {
  if (mode === 'acrescentar') return WORDS.say('mode_add_hint');
  if (mode === 'atualizar') return WORDS.say('mode_update_hint');
  return WORDS.say('mode_replace_hint', { tables: tables.map(tableTitle).join(', ') });
}
