import { ENTRADAS_LABELS } from '../../../../i18n/page-entradas-labels.ts';
import { wordsOf } from '../../words/words.ts';

export const WORDS = wordsOf(ENTRADAS_LABELS);
