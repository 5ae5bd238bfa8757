import type { Writable } from 'node:stream';
import { columnLabel } from '../contract/column-labels.ts';
import type { Language } from '../contract/language.ts';
import { type InputTableName, inputTable } from '../contract/tables.ts';
import type { ExportColumn, ExportFormat } from '../tabular/columns.ts';
import { exportExtension, exportRows } from '../tabular/write-rows.ts';

/** Name of the template of a table; the import knows the table by it. */
export function templateName(table: InputTableName, format: ExportFormat, language: Language): string {
  return `${language === 'pt-BR' ? 'modelo' : 'template'}-${table}${exportExtension(format)}`;
}

/**
 * Headings of a template, in people's words, those that must be filled marked with `*`. Row identifiers are the
 * database's own. No example row: it would be imported with the rest.
 */
export function templateColumns(table: InputTableName, language: Language): ExportColumn[] {
  return inputTable(table)
    .columns.filter(({ kind }) => kind !== 'id')
    .map(({ name, required }) => ({
      name: `${columnLabel(table, name, language)}${required ? ' *' : ''}`,
      kind: 'text',
    }));
}

/** Writes an empty file to be filled in for a table, and ends the stream. */
export async function writeTemplate(
  table: InputTableName,
  format: ExportFormat,
  language: Language,
  output: Writable,
): Promise<void> {
  await exportRows(templateColumns(table, language), [], format, output, { title: table });
}
