import { parseIsoDate } from '../../src/contract/units.ts';
import { resolveSettings, type SettingValues } from '../../src/settings/process-settings.ts';

/**
 * The defaults but for what is given, on a database.
 * @param today fixed business date; null takes the database's
 */
export function testSettings(
  databaseUrl: string,
  today: string | null,
  settings: Partial<SettingValues>,
): SettingValues {
  const RUPTURA_HOJE = today === null ? null : parseIsoDate(today);
  return { ...resolveSettings({}).values, DATABASE_URL: databaseUrl, RUPTURA_HOJE, ...settings };
}
