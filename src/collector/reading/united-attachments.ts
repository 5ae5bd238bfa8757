import type { Attachment } from '../purchase.ts';

/** The same address counts once; the first page that shows it keeps it. Pure. */
export function uniteAttachments(attachments: readonly Attachment[]): Attachment[] {
  const united = new Map<string, Attachment>();
  for (const one of attachments) {
    const key = attachmentKey(one);
    const former = united.get(key);
    const names = former === undefined ? one.names : [...new Set([...former.names, ...one.names])];
    united.set(key, { ...(former ?? one), names });
  }
  return [...united.values()];
}

/** What tells one attachment from another: the same place of a page may hold another file on the next page of a list. */
export function attachmentKey({ url, page, trigger, names }: Attachment): string {
  return url ?? JSON.stringify([page, trigger, names[0] ?? '']);
}
