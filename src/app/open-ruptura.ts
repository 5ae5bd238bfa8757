import { hold, type Ruptura } from '../engine/ruptura.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import type { SettingValues } from '../settings/process-settings.ts';

/**
 * Opens the database (starting the embedded one if needed) and migrates it.
 * @param applicationName how its connections are called
 * @param onEvent told when the embedded server was lost, came back, or does not come back
 * @throws RupturaError for everything that a person can repair; nothing is held then
 */
export async function openMigrated(
  values: SettingValues,
  applicationName: string,
  onEvent: DatabaseOptions['onEvent'] = () => undefined,
): Promise<Database> {
  const database = await openDatabase({
    databaseUrl: values.DATABASE_URL,
    dataFolder: values.RUPTURA_DATA,
    port: values.PG_PORT,
    applicationName,
    onEvent,
  });
  try {
    await migrate(database.pool);
    return database;
  } catch (error) {
    await database.close();
    throw database.explain(error);
  }
}

/** The same, and prepares the book: the first question loads it. */
export async function openRuptura(...asked: Parameters<typeof openMigrated>): Promise<Ruptura> {
  const [values] = asked;
  return hold(await openMigrated(...asked), values.RUPTURA_HOJE);
}
