import { CARTEIRA_LABELS } from '../../../../i18n/page-carteira-labels.ts';
import { wordsOf } from '../../words/words.ts';

export const WORDS = wordsOf(CARTEIRA_LABELS);
