import { INICIO_LABELS } from '../../../../i18n/page-inicio-labels.ts';
import { wordsOf } from '../../words/words.ts';

export const WORDS = wordsOf(INICIO_LABELS);
