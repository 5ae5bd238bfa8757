import type { Refusal } from '../../stream-follower.ts';

/** Silence after which nothing answers. */
const PATIENCE_MS = 10_000;

/** What it means that a stream was refused, which a browser does not tell: asks for it once more, for the status alone. */
export async function judgeStream(url: string): Promise<Refusal> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), PATIENCE_MS);
  try {
    const { status } = await fetch(url, { headers: { accept: 'text/event-stream' }, signal: over.signal });
    if (status === 204 || status === 404 || status === 410) return 'gone';
    // Too slow and too many are answers that pass; a stream that is there again was away for a moment.
    return status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'refused' : 'outage';
  } catch {
    return 'outage';
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
