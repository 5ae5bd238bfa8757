import { RupturaError } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type { CollectorSettings } from '../settings.ts';
import type { PortalRest } from './portal-watch.ts';

/** Why nothing is begun while the portal is left alone. */
export function restNotice({ why, isAnnounced, until }: PortalRest, language: Language): RupturaError {
  const hora = clockText(until, language);
  if (why === 'failing') return new RupturaError('COLETA_PORTAL_FALHANDO', { hora });
  return new RupturaError(isAnnounced ? 'COLETA_PORTAL_FECHADO_ATE' : 'COLETA_PORTAL_FECHADO_SEM_HORA', {
    hora,
  });
}

/** Why a collection ends whose portal is not waited for any longer. */
export function givenUpPortal(
  { isAnnounced, until }: PortalRest,
  {
    portalWaitMs,
    settings,
  }: { readonly portalWaitMs: number; readonly settings: Pick<CollectorSettings, 'language'> },
): RupturaError {
  const minutos = Math.round(portalWaitMs / 60_000);
  if (!isAnnounced) return new RupturaError('COLETA_PORTAL_ESPERA_ESGOTADA', { minutos });
  return new RupturaError('COLETA_PORTAL_FECHADO_DEMAIS', {
    hora: clockText(until, settings.language),
    minutos,
  });
}

/** Local time as it is read on a clock; with its day where that is another one. */
function clockText(at: number, language: Language): string {
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ day: '2-digit', month: '2-digit' } as const);
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...day, ...time }).format(at);
}
