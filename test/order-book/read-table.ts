import { formatIsoDate } from '../../src/contract/units.ts';
import { cellText, type RawCell } from '../../src/tabular/cell.ts';
import { daySerial } from '../../src/tabular/date-text.ts';
import { openArchive } from '../../src/tabular/xlsx/archive.ts';
import { sheetRows } from '../../src/tabular/xlsx/sheet.ts';
import { readWorkbook } from '../../src/tabular/xlsx/workbook.ts';
import { testFolder } from '../imports/files.ts';

const FIRST_DAY = daySerial(20_000) - 20_000;

/** The cells of the first sheet of a workbook, as texts; dates as `yyyy-mm-dd`. Read with the importer's own reader. */
export async function readTable(content: Buffer, name: string): Promise<string[][]> {
  const folder = await testFolder();
  const path = await folder.write(name, content);
  const archive = await openArchive(path, name);
  try {
    const workbook = await readWorkbook(archive, name);
    const rows: string[][] = [];
    for await (const batch of sheetRows(archive, name, workbook, workbook.sheets[0]!, 1024, () => {})) {
      for (const row of batch) rows.push(row.cells.map(textOf));
    }
    const width = rows[0]!.findLastIndex((cell) => cell !== '') + 1;
    return rows.map((row) => Array.from({ length: width }, (_, at) => row[at] ?? ''));
  } finally {
    archive.close();
    await folder.remove();
  }
}

function textOf(cell: RawCell): string {
  if (typeof cell !== 'string' && cell.type === 'number' && cell.isDate) {
    return formatIsoDate(Number(cell.text) - FIRST_DAY);
  }
  return cellText(cell);
}

/** The first sheet of a written workbook as it stands there. */
export async function sheetXmlOf(content: Buffer): Promise<string> {
  const folder = await testFolder();
  const path = await folder.write('sheet.xlsx', content);
  const archive = await openArchive(path, 'sheet.xlsx');
  try {
    let text = '';
    const { stream } = await archive.open('xl/worksheets/sheet1.xml');
    for await (const piece of stream) text += String(piece);
    return text;
  } finally {
    archive.close();
    await folder.remove();
  }
}
