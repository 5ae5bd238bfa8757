import type { AttachmentPart } from './collection-codes.ts';
import type { Language } from './language.ts';

/** What parts of pages are called in sentences. */
const PART_WORDS: Readonly<Record<AttachmentPart, Readonly<Record<Language, string>>>> = {
  form: { 'pt-BR': 'Formulário', en: 'Form' },
  lines: { 'pt-BR': 'Linhas', en: 'Lines' },
  comments: { 'pt-BR': 'Comentários', en: 'Comments' },
  requisition: { 'pt-BR': 'Requisição', en: 'Requisition' },
  other: { 'pt-BR': 'Outra parte', en: 'Another part' },
};

/** A part of a page in a language. */
export function partWord(part: AttachmentPart, language: Language): string {
  return PART_WORDS[part][language];
}
