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

const REASONS = {
  type: { 'pt-BR': 'tipo', en: 'type' },
  size: { 'pt-BR': 'tamanho', en: 'size' },
  date: { 'pt-BR': 'data', en: 'date' },
} as const;
/** More names than these are a list, not a remark. */
const MOST_NAMES = 5;

/** That a filter left out one attachment, and by what. */
export function leavingRemark(reason: keyof typeof REASONS, language: Language): string {
  const text = language === 'pt-BR' ? 'Fora pelo filtro' : 'Left out by the filter';
  return `${text} (${REASONS[reason][language]}).`;
}

/** What filters left out of a purchase, and what they could not judge; null where that is nothing. */
export function selectionRemark(
  leftOut: readonly { readonly name: string; readonly reason: keyof typeof REASONS }[],
  undated: number,
  language: Language = ownLanguage(),
): string | null {
  const isPortuguese = language === 'pt-BR';
  const names = leftOut
    .slice(0, MOST_NAMES)
    .map(({ name, reason }) => `${name} (${REASONS[reason][language]})`);
  if (leftOut.length > MOST_NAMES) names.push('…');
  const out = isPortuguese
    ? `Fora pelo filtro: ${leftOut.length}`
    : `Left out by the filter: ${leftOut.length}`;
  const kept = isPortuguese
    ? `Mantidos sem data conhecida: ${undated}.`
    : `Kept without a known date: ${undated}.`;
  const sentences = [
    ...(leftOut.length === 0 ? [] : [`${out} – ${names.join(', ')}.`]),
    ...(undated === 0 ? [] : [kept]),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}
