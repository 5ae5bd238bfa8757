import type { SignInWindowEvent } from '../../../../contract/collection-wire.ts';
import { ApiError, apiErrorOf, apiPath } from '../../data/api.ts';
import { language } from '../../words/preferences.ts';
import { SHELL } from '../../words/shell-words.ts';

const CLOSED: SignInWindowEvent = { estado: 'CLOSED', codigo: null, error: null };
const ENDS: ReadonlySet<string> = new Set(['SIGNED_IN', 'CLOSED', 'FAILED']);

/**
 * Has the server open the window to sign in, and tells how it stands; the last thing told is its end. The window lives as
 * long as this: the signal closes it.
 * @throws ApiError with a sentence for people where it is not opened
 */
export async function openSignInWindow(
  { portal, base }: { readonly portal: string; readonly base: string | null },
  tell: (event: SignInWindowEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = CLOSED;
  try {
    const headers = { 'accept-language': language.peek() };
    const path = apiPath('/api/coletas/sessao/janela', { portal, base });
    const response = await fetch(path, { method: 'POST', headers, signal });
    if (!response.ok) throw apiErrorOf(await response.json().catch(() => null), response.status);
    for await (const event of eventsOf(response.body!.getReader())) {
      last = event;
      tell(event);
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (!signal.aborted) throw new ApiError(SHELL.say('error_unreachable'), 0, 'UNREACHABLE');
  }
  // Whoever closes it, or a server that stops, says no end.
  if (!ENDS.has(last.estado)) tell(CLOSED);
}

async function* eventsOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<SignInWindowEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (text + decoder.decode(value, { stream: true })).split('\n');
    text = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)) as SignInWindowEvent;
    }
  }
}
