import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from '../safe-name.ts';
import { attachmentName, dispositionName, type FileNaming } from './attachment-name.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const PDF = Buffer.from('%PDF-1.7\n');
const NOTHING: FileNaming = {
  url: 'https://portal.example/attachments/991',
  names: [],
  disposition: null,
  contentType: null,
  first: PDF,
};
const raw = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '');

describe('the name in Content-Disposition', () => {
  it.each([
    ['attachment; filename="a b.pdf"', 'a b.pdf'],
    ['attachment; filename=token.pdf', 'token.pdf'],
    ["attachment; filename*=UTF-8''s%C3%B3%20estrela%20%E2%82%AC.pdf", 'só estrela €.pdf'],
    ['attachment; filename="plain.pdf"; filename*=UTF-8\'\'%C3%A7.pdf', 'ç.pdf'],
    ['attachment; filename*=UTF-8\'\'%C3%A7.pdf; filename="plain.pdf"', 'ç.pdf'],
    ["attachment; filename*=iso-8859-1''caf%E9.pdf", 'café.pdf'],
    ['attachment; filename*="UTF-8\'\'%C3%A7.pdf"', 'ç.pdf'],
    [`attachment; filename="${raw('utf8 cru é.pdf')}"`, 'utf8 cru é.pdf'],
    ['attachment; filename="latim cru \u00e9.pdf"', 'latim cru é.pdf'],
    ['attachment; filename="aspas \u0093x\u0094.pdf"', 'aspas “x”.pdf'],
    ['attachment; filename="já lido €.pdf"', 'já lido €.pdf'],
    [
      `attachment; filename="=?UTF-8?B?${Buffer.from('codificação.pdf').toString('base64')}?="`,
      'codificação.pdf',
    ],
    ['attachment; filename="=?utf-8?Q?codifica=C3=A7=C3=A3o_2?= =?utf-8?Q?.pdf?="', 'codificação 2.pdf'],
    ['attachment; filename="=?ISO-8859-1?Q?caf=E9.pdf?="', 'café.pdf'],
    ['attachment; filename="percent%20%C3%A9.pdf"', 'percent é.pdf'],
    ['attachment; filename="100%.pdf"', '100%.pdf'],
    ['attachment; filename="com \\"aspas\\" e ; ponto.pdf"', 'com "aspas" e ; ponto.pdf'],
    ['inline; filename="Visualizar.pdf"', 'Visualizar.pdf'],
    ['filename="no type.pdf"', 'no type.pdf'],
    ['ATTACHMENT; FILENAME="upper.pdf"', 'upper.pdf'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
  ])('%j says %j', (header, name) => expect(dispositionName(header)).toBe(name));

  it.each([null, '', 'attachment', 'attachment; filename=""', 'attachment; filename="/"', 'inline; size=3'])(
    '%j says nothing',
    (header) => {
      expect(dispositionName(header)).toBeNull();
    },
  );
});

describe('the name of an attachment', () => {
  it('comes from the answer, then from the page in its order, then from the address', () => {
    const all = { ...NOTHING, names: ['download.pdf', 'title.pdf'], url: 'https://p.example/x/address.pdf' };
    expect(attachmentName({ ...all, disposition: 'attachment; filename="answer.pdf"' })).toBe('answer.pdf');
    expect(attachmentName({ ...all, disposition: 'attachment' })).toBe('download.pdf');
    expect(attachmentName({ ...all, names: [' ', '..', 'title.pdf'] })).toBe('title.pdf');
    expect(attachmentName({ ...all, names: [] })).toBe('address.pdf');
    expect(attachmentName({ ...all, names: [], url: 'https://p.example/' })).toBe('attachment.pdf');
    expect(attachmentName({ ...all, names: [], url: 'no address' })).toBe('attachment.pdf');
  });

  it.each([
    [{}, '991.pdf'],
    [{ names: ['Nota fiscal nº 12.345'] }, 'Nota fiscal nº 12.345.pdf'],
    [{ names: ['Empresa S.A'] }, 'Empresa S.A.pdf'],
    [{ names: ['Contrato Ltda.'] }, 'Contrato Ltda.pdf'],
    [{ url: 'https://p.example/files/Or%C3%A7amento.pdf?x=1' }, 'Orçamento.pdf'],
    [{ url: 'https://p.example/download.aspx?id=3' }, 'download.pdf'],
    [{ names: ['drawing.xyz'], first: Buffer.from('text') }, 'drawing.xyz'],
    [{ names: ['model.3mf'], first: Buffer.from('PK\u0003\u0004') }, 'model.3mf'],
    [{ names: ['sheet'], first: Buffer.from('PK\u0003\u0004....xl/workbook.xml') }, 'sheet.xlsx'],
    [{ names: ['list'], first: Buffer.from('a;b'), contentType: 'text/csv; charset=utf-8' }, 'list.csv'],
    [
      { names: ['photo'], first: Buffer.from([0xff, 0xd8, 0xff]), contentType: 'application/octet-stream' },
      'photo.jpg',
    ],
    [{ names: ['page'], first: Buffer.from('<html>'), contentType: 'text/html' }, 'page'],
  ] as [Partial<FileNaming>, string][])('has its extension: %j is %j', (naming, name) => {
    expect(attachmentName({ ...NOTHING, ...naming })).toBe(name);
  });

  it(`is a safe one, whatever the portal sends (SEED=${SEED})`, () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 300 }));
    const header = fc.oneof(
      text,
      text.map((name) => `attachment; filename="${name}"`),
      text.map((name) => `attachment; filename*=UTF-8''${encodeURIComponent(wellFormed(name))}`),
    );
    const naming = fc.record({
      url: fc.oneof(fc.webUrl(), text),
      names: fc.array(text, { maxLength: 3 }),
      disposition: fc.option(header),
      contentType: fc.option(text),
      first: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    });
    fc.assert(
      fc.property(naming, (given) => {
        const name = attachmentName(given);
        expect(name).not.toBe('');
        expect(safeFileName(name)).toBe(name);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
