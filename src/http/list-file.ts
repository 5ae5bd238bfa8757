import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { RupturaError } from '../contract/errors.ts';
import type { ExportColumn, ExportFormat, ExportRows } from '../tabular/columns.ts';
import { exportExtension, exportRows } from '../tabular/write-rows.ts';
import { queryChoices } from './order-query.ts';

const FORMATS: readonly ExportFormat[] = ['csv-br', 'csv-iso', 'xlsx'];
const TYPES: Readonly<Record<ExportFormat, string>> = {
  'csv-br': 'text/csv; charset=utf-8',
  'csv-iso': 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Rows of a sheet of Excel below its headings. */
const MOST_SHEET_ROWS = 1_048_575;

/** The form of a file, in the query of a URL. */
export const FORMAT_QUERY = { formato: Type.Optional(Type.String({ maxLength: 20 })) } as const;

/** The form asked for; for Brazilian spreadsheets where none is. @throws InvalidRequest VALOR_FORA_DA_LISTA */
export function queryFormat(text: string | undefined): ExportFormat {
  const [format = 'csv-br'] = queryChoices('formato', text, FORMATS, 1);
  return format;
}

/** A list on its way to a file. */
export interface ListFile {
  readonly name: string;
  readonly columns: readonly ExportColumn[];
  readonly rows: ExportRows;
}

/**
 * Sends a list as a file, as fast as it is taken. A failure in the middle cuts the connection: no half file is whole.
 * @throws RupturaError EXPORTACAO_LINHAS_DEMAIS where that is known before
 * @param suffix told after the list's name in the name of the file
 */
export function sendListFile(
  reply: FastifyReply,
  { name, columns, rows }: ListFile,
  format: ExportFormat,
  suffix: string,
): FastifyReply {
  if (format === 'xlsx' && Array.isArray(rows) && rows.length > MOST_SHEET_ROWS) {
    throw new RupturaError('EXPORTACAO_LINHAS_DEMAIS', { limite: MOST_SHEET_ROWS });
  }
  const output = new PassThrough();
  const written = exportRows(columns, rows, format, output, name);
  written.catch((error: Error) => output.destroy(error));
  return reply
    .type(TYPES[format])

    .header('content-disposition', `attachment; filename="${name}-${suffix}${exportExtension(format)}"`)
    .send(output);
}
