import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import { listText } from '../i18n/list-labels.ts';
import type { ExportColumn, ExportFormat, ExportRows, SheetFrame } from '../tabular/columns.ts';
import { exportExtension, exportRows } from '../tabular/write-rows.ts';
import type { ListWords } from '../views/exports/export-table.ts';
import { fieldNames, listWords } from './list-words.ts';
import { queryChoices } from './order-query.ts';

const FORMATS: readonly ExportFormat[] = ['csv-br', 'csv-iso', 'xlsx'];
/** Media type of each form of a file. */
export const FILE_TYPES: Readonly<Record<ExportFormat, string>> = {
  'csv-br': 'text/csv; charset=utf-8',
  'csv-iso': 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Rows of a sheet of Excel below its headings. */
const MOST_SHEET_ROWS = 1_048_575;

/** The form of a file, in the query of a URL. */
export const FORMAT_QUERY = {
  formato: Type.Optional(Type.String({ maxLength: 20 })),
  titulos: Type.Optional(Type.String({ maxLength: 20 })),
  idioma: Type.Optional(Type.String({ maxLength: 20 })),
} as const;

interface FormatQuery {
  readonly formato?: string;
  readonly titulos?: string;
  /** Read with the request. */
  readonly idioma?: string;
}

/** How a list is written: for people (headings, words, what it is of), or for programs (names of fields, codes). */
export interface ListForm {
  readonly format: ExportFormat;
  readonly words: ListWords;
  readonly isForPeople: boolean;
  readonly language: Language;
}

const HEADINGS = ['pessoas', 'campos'] as const;

/** The form asked for; for people with Brazilian spreadsheets where none is. @throws InvalidRequest VALOR_FORA_DA_LISTA */
export function listForm({ formato, titulos }: FormatQuery, language: Language): ListForm {
  const [headings = 'pessoas'] = queryChoices('titulos', titulos, HEADINGS, 1);
  const isForPeople = headings === 'pessoas';
  const words = isForPeople ? listWords(language) : fieldNames(language);
  return { format: queryFormat(formato), words, isForPeople, language };
}

/** The format asked for. @throws InvalidRequest VALOR_FORA_DA_LISTA */
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

/** Sends a list in the form asked for, with what it is of above it where people read it. */
export function answerList(
  reply: FastifyReply,
  list: ListFile,
  { format, isForPeople, language }: ListForm,
  suffix: string,
  about: readonly string[],
): FastifyReply {
  const frame = { title: about[0] ?? list.name, above: about, total: listText('total', language) };
  return sendListFile(reply, list, format, suffix, isForPeople ? frame : { title: list.name });
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
  frame: SheetFrame = { title: name },
): FastifyReply {
  if (format === 'xlsx' && Array.isArray(rows) && rows.length > MOST_SHEET_ROWS) {
    throw new RupturaError('EXPORTACAO_LINHAS_DEMAIS', { limite: MOST_SHEET_ROWS });
  }
  const output = new PassThrough();
  const written = exportRows(columns, rows, format, output, frame);
  written.catch((error: Error) => output.destroy(error));
  return reply
    .type(FILE_TYPES[format])
    .header('content-disposition', `attachment; filename="${name}-${suffix}${exportExtension(format)}"`)
    .send(output);
}
