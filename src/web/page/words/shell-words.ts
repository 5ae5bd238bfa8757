import { SHELL_LABELS } from '../../../i18n/page-labels.ts';
import { wordsOf } from './words.ts';

/** The words of the shell and of the parts that all pages share. */
export const SHELL = wordsOf(SHELL_LABELS);
