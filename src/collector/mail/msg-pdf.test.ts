import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { msgFile } from '../../../test/portal/formats/msg.ts';
import { RupturaError } from '../../contract/errors.ts';
import { htmlText } from './html-text.ts';
import { readMail } from './mail-text.ts';
import { msgToPdf } from './msg-pdf.ts';
import { rtfText } from './rtf-text.ts';

const MAIL = {
  subject: 'Confirmação do pedido 15262984 — Ελληνικά, Русский, Ação',
  from: { name: 'Ana Conceição', address: 'ana@fornecedor.example' },
  to: [
    { name: 'João Araújo', address: 'joao@comprador.example' },
    { name: 'Compras', address: 'compras@comprador.example' },
  ],
  sent: new Date('2026-01-05T14:30:00Z'),
  text: 'Prezados,\r\n\r\nSegue o preço: R$ 1.234,56 — até março.\r\n\tAtenciosamente\r\n',
  attachments: [
    { name: 'Confirmação.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.4') },
    { name: 'assinatura.bin', type: 'application/octet-stream', bytes: Buffer.alloc(10) },
  ],
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-mail-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Everything a PDF draws and names, its streams unpacked. */
async function insidePdf(path: string): Promise<string> {
  const bytes = await readFile(path);
  const parts = [bytes.toString('latin1')];
  for (let at = bytes.indexOf('stream\n'); at !== -1; at = bytes.indexOf('stream\n', at + 7)) {
    try {
      parts.push(inflateSync(bytes.subarray(at + 7)).toString('latin1'));
    } catch {
      // A font or the end of a stream.
    }
  }
  return parts.join('\n');
}

/** What the glyphs of a PDF say, read by the letters of each of its fonts: half of it is nonsense, half is the text. */
function readings(inside: string): string[] {
  const glyphs = [...inside.matchAll(/\[([^\]]*)\] TJ/g)].map(([, array]) => [
    ...array!.matchAll(/<([\da-f]+)>/g),
  ]);
  const maps = [...inside.matchAll(/beginbfrange\n.*?\[([^\]]*)\]\nendbfrange/g)].map(([, letters]) =>
    [...letters!.matchAll(/<([^>]*)>/g)].map(([, code]) => code!),
  );
  // A ligature is one glyph for several letters.
  const letter = (code = ''): string =>
    code.replaceAll(' ', '').replace(/.{4}/g, (hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return maps.map((map) =>
    glyphs
      .map((line) =>
        line.map(([, hex]) => hex!.replace(/.{4}/g, (id) => letter(map[Number.parseInt(id, 16)]))).join(''),
      )
      .join('\n'),
  );
}

describe('an Outlook message', () => {
  it('is read: people, subject, date, text, attachments', () => {
    expect(readMail(msgFile(MAIL))).toEqual({
      from: 'Ana Conceição <ana@fornecedor.example>',
      to: 'João Araújo <joao@comprador.example>; Compras <compras@comprador.example>',
      copy: '',
      subject: MAIL.subject,
      date: MAIL.sent,
      text: 'Prezados,\n\nSegue o preço: R$ 1.234,56 — até março.\n    Atenciosamente',
      attachments: ['Confirmação.pdf', 'assinatura.bin'],
    });
  });

  it('becomes a PDF beside it, with its fonts inside and nothing else left', async () => {
    await writeFile(join(folder, 'mail.msg'), msgFile(MAIL));
    await msgToPdf(join(folder, 'mail.msg'), join(folder, 'mail.pdf'));
    expect((await readdir(folder)).sort()).toEqual(['mail.msg', 'mail.pdf']);
    const inside = await insidePdf(join(folder, 'mail.pdf'));
    expect(inside.startsWith('%PDF-')).toBe(true);
    expect(inside).toMatch(/\/FontFile2/);
    expect(inside).toMatch(/DejaVuSans/);
    for (const words of [
      'Segue o preço: R$ 1.234,56 — até março.',
      'Confirmação.pdf; assinatura.bin',
      '05/01/2026',
    ]) {
      expect(
        readings(inside).some((text) => text.includes(words)),
        words,
      ).toBe(true);
    }
    expect(readings(inside).some((text) => text.includes('Ελληνικά, Русский'))).toBe(true);
  });

  it('however long becomes a PDF of bounded length', async () => {
    const text = `${'palavra '.repeat(80_000)}${'x'.repeat(20_000)}`;
    await writeFile(join(folder, 'long.msg'), msgFile({ ...MAIL, text }));
    await msgToPdf(join(folder, 'long.msg'), join(folder, 'long.pdf'));
    const pages = (await readFile(join(folder, 'long.pdf'), 'latin1')).match(/\/Type \/Page\b(?!s)/g) ?? [];
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.length).toBeLessThan(250);
  });

  it('that is none, is cut or takes too long is an error about that mail, and leaves nothing', async () => {
    const whole = msgFile(MAIL);
    const bad: [name: string, bytes: Buffer, timeout?: number][] = [
      ['text.msg', Buffer.from('no mail')],
      ['empty.msg', Buffer.alloc(0)],
      ['cut.msg', whole.subarray(0, 600)],
      ['slow.msg', whole, 1],
    ];
    for (const [name, bytes, timeout] of bad) {
      await writeFile(join(folder, name), bytes);
      const error = await msgToPdf(join(folder, name), join(folder, 'x.pdf'), timeout).catch(
        (one: unknown) => one,
      );
      expect(error, name).toBeInstanceOf(RupturaError);
      expect((error as RupturaError).code).toBe('COLETA_MSG_ILEGIVEL');
      expect((error as RupturaError).message).toContain(name);
    }
    expect((await readdir(folder)).filter((name) => !name.endsWith('.msg'))).toEqual([]);
  });
});

