/**
 * `Content-Disposition` of a file to be stored. File names of people go beyond what a header may hold: the exact name
 * stands in the encoded form.
 */
export function attachment(name: string): string {
  const plain = name.replace(/[^\w.() -]/g, '_');
  const exact = encodeURIComponent(name).replace(/['()*]/g, escaped);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}

function escaped(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}
