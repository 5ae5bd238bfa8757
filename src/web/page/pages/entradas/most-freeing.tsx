import { pageAddress } from '../../app/router.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { formats } from '../../words/words.ts';
import { BY_VALUE, receiptsPath } from './entradas-view.ts';
import { WORDS } from './words.ts';

const MOST = 3;

/** The receipts that free the most, whatever the list below shows: nobody has to sort it to know whom to call first. */
export function MostFreeing() {
  const { data } = useAnswer(receiptsPath({}, BY_VALUE, 0, MOST), anything).state.value;
  const { shortDate, shortMoney } = formats();
  const rows = data?.entradas.filter(({ valor_a_espera: value }) => value !== null && value > 0) ?? [];
  if (rows.length === 0) return null;
  return (
    <p class="most-freeing muted">
      {WORDS.say('most')}{' '}
      {rows.map(({ cod_produto, data: day, quando, valor_a_espera: value }) => (
        <a
          key={`${day} ${cod_produto}`}
          class="chip"
          href={pageAddress('produto', { cod_produto }, { dia: quando === 'ATRASADA' ? null : day })}
        >
          <b>{cod_produto}</b> {shortDate(day)} · {shortMoney(value ?? 0)}
        </a>
      ))}
    </p>
  );
}
