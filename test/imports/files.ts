import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A folder of one test's own. */
export interface TestFolder {
  readonly path: string;
  write(name: string, content: string | Buffer): Promise<string>;
  /** Zips parts into a workbook as they are given. */
  workbook(name: string, parts: Readonly<Record<string, string | Buffer>>): Promise<string>;
  remove(): Promise<void>;
}

export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'ruptura-imports-'));
  return {
    path,
    async write(name, content) {
      await writeFile(join(path, name), content);
      return join(path, name);
    },
    async workbook(name, parts) {
      const zip = new ZipFile();
      for (const [part, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), part);
      zip.end();
      await pipeline(zip.outputStream, createWriteStream(join(path, name)));
      return join(path, name);
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface SheetParts {
  readonly name: string;
  readonly state?: string;
  /** Content of `<sheetData>`. */
  readonly data: string;
}

/** Parts of a workbook as Excel lays them out. */
export function workbookParts(
  sheets: readonly SheetParts[],
  extra: { readonly strings?: readonly string[]; readonly date1904?: boolean; readonly styles?: string } = {},
): Record<string, string> {
  const list = sheets.map(
    (sheet, index) =>
      `<sheet name="${sheet.name}" sheetId="${index + 1}" ${sheet.state === undefined ? '' : `state="${sheet.state}"`} r:id="rId${index + 1}"/>`,
  );
  const relations = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/worksheet" Target="worksheets/s${index + 1}.xml"/>`,
  );
  const strings = (extra.strings ?? []).map((text) => `<si>${text}</si>`).join('');
  return {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships><Relationship Id="r" Type="${OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="${OFFICE}"><workbookPr date1904="${extra.date1904 === true ? 1 : 0}"/><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}<Relationship Id="st" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="ss" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml':
      extra.styles ??
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="165" formatCode="0000000"/><numFmt numFmtId="166" formatCode="&quot;R$&quot; #,##0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>',
    'xl/sharedStrings.xml': `<sst>${strings}</sst>`,
    ...Object.fromEntries(
      sheets.map((sheet, index) => [
        `xl/worksheets/s${index + 1}.xml`,
        `<worksheet><sheetData>${sheet.data}</sheetData></worksheet>`,
      ]),
    ),
  };
}

/** A row of inline texts. */
export function textRow(number: number, ...texts: string[]): string {
  const cells = texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`);
  return `<row r="${number}">${cells.join('')}</row>`;
}
