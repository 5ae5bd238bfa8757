import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { ExportColumn, ExportRow, SheetFrame } from '../columns.ts';
import { fixedParts, SHEET_PART } from './workbook-parts.ts';
import { headingRow, sheetXml } from './write-sheet.ts';

const LAST_ROW = 1_048_576;

/**
 * Writes one sheet as a workbook: numbers as numbers, dates as dates, headings bold, frozen, with a filter.
 * @param lastRow the last one a sheet may have
 * @throws RupturaError EXPORTACAO_LINHAS_DEMAIS, EXPORTACAO_TEXTO_LONGO
 */
export async function writeWorkbook(
  columns: readonly ExportColumn[],
  rows: AsyncIterable<ExportRow>,
  frame: SheetFrame,
  output: Writable,
  lastRow = LAST_ROW,
): Promise<void> {
  const zip = new ZipFile();
  for (const [name, text] of fixedParts(frame.title, headingRow(frame)))
    zip.addBuffer(Buffer.from(text), name);
  const sheet = Readable.from(sheetXml({ columns, rows, frame, lastRow }), { objectMode: false });
  const archive = zip.outputStream as Readable;
  sheet.on('error', (error) => archive.destroy(error));
  zip.addReadStream(sheet, SHEET_PART);
  zip.end();
  try {
    await pipeline(archive, output);
  } finally {
    sheet.destroy();
  }
}
