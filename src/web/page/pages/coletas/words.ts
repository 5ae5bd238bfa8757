import { COLETAS_LABELS } from '../../../../i18n/page-coletas-labels.ts';
import { wordsOf } from '../../words/words.ts';

export const WORDS = wordsOf(COLETAS_LABELS);
