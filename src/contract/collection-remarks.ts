import { type Language, ownLanguage } from './language.ts';

/** What may be odd of a file that is stored as it came, for people. */
const REMARKS = {
  empty: {
    'pt-BR': '{nome} está vazio no portal (0 bytes).',
    en: '{nome} is empty at the portal (0 bytes).',
  },
  misnamed: {
    'pt-BR': 'O portal o chama de {nome}, mas o conteúdo é de um arquivo {tipo}.',
    en: 'The portal calls it {nome}, but its content is that of a {tipo} file.',
  },
  strange: {
    'pt-BR':
      'O portal o chama de {nome}, mas o conteúdo não é de um arquivo desse tipo; veio igual três vezes.',
    en: 'The portal calls it {nome}, but its content is not that of such a file; it came the same three times.',
  },
} as const;

/** The remark on a file, in the language of this process unless another is asked for. */
export function fileRemark(
  kind: keyof typeof REMARKS,
  params: Readonly<Record<'nome' | 'tipo', string>>,
  language: Language = ownLanguage(),
): string {
  return REMARKS[kind][language]
    .replaceAll('{nome}', () => params.nome)
    .replaceAll('{tipo}', () => params.tipo);
}
