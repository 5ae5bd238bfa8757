import { basename } from 'node:path';
import type { CollectionSchedule } from '../contract/collection-wire.ts';
import { formatInstant } from '../contract/instants.ts';
import type { Language } from '../contract/language.ts';
import type { LastTime, StoredSchedule } from './schedule-store.ts';
import { parseSchedule } from './schedule-text.ts';
import { nextTime } from './schedule-times.ts';

/** A schedule as every door shows it. @param now milliseconds since the epoch */
export function scheduleAnswer(
  schedule: StoredSchedule,
  timeZone: string,
  now: number,
  language: Language,
): CollectionSchedule {
  const { id, text, list, request, createdAt, last } = schedule;
  const instant = (at: Date): string => formatInstant(at, timeZone);
  return {
    ...{ agenda_id: id, agenda: text, fuso: timeZone },
    proxima: instant(new Date(nextTime(parseSchedule(text), now, timeZone))),
    ...{ lista: list, arquivo: basename(list) },
    ...{ portal: request.portal, base: request.base, modo: request.mode },
    ...{ workers: request.workers, downloads: request.downloads },
    criada_em: instant(createdAt),
    ultima: last === null ? null : lastAnswer(last, instant, language),
  };
}

function lastAnswer(
  { due, late, state, collection, counts, error }: LastTime,
  instant: (at: Date) => string,
  language: Language,
): NonNullable<CollectionSchedule['ultima']> {
  return {
    horario: instant(due),
    atraso_s: late,
    estado: state,
    coleta_id: collection,
    total: counts?.total ?? null,
    com_sucesso: counts?.succeeded ?? null,
    com_falha: counts?.failed ?? null,
    codigo: error?.code ?? null,
    error: error?.sentence(language) ?? null,
  };
}
