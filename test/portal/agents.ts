/** Which visitors a guarded portal takes for browsers: by what they call themselves, as such portals do. */
const BROWSER = /^Mozilla\/5\.0 \([^)]+\).* (?:(?:Headless)?Chrome|Firefox|Version)\/\d/;

/** Whether a User-Agent is that of a browser people use. */
export function isBrowserAgent(userAgent: string): boolean {
  return BROWSER.test(userAgent);
}
