import { partWord } from '../../../../contract/attachment-parts.ts';
import type { CollectionPurchase, PurchaseEvidence } from '../../../../contract/collection-wire.ts';
import { Icon } from '../../parts/icon.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import { isWhole } from './evidence.ts';
import { WORDS } from './words.ts';

interface EvidenceTableProps {
  readonly purchase: Pick<CollectionPurchase, 'evidencias' | 'status'>;
  /** It was only looked at: what is stored is of former collections. */
  readonly isSimulated: boolean;
}

/** What each part of the pages of a purchase says, what was found there and stored, and what is missing. */
export function EvidenceTable({ purchase: { evidencias, status }, isSimulated }: EvidenceTableProps) {
  const first = evidencias[0]?.pagina;
  return (
    <table class="crew-table evidence-table">
      <thead>
        <tr>
          <th scope="col">{WORDS.say('evidence_part')}</th>
          <th scope="col" class="align-end">
            {WORDS.say('evidence_said')}
          </th>
          <th scope="col" class="align-end">
            {WORDS.say('evidence_found')}
          </th>
          <th scope="col" class="align-end">
            {WORDS.say(isSimulated ? 'evidence_stored_before' : 'evidence_stored')}
          </th>
          <th scope="col">{WORDS.say('evidence_missing')}</th>
        </tr>
      </thead>
      <tbody>
        {evidencias.map((one) => (
          <PartRow
            key={`${one.parte} ${one.pagina}`}
            part={one}
            isWhole={isWhole(one, status)}
            isElsewhere={one.pagina !== first}
          />
        ))}
      </tbody>
    </table>
  );
}

function PartRow(props: { part: PurchaseEvidence; isWhole: boolean; isElsewhere: boolean }) {
  const { part, isWhole: isGood, isElsewhere } = props;
  const { parte, pagina, dito, encontrado, guardado, falta } = part;
  const { integer } = formats();
  const name = partWord(parte, language.value);
  return (
    <tr>
      <th scope="row">
        {isElsewhere ? (
          <a href={pagina} target="_blank" rel="noreferrer">
            {name}
          </a>
        ) : (
          name
        )}
      </th>
      <td class="align-end">{dito === null ? WORDS.say('evidence_unsaid') : integer(dito)}</td>
      <td class="align-end">{integer(encontrado)}</td>
      <td class="align-end">{integer(guardado)}</td>
      <td class={`evidence-missing toned tone-${isGood ? 'ok' : 'warning'}`}>
        <Icon name={isGood ? 'check' : 'alert'} size={14} />{' '}
        {falta ?? WORDS.say(isGood ? 'evidence_whole' : 'evidence_incomplete')}
      </td>
    </tr>
  );
}
