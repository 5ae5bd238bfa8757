import { IMPORTAR_LABELS } from '../../../../i18n/page-importar-labels.ts';
import { wordsOf } from '../../words/words.ts';

export const WORDS = wordsOf(IMPORTAR_LABELS);
