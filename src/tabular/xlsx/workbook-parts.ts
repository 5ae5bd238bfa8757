/** The parts of a written workbook that do not grow with its rows. */

const LONGEST_TITLE = 31;

export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export const SHEET_PART = 'xl/worksheets/sheet1.xml';

/** Cell styles by their place in `cellXfs`. A text that looks like a formula stays a text when it is edited. */
export const STYLE = {
  plain: 0,
  heading: 1,
  numberHeading: 2,
  date: 3,
  formulaText: 4,
  money: 5,
  percent: 6,
  whole: 7,
  fraction: 8,
  note: 9,
  total: 10,
  moneyTotal: 11,
  wholeTotal: 12,
  fractionTotal: 13,
} as const;

const CONTENT_TYPES = `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/${SHEET_PART}" ContentType="${CONTENT}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/></Types>`;
const ROOT_RELATIONS = `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
const WORKBOOK_RELATIONS = `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;

/** Money in R$ wherever it is read; grouping and decimal mark are the reader's own. */
const NUMBER_FORMATS = `<numFmts count="3"><numFmt numFmtId="164" formatCode="[$R$-416] #,##0.00"/><numFmt numFmtId="165" formatCode="0.00&quot;%&quot;"/><numFmt numFmtId="166" formatCode="#,##0.0##"/></numFmts>`;
const FONTS = `<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><i/><sz val="10"/><color rgb="FF555555"/><name val="Calibri"/></font></fonts>`;
const FILLS = `<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8ECF1"/><bgColor indexed="64"/></patternFill></fill></fills>`;
const BORDERS = `<borders count="2"><border/><border><left/><right/><top style="thin"><color auto="1"/></top><bottom/><diagonal/></border></borders>`;
const HEADING = 'fontId="1" fillId="2" applyFont="1" applyFill="1"';
const TOTAL = 'fontId="1" borderId="1" applyFont="1" applyBorder="1"';
const FORMATS = [
  '<xf/>',
  `<xf ${HEADING}/>`,
  `<xf ${HEADING} applyAlignment="1"><alignment horizontal="right"/></xf>`,
  '<xf numFmtId="14" applyNumberFormat="1"/>',
  '<xf quotePrefix="1"/>',
  '<xf numFmtId="164" applyNumberFormat="1"/>',
  '<xf numFmtId="165" applyNumberFormat="1"/>',
  '<xf numFmtId="3" applyNumberFormat="1"/>',
  '<xf numFmtId="166" applyNumberFormat="1"/>',
  '<xf fontId="2" applyFont="1"/>',
  `<xf ${TOTAL}/>`,
  `<xf numFmtId="164" ${TOTAL} applyNumberFormat="1"/>`,
  `<xf numFmtId="3" ${TOTAL} applyNumberFormat="1"/>`,
  `<xf numFmtId="166" ${TOTAL} applyNumberFormat="1"/>`,
];
const STYLES = `${XML}<styleSheet xmlns="${MAIN}">${NUMBER_FORMATS}${FONTS}${FILLS}${BORDERS}<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${FORMATS.length}">${FORMATS.join('')}</cellXfs></styleSheet>`;

/** Every part but the sheet, by name. @param headingRow repeated on each page when the sheet is printed */
export function fixedParts(title: string, headingRow: number): readonly (readonly [string, string])[] {
  return [
    ['[Content_Types].xml', CONTENT_TYPES],
    ['_rels/.rels', ROOT_RELATIONS],
    ['xl/workbook.xml', workbookXml(title, headingRow)],
    ['xl/_rels/workbook.xml.rels', WORKBOOK_RELATIONS],
    ['xl/styles.xml', STYLES],
  ];
}

function workbookXml(title: string, headingRow: number): string {
  const name = title.replace(/[[\]:*?/\\]/g, ' ').slice(0, LONGEST_TITLE) || 'ruptura';
  const quoted = escapeXml(`'${name.replaceAll("'", "''")}'!$${headingRow}:$${headingRow}`);
  const names = `<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">${quoted}</definedName></definedNames>`;
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escapeXml(name)}" sheetId="1" r:id="rId1"/></sheets>${names}</workbook>`;
}

const FORBIDDEN = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML text; characters that XML forbids (and a carriage return, which XML would change) as `_x000D_`. */
export function escapeXml(text: string): string {
  return text
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(
      FORBIDDEN,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>"]/g, (character) => MARKUP[character]!);
}
