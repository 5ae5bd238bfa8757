import { hold, type Ruptura } from '../engine/ruptura.ts';
import { type DatabaseOptions, openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import type { SettingValues } from '../settings/process-settings.ts';

/**
 * Opens the database (starting the embedded one if needed), migrates it, and prepares the book.
 * @param onEvent told when the embedded server was lost, came back, or does not come back
 */
export async function openRuptura(
  values: SettingValues,
  applicationName: string,
  onEvent: DatabaseOptions['onEvent'] = () => undefined,
): Promise<Ruptura> {
  const database = await openDatabase({
    databaseUrl: values.DATABASE_URL,
    dataFolder: values.RUPTURA_DATA,
    port: values.PG_PORT,
    applicationName,
    onEvent,
  });
  try {
    await migrate(database.pool);
  } catch (error) {
    await database.close();
    throw error;
  }
  return hold(database, values.RUPTURA_HOJE);
}
