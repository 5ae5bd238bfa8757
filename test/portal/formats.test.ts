/** The portal's files are what their names say: real readers read them, and their length is the one asked for. */

import { createRequire } from 'node:module';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fromBuffer } from 'yauzl';
import { Catalog } from './catalog.ts';
import { dispositionOf } from './disposition.ts';
import { type FileBody, piecesOf } from './file-body.ts';
import { portalOptions } from './options.ts';
import type { PortalPurchase } from './purchase.ts';

// Its default export is one only to other CommonJS modules.
const { default: MsgReader } = createRequire(import.meta.url)(
  '@kenjiuno/msgreader',
) as typeof import('@kenjiuno/msgreader');

const catalog = new Catalog(portalOptions({ fileBytes: [150_000, 300_000] }));
const kinds = purchaseOf('kinds');

function purchaseOf(scene: PortalPurchase['scene']): PortalPurchase {
  return catalog.purchase(catalog.numberOf(scene))!;
}

function bytesOf(purchase: PortalPurchase, name: string): Buffer {
  return whole(catalog.body(purchase.files.find((file) => file.name === name)!));
}

function whole(body: FileBody): Buffer {
  return Buffer.concat([...piecesOf(body)]);
}

/** Entries of an archive, each as long and with the checksum as it says. */
async function entriesOf(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  await new Promise<void>((done, fail) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return fail(error);
      zip.on('end', done);
      zip.on('error', fail);
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, async (problem, stream) => {
          if (problem) return fail(problem);
          const pieces: Buffer[] = [];
          for await (const piece of stream) pieces.push(piece as Buffer);
          const content = Buffer.concat(pieces);
          expect(crc32(content), entry.fileName).toBe(entry.crc32);
          entries.set(entry.fileName, content);
          zip.readEntry();
        });
      });
      zip.readEntry();
    });
  });
  return entries;
}

describe('archives and office documents', () => {
  it.each([
    ['Arquivo.zip', 'LEIA-ME.txt', 'Fotos da entrega'],
    ['Carta.docx', 'word/document.xml', 'Carta.docx'],
    ['Planilha.xlsx', 'xl/worksheets/sheet1.xml', 'Planilha.xlsx'],
  ])('%s holds what it should', async (name, entry, text) => {
    const entries = await entriesOf(bytesOf(kinds, name));
    expect(entries.get(entry)?.toString()).toContain(text);
  });
});

describe('PDF', () => {
  it('has every object where its table says, and its length as said', () => {
    const bytes = bytesOf(kinds, 'Pedido.pdf').toString('latin1');
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(bytes)![1]);
    const table = bytes.slice(start);
    expect(table.startsWith('xref\n0 7\n')).toBe(true);
    const offsets = [...table.matchAll(/(\d{10}) 00000 n/g)].map(([, offset]) => Number(offset));
    expect(offsets.map((at, index) => bytes.startsWith(`${index + 1} 0 obj`, at))).toEqual(
      offsets.map(() => true),
    );
    const stream = bytes.indexOf('stream\n', offsets[5]) + 7;
    const length = Number(/Length (\d{12})/.exec(bytes.slice(offsets[5]))![1]);
    expect(bytes.startsWith('\nendstream', stream + length)).toBe(true);
  });
});

describe('Outlook messages', () => {
  it('have sender, recipients, date, text and attachments', () => {
    const purchase = purchaseOf('mail');
    const bytes = bytesOf(purchase, 'RE Pedido de compra.msg');
    const reader = new MsgReader(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    );
    const mail = reader.getFileData();
    expect(mail).toMatchObject({
      subject: 'RE Pedido de compra',
      senderName: 'Ana Conceição',
      senderEmail: 'ana.conceicao@fornecedor.example',
    });
    expect(mail.recipients?.map(({ name }) => name)).toEqual(['João Araújo', 'Compras']);
    expect(mail.body).toContain('Preço total: R$ 1.234,56 — entrega até março.');
    expect(Date.parse(mail.messageDeliveryTime!)).toBeGreaterThan(Date.UTC(2026, 0, 1));
    const attachments = mail.attachments!.map((one) => reader.getAttachment(one));
    expect(attachments.map(({ fileName }) => fileName)).toEqual(['Confirmação.pdf', 'assinatura.bin']);
    expect(Buffer.from(attachments[0]!.content).toString('latin1')).toMatch(/^%PDF-1\.7[\s\S]+%%EOF\n$/);
    expect(attachments[1]!.content).toHaveLength(700);
  });
});

describe('Content-Disposition', () => {
  const names = purchaseOf('names').files;
  const of = (disposition: string) => dispositionOf(names.find((file) => file.disposition === disposition)!);

  it('is written in every manner', () => {
    expect(of('star')).toBe("attachment; filename*=UTF-8''s%C3%B3%20estrela%20%E2%82%AC.pdf");
    expect(of('both')).toBe(
      `attachment; filename="ambos os nomes u.pdf"; filename*=UTF-8''ambos%20os%20nomes%20%C3%BC.pdf`,
    );
    expect(of('rfc2047')).toMatch(/^attachment; filename="=\?UTF-8\?B\?[\w+/=]+\?="$/);
    expect(of('rfc2047-q')).toBe('attachment; filename="=?utf-8?Q?codifica=C3=A7=C3=A3o_quoted.pdf?="');
    expect(of('quoted')).toBe('attachment; filename="com \\"aspas\\" e ; ponto.pdf"');
    expect(of('token')).toBe('attachment; filename=sem-aspas.pdf');
    expect(of('raw-latin1')).toBe('attachment; filename="latim cru \u00e9.pdf"');
    expect(of('raw-utf8')).toBe('attachment; filename="utf8 cru \u00c3\u00a9.pdf"');
    expect(of('none')).toBe(null);
  });
});
