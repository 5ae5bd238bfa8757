import { PRODUTOS_LABELS } from '../../../../i18n/page-produtos-labels.ts';
import { wordsOf } from '../../words/words.ts';

export const WORDS = wordsOf(PRODUTOS_LABELS);
