import type { CardexAnswer } from '../../../../contract/stock-wire.ts';
import { formats } from '../../words/words.ts';
import { Receipts, Requirements } from './day-documents.tsx';
import { WORDS } from './words.ts';

/** Requirements without a date, which no day of the projection holds. */
export function UndatedRequirements({ data }: { data: CardexAnswer }) {
  if (data.documentos_sem_data.length === 0) return null;
  const quantity = formats().number(data.sem_data);
  return (
    <section class="produto-panel" id="sem-data" aria-labelledby="sem-data-titulo">
      <h2 id="sem-data-titulo">{WORDS.say('undated_title')}</h2>
      <p class="muted">{WORDS.say('undated_hint', { quantity })}</p>
      <Requirements documents={data.documentos_sem_data} day={null} />
    </section>
  );
}

/** Receipts whose date has passed. */
export function LateReceipts({ data }: { data: CardexAnswer }) {
  if (data.documentos_atrasados.length === 0) return null;
  const quantity = formats().number(data.entrada_atrasada);
  return (
    <section class="produto-panel" id="atrasadas" aria-labelledby="atrasadas-titulo">
      <h2 id="atrasadas-titulo">{WORDS.say('late_title')}</h2>
      <p class="muted">{WORDS.say('late_hint', { quantity })}</p>
      <Receipts documents={data.documentos_atrasados} isLate />
    </section>
  );
}
