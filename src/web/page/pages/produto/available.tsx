import { useId } from 'preact/hooks';
import type { CardexAnswer } from '../../../../contract/stock-wire.ts';
import type { ProjectionAnswer } from '../../../../contract/wire.ts';
import { changeQuery, query } from '../../app/router.ts';
import { projectionFor } from '../../data/questions.ts';
import { productTouched, useAnswer } from '../../data/resource.ts';
import { TextBox } from '../../parts/fields.tsx';
import { Icon } from '../../parts/icon.tsx';
import { formats } from '../../words/words.ts';
import { quantityOf } from './quantity-text.ts';
import { dayName, WORDS } from './words.ts';

/** Since when there is a balance for a quantity that the person gives. The URL keeps it. */
export function Available({ product, days }: { product: string; days: CardexAnswer['projecao'] }) {
  const id = useId();
  const kept = query.value.get('qtd');
  const { decimal, number } = formats();
  const asked = kept === null ? null : quantityOf(kept, '.');
  const path = asked === null ? null : projectionFor(product, asked);
  const { data, error } = useAnswer(path, productTouched(product)).state.value;
  const typed = asked === null ? (kept ?? '') : number(Number(asked));
  return (
    <section class="produto-available" aria-labelledby={id}>
      <h2 id={id}>{WORDS.say('available')}</h2>
      <TextBox
        label={WORDS.say('available_quantity')}
        placeholder={WORDS.say('available_placeholder')}
        value={typed}
        onChange={(text) => changeQuery({ qtd: quantityOf(text, decimal) ?? text }, { replace: true })}
      />
      <div class="produto-verdict" aria-live="polite">
        {kept === null && <p class="muted">{WORDS.say('available_ask')}</p>}
        {kept !== null && asked === null && (
          <p class="mark tone-danger">
            <Icon name="alert" size={14} />
            {WORDS.say('available_invalid')}
          </p>
        )}
        {asked !== null && error !== null && <p>{error.message}</p>}
        {asked !== null && data !== null && (
          <Verdict answer={data} quantity={number(Number(asked))} days={days} />
        )}
      </div>
    </section>
  );
}

function Verdict(props: { answer: ProjectionAnswer; quantity: string; days: CardexAnswer['projecao'] }) {
  const { answer, quantity, days } = props;
  const today = days[0]?.data;
  const first = answer.data_disponivel ?? null;
  const safe = answer.data_segura ?? null;
  if (first === null) {
    const last = dayName(days.at(-1)?.data ?? '', today);
    return (
      <p class="mark tone-danger produto-never">
        <Icon name="alert" size={14} />
        {WORDS.say('available_never', { quantity, day: last })}
      </p>
    );
  }
  return (
    <>
      <p class={`mark produto-since tone-${first === safe ? 'ok' : 'warning'}`}>
        <Icon name={first === safe ? 'check' : 'contested'} size={14} />
        {WORDS.say('available_on', { day: dayName(first, today) })}
      </p>
      <p class="muted">
        {first === safe && WORDS.say('available_safe', { quantity })}
        {safe === null && WORDS.say('available_unsafe', { quantity })}
        {safe !== null &&
          first !== safe &&
          WORDS.say('available_safe_on', { quantity, day: dayName(safe, today) })}
      </p>
    </>
  );
}
