const offsets = new Map<string, Intl.DateTimeFormat | null>();

/**
 * ISO 8601 text of an instant with the offset its time zone has then, to the second: `2026-03-02T11:00:00-03:00`.
 * @param timeZone IANA name; one that this program does not know counts as UTC, which names the same instant
 */
export function formatInstant(instant: Date, timeZone: string): string {
  const minutes = offsetMinutes(instant, timeZone);
  const local = new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}

/** Minutes east of UTC. Offsets with seconds ended before any instant of ours. */
export function offsetMinutes(instant: Date, timeZone: string): number {
  const text = offsetFormat(timeZone)
    ?.formatToParts(instant)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /^GMT([+-])(\d{2}):(\d{2})/.exec(text ?? '');
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

function offsetFormat(timeZone: string): Intl.DateTimeFormat | null {
  const known = offsets.get(timeZone);
  if (known !== undefined) return known;
  const made = makeFormat(timeZone);
  offsets.set(timeZone, made);
  return made;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
