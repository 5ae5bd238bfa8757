import { createInterface } from 'node:readline';
import { RupturaError } from '../../src/contract/errors.ts';
import { type Database, openDatabase } from '../../src/postgres/database.ts';

/** A program with the embedded database open: `program.ts <data folder or empty> <port or empty>`. */

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value ?? null)}\n`);
}

async function tryQuery(database: Database, sql: string): Promise<unknown[] | null> {
  return await database.pool.query<Record<string, unknown>>(sql).then(
    (result) => result.rows,
    () => null,
  );
}

async function obey(database: Database, command: string, argument: string): Promise<void> {
  if (command === 'query') answer((await database.pool.query(argument)).rows);
  if (command === 'retry') answer(await tryQuery(database, argument));
  if (command === 'announce') answer(await database.embedded?.announceServer(argument));
  if (command === 'others') answer(await database.embedded?.others());
  if (command === 'close') {
    await database.close();
    process.exit(0);
  }
}

async function main(folder: string, port: string): Promise<void> {
  const database = await openDatabase({
    databaseUrl: null,
    dataFolder: folder === '' ? null : folder,
    port: port === '' ? null : Number(port),
    poolSize: 2,
  });
  answer({ url: database.url, ...database.embedded });
  for await (const line of createInterface({ input: process.stdin })) {
    const [command = '', ...words] = line.split(' ');
    await obey(database, command, words.join(' '));
  }
}

try {
  await main(process.argv[2] ?? '', process.argv[3] ?? '');
} catch (error) {
  process.stderr.write(error instanceof RupturaError ? error.code : String(error));
  process.exit(1);
}
