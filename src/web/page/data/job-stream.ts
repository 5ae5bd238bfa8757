import { StreamFollower } from '../../stream-follower.ts';
import { judgeStream } from './judge-stream.ts';

/** What a stream of work under way tells. */
interface JobEvent {
  readonly completo: boolean;
}

/**
 * Follows work of the server by its stream. An outage is waited for; `onEnd` is called once, when the work rests or
 * the server knows no such work: only a question tells which.
 * @returns ends following
 */
export function followJob<Event extends JobEvent>(
  path: string,
  { onEvent, onEnd }: { onEvent: (event: Event) => void; onEnd: () => void },
): () => void {
  const stream = new StreamFollower({
    url: () => path,
    heard: (data) => {
      const event = JSON.parse(data) as Event;
      if (!event.completo) return onEvent(event);
      stream.close();
      onEnd();
    },
    ended: onEnd,
    judge: () => judgeStream(path),
  });
  stream.start();
  return () => stream.close();
}
