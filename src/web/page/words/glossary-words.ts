import { GLOSSARY_LABELS } from '../../../i18n/page-glossario-labels.ts';
import { wordsOf } from './words.ts';

/** What the terms of the pages mean. */
export const GLOSSARY = wordsOf(GLOSSARY_LABELS);
