/** A one-page PDF that says its title and carries filling in an object nothing refers to. */
import type { FileParts, Filling } from '../file-body.ts';

const HEADER = Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1');
/** Lengths are written with a fixed number of digits, so that they do not change the length of what holds them. */
const DIGITS = 12;

/** PDF of exactly `size` bytes (or the least a PDF needs). */
export function pdfParts(title: string, size: number, filler: (length: number) => Filling): FileParts {
  const overhead = assemble(title, 0);
  const filling = filler(Math.max(0, size - overhead.head.length - overhead.tail.length));
  return { ...assemble(title, filling.length), filling };
}

function assemble(title: string, length: number): { head: Buffer; tail: Buffer } {
  const ascii = title.replace(/[^ -~]|[()\\]/g, '?');
  const text = `BT /F1 18 Tf 60 760 Td (${ascii}) Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${text.length}>>stream\n${text}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  const offsets: number[] = [];
  const parts: Buffer[] = [HEADER];
  let at = HEADER.length;
  const add = (body: string, end = '\nendobj\n'): void => {
    const bytes = Buffer.from(`${offsets.length + 1} 0 obj\n${body}${end}`, 'latin1');
    offsets.push(at);
    parts.push(bytes);
    at += bytes.length;
  };
  for (const object of objects) add(object);
  add(`<</Length ${pad(length)}>>stream\n`, '');
  const head = Buffer.concat(parts);
  const closing = '\nendstream\nendobj\n';
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = offsets.length + 1;
  const tail =
    `${closing}xref\n0 ${count}\n0000000000 65535 f \n${table}` +
    `trailer\n<</Size ${count}/Root 1 0 R>>\nstartxref\n${pad(head.length + length + closing.length)}\n%%EOF\n`;
  return { head, tail: Buffer.from(tail, 'latin1') };
}

function pad(value: number): string {
  return String(value).padStart(DIGITS, '0');
}
