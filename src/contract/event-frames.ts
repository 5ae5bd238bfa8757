const NEWLINE = Buffer.from('\n\n');

/**
 * One unnamed server-sent event, ready to be sent to any number of clients.
 * @param id what the client sends back as `Last-Event-ID`; null for an event that cannot be resumed from
 * @param data text without line breaks, such as JSON; as text or in UTF-8
 */
export function eventBytes(id: number | string | null, data: string | Uint8Array): Buffer {
  const head = id === null ? 'data: ' : `id: ${id}\ndata: `;
  if (typeof data === 'string') return Buffer.from(`${head}${data}\n\n`);
  return Buffer.concat([Buffer.from(head), data, NEWLINE]);
}

/** The same event in parts that are sent one after the other, so that large data is not copied. */
export function eventParts(id: number, data: readonly Uint8Array[]): Uint8Array[] {
  return [Buffer.from(`id: ${id}\ndata: `), ...data, NEWLINE];
}
