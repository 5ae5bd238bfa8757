import { createWriteStream } from 'node:fs';
import { RupturaError } from '../contract/errors.ts';
import type { InputTableName } from '../contract/tables.ts';
import { fileError } from '../files/file-errors.ts';
import { forgetMap, listRememberedMaps } from '../imports/remembered-maps.ts';
import { templateName, writeTemplate } from '../imports/template.ts';
import type { Database } from '../postgres/database.ts';
import type { ExportFormat } from '../tabular/columns.ts';
import type { CliContext } from './context.ts';
import type { Cell, TableColumn } from './table.ts';
import { printable } from './text.ts';

/** `ruptura importar --mapas`: headers that people laid over tables by hand. */
export async function printMaps(context: CliContext, database: Database, isJson: boolean): Promise<void> {
  const maps = await listRememberedMaps(database.pool);
  const { labels, output } = context;
  if (isJson) return await output.json(maps);
  if (maps.length === 0) return await output.lines(labels.say('import_maps_none'));
  const columns: TableColumn[] = [
    { title: labels.say('import_number'), align: 'right' },
    { title: labels.say('import_map_origin'), least: 10 },
    { title: labels.say('column_table') },
    { title: labels.say('import_map_made') },
    { title: labels.say('import_map_columns'), least: 16 },
  ];
  const rows = maps.map(({ id, origin, table, madeOn, columns: told }): Cell[] => {
    const pairs = told.map(({ titulo, coluna }) => `${titulo} → ${coluna ?? labels.say('import_map_out')}`);
    return [String(id), printable(origin), table, madeOn, printable(pairs.join(', '))];
  });
  await output.lines(...context.table(columns, rows));
}

/** `ruptura importar --esquecer-mapa N`. @throws RupturaError IMPORTACAO_MAPA_DESCONHECIDO */
export async function forgetStoredMap(context: CliContext, database: Database, id: number): Promise<void> {
  const { labels, output, colors } = context;
  if (!(await forgetMap(database.pool, id))) {
    const opcao = 'ruptura importar --mapas';
    throw new RupturaError('IMPORTACAO_MAPA_DESCONHECIDO', { numero: id, opcao });
  }
  await output.lines(`${colors.green('✓')} ${labels.say('import_map_forgotten', { number: String(id) })}`);
}

/** `ruptura importar --modelo TABELA`: an empty file to be filled in, in the folder one is in. It never replaces one. */
export async function saveTemplate(
  context: CliContext,
  table: InputTableName,
  format: ExportFormat,
): Promise<void> {
  const { labels, output, colors, language } = context;
  const name = templateName(table, format, language);
  const file = createWriteStream(name, { flags: 'wx' });
  await writeTemplate(table, format, language, file).catch((error: unknown) => {
    throw fileError(error, name);
  });
  await output.lines(`${colors.green('✓')} ${labels.say('import_template_saved', { file: name })}`);
}
