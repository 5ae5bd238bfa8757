/** What a stream of work under way tells. */
interface JobEvent {
  readonly completo: boolean;
}

/**
 * Follows work of the server by its stream. A lost connection is taken up again by the browser; `onEnd` is called once,
 * when the work rests or the stream is refused: only a question tells which.
 * @returns ends following
 */
export function followJob<Event extends JobEvent>(
  path: string,
  { onEvent, onEnd }: { onEvent: (event: Event) => void; onEnd: () => void },
): () => void {
  const source = new EventSource(path);
  const end = (): void => {
    source.close();
    onEnd();
  };
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data) as Event;
    if (event.completo) end();
    else onEvent(event);
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) end();
  };
  return () => source.close();
}
