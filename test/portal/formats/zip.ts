/** ZIP archives, and the office documents that are such archives; entries are stored, not compressed. */
import { crc32 } from 'node:zlib';
import type { FileParts, Filling } from '../file-body.ts';

interface Entry {
  readonly name: string;
  readonly text: string;
}

const BLOCK = 1_048_576;
/** 1 January 2026, 00:00, as MS-DOS writes it. */
const DATE = ((2026 - 1980) << 9) | (1 << 5) | 1;

const ZIP: readonly Entry[] = [{ name: 'LEIA-ME.txt', text: 'Fotos da entrega.\r\n' }];
const TYPES_HEAD =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/octet-stream"/>';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** Plain archive of exactly `size` bytes (or the least it needs). */
export function zipParts(size: number, filler: (length: number) => Filling): FileParts {
  return archive(ZIP, 'fotos/entrega.bin', size, filler);
}

/** A Word document of one paragraph. */
export function docxParts(title: string, size: number, filler: (length: number) => Filling): FileParts {
  const types = `${TYPES_HEAD}<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
  const body = `<w:document xmlns:w="${WORD}"><w:body><w:p><w:r><w:t>${escapeXml(title)}</w:t></w:r></w:p></w:body></w:document>`;
  return archive(
    [
      { name: '[Content_Types].xml', text: types },
      { name: '_rels/.rels', text: relation('officeDocument', 'word/document.xml') },
      { name: 'word/document.xml', text: body },
    ],
    'customXml/filling.bin',
    size,
    filler,
  );
}

/** A workbook of one cell. */
export function xlsxParts(title: string, size: number, filler: (length: number) => Filling): FileParts {
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const types = `${TYPES_HEAD}<Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/></Types>`;
  const workbook = `<workbook xmlns="${SHEET}" xmlns:r="${DOCUMENT}"><sheets><sheet name="Itens" sheetId="1" r:id="rId1"/></sheets></workbook>`;
  const cell = `<c r="A1" t="inlineStr"><is><t>${escapeXml(title)}</t></is></c>`;
  return archive(
    [
      { name: '[Content_Types].xml', text: types },
      { name: '_rels/.rels', text: relation('officeDocument', 'xl/workbook.xml') },
      { name: 'xl/_rels/workbook.xml.rels', text: relation('worksheet', 'worksheets/sheet1.xml') },
      { name: 'xl/workbook.xml', text: workbook },
      {
        name: 'xl/worksheets/sheet1.xml',
        text: `<worksheet xmlns="${SHEET}"><sheetData><row r="1">${cell}</row></sheetData></worksheet>`,
      },
    ],
    'customXml/filling.bin',
    size,
    filler,
  );
}

function relation(type: string, target: string): string {
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${DOCUMENT}/${type}" Target="${target}"/></Relationships>`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[^\P{Cc}\t\n]/gu, '');
}

function archive(
  entries: readonly Entry[],
  fillingName: string,
  size: number,
  filler: (length: number) => Filling,
): FileParts {
  const overhead = assemble(entries, fillingName, 0, 0);
  const filling = filler(Math.max(0, size - overhead.head.length - overhead.tail.length));
  return { ...assemble(entries, fillingName, filling.length, crcOf(filling)), filling };
}

function assemble(
  entries: readonly Entry[],
  fillingName: string,
  length: number,
  crc: number,
): { head: Buffer; tail: Buffer } {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  const add = (name: string, bytes: Buffer, size: number, sum: number): void => {
    const fields = { name: Buffer.from(name), size, sum };
    const local = Buffer.concat([localHeader(fields), fields.name, bytes]);
    central.push(centralHeader(fields, at), fields.name);
    locals.push(local);
    at += local.length;
  };
  for (const { name, text } of entries) {
    const bytes = Buffer.from(text);
    add(name, bytes, bytes.length, crc32(bytes));
  }
  add(fillingName, Buffer.alloc(0), length, crc);
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length + 1, 8);
  end.writeUInt16LE(entries.length + 1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at + length, 16);
  return { head: Buffer.concat(locals), tail: Buffer.concat([directory, end]) };
}

interface Fields {
  readonly name: Buffer;
  readonly size: number;
  readonly sum: number;
}

function localHeader(fields: Fields): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  writeFields(header, 4, fields);
  return header;
}

function centralHeader(fields: Fields, at: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 4);
  writeFields(header, 6, fields);
  header.writeUInt32LE(at, 42);
  return header;
}

/** What both headers say alike: version, UTF-8 names, stored, date, checksum, sizes, length of the name. */
function writeFields(header: Buffer, at: number, { name, size, sum }: Fields): void {
  header.writeUInt16LE(20, at);
  header.writeUInt16LE(0x0800, at + 2);
  header.writeUInt16LE(DATE, at + 8);
  header.writeUInt32LE(sum, at + 10);
  header.writeUInt32LE(size, at + 14);
  header.writeUInt32LE(size, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}

function crcOf(filling: Filling): number {
  let sum = 0;
  for (let at = 0; at < filling.length; at += BLOCK) {
    sum = crc32(filling.read(at, Math.min(filling.length, at + BLOCK)), sum);
  }
  return sum;
}
