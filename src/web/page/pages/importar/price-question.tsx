import { lacksPrice } from '../../../../contract/import-modes.ts';
import { Banner } from './banner.tsx';
import type { ExaminedFile } from './file-maps.ts';
import { WORDS } from './words.ts';

/** An order book without prices makes every order worth nothing: which heading is the price? */
export function PriceQuestion({
  file,
  onPrice,
}: {
  file: ExaminedFile;
  onPrice: (position: number) => void;
}) {
  const { tabela, titulos, ignorado, faltando } = file;
  const filled = titulos.flatMap(({ coluna }) => coluna ?? []);
  if (ignorado || faltando.length > 0 || tabela === null || !lacksPrice(tabela, filled)) return null;
  const free = titulos.filter(({ coluna, titulo }) => coluna === null && titulo !== '');
  return (
    <Banner tone="warning" icon="question" title={WORDS.say('price_question')}>
      <span>{WORDS.say('price_hint')}</span>
      {free.length > 0 && (
        <span class="field price-field">
          <select
            aria-label={WORDS.say('price_question')}
            value=""
            onChange={({ currentTarget }) => onPrice(Number(currentTarget.value))}
          >
            <option value="" disabled>
              {WORDS.say('price_choose')}
            </option>
            {free.map(({ posicao, titulo }) => (
              <option key={posicao} value={String(posicao)}>
                {titulo}
              </option>
            ))}
          </select>
        </span>
      )}
    </Banner>
  );
}