describe('a body without plain text', () => {
  it('in HTML gives what people read of it', () => {
    const html = `<html><head><title>T</title><style>p{}</style></head><body><p>Olá,&nbsp;<b>João</b></p>
      <table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table>fim<br>mesmo<script>x()</script></body>`;
    expect(
      htmlText(html)
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    ).toEqual(['Olá, João', 'A  1', 'B  2', 'fim', 'mesmo']);
  });

  it('in rich text gives its text, whether compressed or not', () => {
    const rtf = String.raw`{\rtf1\ansi\fromhtml1{\fonttbl{\f0 Arial;}}{\*\htmltag <p>}\htmlrtf {\htmlrtf0 Pre\'e7o: \u8364?10\htmlrtf\par}\htmlrtf0 {\*\htmltag </p>}fim}`;
    const head = Buffer.alloc(16);
    head.writeUInt32LE(rtf.length, 4);
    head.writeUInt32LE(0x414c454d, 8);
    expect(rtfText(Buffer.concat([head, Buffer.from(rtf, 'latin1')]), 10_000)).toBe('Preço: €10\nfim');
    // The example of the specification of the format (MS-OXRTFCP 4.1.1).
    const spec = Buffer.from(
      '2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232' +
        '0af32068656c090020627705b06c647d0a800fa0',
      'hex',
    );
    expect(rtfText(spec, 10_000).trim()).toBe('hello world');
  });

  it('in rich text that is broken is an error or some text, never an endless loop', () => {
    expect(() => rtfText(Buffer.from('short'), 100)).toThrow();
    const noise = Buffer.alloc(3_000, 0xff);
    noise.writeUInt32LE(0x75465a4c, 8);
    expect(rtfText(noise, 10_000).length).toBeLessThanOrEqual(10_000);
    // It says that it is two gigabytes long, before and after.
    noise.writeUInt32LE(0x7fffffff, 0);
    noise.writeUInt32LE(0x7fffffff, 4);
    expect(rtfText(noise, 10_000).length).toBeLessThanOrEqual(10_000);
    expect(rtfText(Buffer.concat([noise, Buffer.alloc(200_000)]), 50_000).length).toBeLessThanOrEqual(50_000);
  });
});
