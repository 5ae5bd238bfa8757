import { RupturaError } from '../contract/errors.ts';
import { siteOf } from '../settings/process-settings.ts';
import type { CliContext } from './context.ts';

/** What of a command line says which portal is meant. */
export interface PortalFlags {
  readonly portal: string;
  readonly baseUrl?: string;
  readonly estado?: string;
}

/** Address of the portal: the command line's, or COUPA_URL; null where neither says one. */
export function portalBaseOf(context: CliContext, { baseUrl }: PortalFlags): string | null {
  if (baseUrl === undefined) return context.settings().values.COUPA_URL;
  const base = siteOf(baseUrl);
  if (base !== null) return base;
  const esperado = 'https://…';
  throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', { opcao: '--base-url', valor: baseUrl, esperado });
}
