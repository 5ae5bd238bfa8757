import type { ImportMode } from '../../../../contract/import-modes.ts';
import type { DifferenceAnswer, ImportAnswer } from '../../../../contract/import-wire.ts';
import { formats } from '../../words/words.ts';
import { withIgnored } from './file-maps.ts';
import { statusOf } from './file-status.ts';
import { WORDS } from './words.ts';

export const REPEATED = 'IMPORTACAO_REPETIDA';
export const REFUSED = 'IMPORTACAO_RECUSADA';

/** Refusals that are questions, asked beside the button. */
const ASKED: readonly string[] = ['IMPORTACAO_MODO_NAO_DITO', 'IMPORTACAO_PERDE_MUITO'];

/** What was said, and that every file that cannot be taken as it is stays out. */
export function withoutBlocking({ exame, mapa }: ImportAnswer): ImportAnswer['mapa'] {
  return exame
    .filter((file) => statusOf(file, undefined).isBlocking)
    .reduce((maps, file) => withIgnored(maps, file, true), mapa);
}

/** Rows that would be stored now. */
function rowsToStore({ relatorio }: ImportAnswer): number {
  return (relatorio?.arquivos ?? []).reduce((sum, file) => sum + file.lidas - file.rejeitadas, 0);
}

export function storeText(answer: ImportAnswer): string {
  const rows = rowsToStore(answer);
  if (rows === 0) return WORDS.say('store_none');
  const n = formats().integer(rows);
  const mode = modeOf(answer);
  if (mode === 'substituir') return WORDS.count('store_replace', rows, { n });
  return WORDS.count(mode === 'atualizar' ? 'store_update' : 'store', rows, { n });
}

/** How the files go in: as a person said, else as proposed. */
export function modeOf({ modo, relatorio }: ImportAnswer): ImportMode {
  return modo ?? relatorio?.modo ?? 'acrescentar';
}

/** Tables that lose much: storing asks a second time. */
export function greatLosses({ relatorio }: ImportAnswer): DifferenceAnswer[] {
  return (relatorio?.diferencas ?? []).filter(({ perde_muito }) => perde_muito);
}

/** Why nothing can be stored now; null where it can. */
export function blockedBy(answer: ImportAnswer, isChecking: boolean): string | null {
  if (isChecking) return WORDS.say('blocked_checking');
  if (answer.estado === 'CONFERIDA' || ASKED.includes(answer.codigo ?? '')) {
    const bad = answer.relatorio?.linhas_rejeitadas ?? 0;
    if (bad > 0 && !answer.ignorar_invalidas) return WORDS.say('blocked_errors');
    return rowsToStore(answer) === 0 ? WORDS.say('blocked_empty') : null;
  }
  if (answer.codigo === REPEATED) return WORDS.say('blocked_repeated');
  if (answer.codigo === REFUSED) return WORDS.say('blocked_errors');
  const isFile = answer.exame.some((file) => statusOf(file, undefined).isBlocking);
  return isFile ? WORDS.say('blocked_files') : WORDS.say('blocked_other');
}

/** What follows the fact tells programs which option helps; here is a button for it. */
export function factOf(sentence: string): string {
  const end = sentence.lastIndexOf(').');
  return end < 0 ? sentence : sentence.slice(0, end + 2);
}
