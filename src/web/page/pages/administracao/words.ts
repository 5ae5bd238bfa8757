import { ADMINISTRACAO_LABELS } from '../../../../i18n/page-administracao-labels.ts';
import { wordsOf } from '../../words/words.ts';

export const WORDS = wordsOf(ADMINISTRACAO_LABELS);
