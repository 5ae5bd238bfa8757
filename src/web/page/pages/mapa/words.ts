import { MAPA_LABELS } from '../../../../i18n/page-mapa-labels.ts';
import { wordsOf } from '../../words/words.ts';

export const WORDS = wordsOf(MAPA_LABELS);
