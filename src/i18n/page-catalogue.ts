/** The labels of a page or of the shell in both languages; the Portuguese ones decide which keys exist. */
export interface PageCatalogue<Labels extends Readonly<Record<string, string>>> {
  readonly 'pt-BR': Labels;
  readonly en: Readonly<Record<keyof Labels, string>>;
}

/**
 * A catalogue of a page. `{name}` is filled in; `one|many` are the singular and the plural.
 * @param portuguese written first
 * @param english exactly the same keys
 */
export function pageCatalogue<const Labels extends Readonly<Record<string, string>>>(
  portuguese: Labels,
  english: Readonly<Record<keyof Labels, string>>,
): PageCatalogue<Labels> {
  return { 'pt-BR': portuguese, en: english };
}
