import type { Services } from '../../app/services.ts';
import { scheduleAnswer } from '../../collections/schedule-answer.ts';
import {
  CollectionScheduleRemovedSchema,
  CollectionSchedulesSchema,
} from '../../contract/collection-wire.ts';
import { RupturaError } from '../../contract/errors.ts';
import { shown } from '../../contract/request-text.ts';
import { COLLECTIONS_PATH, ScheduleParams } from '../collection-query.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const PATH = `${COLLECTIONS_PATH}/agendas`;

/**
 * The collections that begin by themselves. None can be made here: a schedule names a file on the disk of the servers, and
 * who may call is not therefore who may read there.
 */
export function collectionScheduleRoutes(server: TypedServer, { schedules }: Services): void {
  const list = route({
    action: 'collections.read',
    operationId: 'coleta_agendas',
    querystring: NoQuery,
    response: { 200: CollectionSchedulesSchema },
  });
  server.get(PATH, list, async (request) => {
    const [all, timeZone] = [await schedules.all(), await schedules.timeZone()];
    const now = Date.now();
    return {
      success: true,
      agendas: all.map((schedule) => scheduleAnswer(schedule, timeZone, now, request.language)),
    };
  });
  const remove = route({
    action: 'collections.run',
    operationId: 'coleta_agenda_remover',
    params: ScheduleParams,
    querystring: NoQuery,
    response: { 200: CollectionScheduleRemovedSchema },
  });
  server.delete(`${PATH}/:agenda`, remove, async (request) => {
    const { agenda } = request.params;
    if (!/^\d{1,9}$/.test(agenda)) throw new RupturaError('AGENDA_DESCONHECIDA', { agenda: shown(agenda) });
    await schedules.remove(Number(agenda));
    return { success: true, agenda_id: Number(agenda) };
  });
}
