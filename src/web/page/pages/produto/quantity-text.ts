/**
 * A quantity as a person of a language types it, as the text of a JSON number; null where it is none. What separates
 * thousands may be left out; the other language's separator of decimals is understood where it can mean nothing else.
 * @param comma what separates decimals in the language of the page
 */
export function quantityOf(typed: string, comma: ',' | '.'): string | null {
  const text = typed.replace(/\s/g, '');
  const point = comma === ',' ? '.' : ',';
  const isGrouped = text.includes(comma) || new RegExp(`^[1-9]\\d{0,2}(\\${point}\\d{3})+$`).test(text);
  const plain = isGrouped ? text.replaceAll(point, '').replace(comma, '.') : text.replace(point, '.');
  if (!/^\d{1,12}(\.\d{1,3})?$/.test(plain)) return null;
  return plain.replace(/^0+(?=\d)/, '');
}
