/**
 * Reading what an API tells. Nothing of it is taken on trust: what is not there, or is something else, is null.
 *
 * Names are written as the portal documents them, with hyphens; tenants that write underscores are understood too.
 */

/** A JSON text; null for one that is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
}

/** What an object has under a name; null where it has nothing. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return null;
  const members = value as Readonly<Record<string, unknown>>;
  return members[name] ?? members[name.replaceAll('-', '_')] ?? null;
}

/** A text that is not blank. */
export function textIn(value: unknown, name: string): string | null {
  const text = memberOf(value, name);
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}

/** A whole number, also one written as text. */
export function numberIn(value: unknown, name: string): number | null {
  const found = memberOf(value, name);
  const number = typeof found === 'string' && /^\d{1,15}$/.test(found) ? Number(found) : found;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

/** An instant, in milliseconds since 1970. */
export function instantIn(value: unknown, name: string): number | null {
  const at = Date.parse(textIn(value, name) ?? '');
  return Number.isNaN(at) ? null : at;
}

/** A list; null where there is none. */
export function listIn(value: unknown, name: string): readonly unknown[] | null {
  const found = memberOf(value, name);
  return Array.isArray(found) ? found : null;
}
