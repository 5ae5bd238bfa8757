import type { HealthAnswer } from '../../../../contract/stock-wire.ts';
import { ApiError } from '../../data/api.ts';
import { language } from '../../words/preferences.ts';
import { SHELL } from '../../words/shell-words.ts';

/** How the process is. */
export interface Health {
  readonly health: HealthAnswer;
  /** Resident memory in bytes, and seconds of processor time since the start; null where they are not told. */
  readonly memory: number | null;
  readonly cpu: number | null;
}

/** Asks for the health, which is told with status 503 too, and for the figures that only the metrics have. */
export async function askHealth(): Promise<Health> {
  const headers = { 'accept-language': language.peek() };
  const [answer, metrics] = await Promise.all([fetch('/saude', { headers }), fetch('/metrics')]).catch(() => {
    throw new ApiError(SHELL.say('error_unreachable'), 0, 'UNREACHABLE');
  });
  const health = (await answer.json()) as HealthAnswer;
  const text = metrics.ok ? await metrics.text() : '';
  return {
    health,
    memory: metricOf(text, 'process_resident_memory_bytes'),
    cpu: metricOf(text, 'process_cpu_seconds_total'),
  };
}

/** A figure of the text that Prometheus reads. */
function metricOf(text: string, name: string): number | null {
  const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
