import type { CardexAnswer, ReceiptDocument, RequirementDocument } from '../../../../contract/stock-wire.ts';
import { pageAddress } from '../../app/router.ts';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

/** What is behind the figures of a day. */
export function DayDocuments({ day }: { day: CardexAnswer['projecao'][number] }) {
  const { documentos_saida: out, documentos_entrada: into, documentos_omitidos: more } = day;
  if (out.length === 0 && into.length === 0) {
    return <p class="muted documents-none">{WORDS.say('documents_none')}</p>;
  }
  return (
    <div class="documents">
      {into.length > 0 && (
        <div>
          <h3>{WORDS.say('documents_receipts')}</h3>
          <Receipts documents={into} />
        </div>
      )}
      {out.length > 0 && (
        <div>
          <h3>{WORDS.say('documents_exits')}</h3>
          <Requirements documents={out} day={day.data} />
        </div>
      )}
      {more > 0 && <p class="muted">{WORDS.count('documents_more', more, { n: formats().integer(more) })}</p>}
    </div>
  );
}

/** Orders, lots and drafts; each order leads to its place in the order book. */
export function Requirements(props: { documents: readonly RequirementDocument[]; day: string | null }) {
  const { date, number } = formats();
  return (
    <ul class="document-list">
      {props.documents.map((one, index) => (
        <li key={`${one.num_pedido} ${one.origem} ${one.separacao_lote_id ?? ''} ${index}`}>
          <a class="strong" href={pageAddress('carteira', {}, { pedido: one.num_pedido })}>
            {one.num_pedido}
          </a>
          <span class="document-note">
            {[
              WORDS.say(`source_${one.origem}`),
              one.separacao_lote_id === null ? '' : WORDS.say('document_lot', { lot: one.separacao_lote_id }),
              one.data === null || one.data === props.day
                ? ''
                : WORDS.say('document_overdue', { date: date(one.data) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <span class="document-quantity">{number(one.qtd)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Receipts; `isLate` tells when each should have come. */
export function Receipts(props: { documents: readonly ReceiptDocument[]; isLate?: boolean }) {
  const { date, number } = formats();
  return (
    <ul class="document-list">
      {props.documents.map((one, index) => (
        <li key={`${one.documento ?? ''} ${one.data} ${index}`}>
          <span class={one.documento === null ? 'muted' : 'strong'}>
            {one.documento ?? WORDS.say('document_unnamed')}
          </span>
          <span class="document-note">
            {props.isLate === true ? WORDS.say('late_on', { date: date(one.data) }) : ''}
          </span>
          <span class="document-quantity">{number(one.qtd)}</span>
        </li>
      ))}
    </ul>
  );
}
