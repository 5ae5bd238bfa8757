/** The bytes of a file, worked out from its name, its kind and the seed. */
import { bodyOf, type FileBody, fillingOf, wholeBody } from './file-body.ts';
import type { FileKind, PortalFile } from './file-spec.ts';
import { boxParts, jpegParts } from './formats/media.ts';
import { msgFile } from './formats/msg.ts';
import { pdfParts } from './formats/pdf.ts';
import { pngParts } from './formats/png.ts';
import { docxParts, xlsxParts, zipParts } from './formats/zip.ts';
import { escapeHtml } from './html.ts';
import { mailOf } from './mail.ts';
import type { PortalOptions } from './options.ts';
import { between } from './random.ts';

const TEXTS: ReadonlySet<FileKind> = new Set(['txt', 'csv', 'xml', 'html-table', 'empty']);

/** Whether it has no mark of its kind at its beginning. */
export function isText({ kind }: PortalFile): boolean {
  return TEXTS.has(kind);
}

/** Bytes of a file of a portal with these options. */
export function madeUpBody(file: PortalFile, { seed, fileBytes }: PortalOptions): FileBody {
  const key = [seed, file.po, file.content ?? file.index].join(' ');
  const size = file.bytes ?? between(fileBytes, 'size', key);
  const title = file.content ?? `${file.name} ${file.po}`;
  const filler = (length: number) => fillingOf(isText(file) ? 'text' : 'bytes', key, length);
  switch (file.kind) {
    case 'pdf':
      return bodyOf(pdfParts(title, size, filler));
    case 'docx':
      return bodyOf(docxParts(title, size, filler));
    case 'xlsx':
      return bodyOf(xlsxParts(title, size, filler));
    case 'zip':
      return bodyOf(zipParts(size, filler));
    case 'png':
      return bodyOf(pngParts(size, filler));
    case 'jpg':
      return bodyOf(jpegParts(size, filler));
    case 'mov':
    case 'heic':
    case '3gp':
      return bodyOf(boxParts(file.kind, size, filler));
    case 'msg':
      return wholeBody(msgFile(mailOf(file.name, key)));
    case 'empty':
      return wholeBody(Buffer.alloc(0));
    default: {
      const [head, tail] = frameOf(file.kind, title);
      return bodyOf({ head, filling: filler(Math.max(0, size - head.length - tail.length)), tail });
    }
  }
}

function frameOf(kind: FileKind, title: string): readonly [Buffer, Buffer] {
  switch (kind) {
    case 'xml':
      return [
        Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<nota titulo="${escapeHtml(title)}"><dados>`),
        Buffer.from('</dados></nota>\n'),
      ];
    case 'html-table':
      return [
        Buffer.from(
          `<html><body><table><tr><th>Item</th><th>${escapeHtml(title)}</th></tr><tr><td>1</td><td>`,
        ),
        Buffer.from('</td></tr></table></body></html>\n'),
      ];
    default:
      return [Buffer.from(`\ufeffitem;descrição;quantidade\r\n1;${title};10\r\n`), Buffer.alloc(0)];
  }
}
