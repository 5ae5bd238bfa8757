/** Text that may stand in HTML, inside and outside of attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('\u0000', '').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
