/** Files that portals serve otherwise than they say, or not to programs: what becomes of them on the disk. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PurchaseProgress } from '../../src/collector/bringing/collecting.ts';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import type { PurchaseOutcome } from '../../src/collector/purchase.ts';
import { openCollector } from '../../src/collector/run/collect-purchase.ts';
import { PURCHASE_TIMEOUT_MS } from '../../src/collector/settings.ts';
import type { CollectionMode } from '../../src/contract/collection-codes.ts';
import { fileAnswer, type SmallAttachment, type SmallPortal, startSmallPortal } from './small-portal.ts';

const PATIENCE = { firstDelayMs: 5, longestRetryAfterMs: 500 };

let folder: string;
let portal: SmallPortal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-odd-'));
});
afterEach(async () => {
  await portal.close();
  await rm(folder, { recursive: true, force: true });
});

async function collect(
  attachments: readonly SmallAttachment[],
  mode: CollectionMode = 'http',
  onProgress: (one: PurchaseProgress) => void = () => undefined,
): Promise<PurchaseOutcome> {
  portal = await startSmallPortal(attachments);
  const statePath = join(folder, 'state.json');
  const cookie = { name: '_session_id', value: '1', domain: '127.0.0.1', path: '/', expires: -1 };
  const cookies = [{ ...cookie, httpOnly: true, secure: false, sameSite: 'Lax' }];
  await writeFile(statePath, JSON.stringify({ cookies, origins: [] }));
  const settings = {
    portal: 'coupa',
    base: portal.base,
    outputFolder: join(folder, 'out'),
    mode,
    downloads: 4,
    perMinute: null,
    headless: true,
    statePath,
    profileFolder: join(folder, 'profile'),
    requisitions: true,
    simulate: false,
    language: 'pt-BR' as const,
    purchaseTimeoutMs: PURCHASE_TIMEOUT_MS,
  };
  const gate = { enter: async () => () => undefined };
  const transferLimits = { patience: PATIENCE, stallMs: 5_000 };
  const collector = await openCollector(settings, gate, { patience: PATIENCE, transferLimits });
  try {
    const signal = AbortSignal.timeout(60_000);
    const purchase = {
      number: portal.number,
      written: portal.number,
      folders: ['A'],
      supplier: null,
      rows: [0],
    };
    return await collector.collect(await collector.prepare(purchase, signal), onProgress, signal);
  } finally {
    await collector.close();
  }
}

async function filesOf(outcome: PurchaseOutcome): Promise<Record<string, Buffer>> {
  const path = join(folder, 'out', outcome.folder!);
  const names = (await readdir(path)).filter((name) => name !== 'manifest.json').sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name))])),
  ) as Record<string, Buffer>;
}

const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n%%EOF\n');
const JPEG = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF\0 picture', 'latin1');
const DOCX = Buffer.from('PK\x03\x04\x14\0\0\0 word/document.xml … PK\x05\x06 end', 'latin1');
const OLE = Buffer.concat([
  Buffer.from('d0cf11e0a1b11ae1', 'hex'),
  Buffer.alloc(600),
  Buffer.from('WordDocument', 'utf16le'),
]);
const TABLE = Buffer.from('<html><body><table><tr><td>Item</td><td>10</td></tr></table></body></html>');
const SIGN_IN = Buffer.from('<html><title>Portal</title><form><input type="password"></form></html>');
const OOPS = Buffer.from("<html><title>Oops! We couldn't find what you wanted</title></html>");
const HOME = Buffer.from(
  `<html><title>Portal</title><a href="/">Home</a>${'<p>text</p>'.repeat(200)}</html>`,
);

describe('a document that is not what its name says, and always comes so', () => {
  it('is kept with its true ending beside the given one, and the purchase is complete with a remark', async () => {
    const odd: readonly (readonly [string, Buffer, string])[] = [
      ['c.pdf', DOCX, 'c.pdf.docx'],
      ['scan.pdf', JPEG, 'scan.pdf.jpg'],
      ['carta.pdf', OLE, 'carta.pdf.doc'],
      ['rel.xls', TABLE, 'rel.xls.html'],
      ['nota.pdf', Buffer.from('Segue a nota em anexo.'), 'nota.pdf.txt'],
      ['dados.csv', Buffer.concat([DOCX, DOCX]), 'dados.csv.docx'],
      ['vazio.pdf', Buffer.alloc(0), 'vazio.pdf'],
    ];
    const outcome = await collect(odd.map(([name, bytes]) => ({ name, answer: fileAnswer(bytes) })));
    expect(outcome).toMatchObject({ status: 'COMPLETED', found: 7, lost: [], error: null });
    expect(outcome.stored.map(({ name }) => name)).toEqual(odd.map(([, , kept]) => kept));
    expect(outcome.stored.map(({ remark }) => remark)).toEqual([
      expect.stringMatching(/c\.pdf.*\.docx/),
      expect.stringMatching(/scan\.pdf.*\.jpg/),
      expect.stringMatching(/carta\.pdf.*\.doc/),
      expect.stringMatching(/rel\.xls.*\.html/),
      expect.stringMatching(/nota\.pdf.*\.txt/),
      expect.stringMatching(/dados\.csv.*\.docx/),
      expect.stringContaining('vazio'),
    ]);
    const files = await filesOf(outcome);
    for (const [, bytes, kept] of odd) expect(files[kept], kept).toEqual(bytes);
    const manifest = await readFile(join(folder, 'out', outcome.folder!, 'manifest.json'), 'utf8');
    expect(manifest).toContain(outcome.stored[0]!.remark);
    // Asked for three times, because portals in trouble send such things too; a table of another program is no trouble.
    const asked = (name: string): number => portal.asked.filter((path) => path.endsWith(`/${name}`)).length;
    expect(odd.map(([name]) => asked(name))).toEqual([3, 3, 3, 3, 3, 1, 3]);
  });

  it('keeps its name where programs go by it all the same, and none is asked for twice', async () => {
    const box = (brand: string): Buffer => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0`, 'latin1');
    const fine: readonly (readonly [string, Buffer, Record<string, string>])[] = [
      ['v.mov', box('qt  '), {}],
      ['v2.mov', Buffer.from('\0\0\0\x08wide', 'latin1'), { 'content-type': 'video/quicktime' }],
      ['i.heic', box('heic'), {}],
      ['i.heif', box('mif1'), {}],
      ['v.3gp', box('3gp4'), {}],
      ['v.m4v', box('M4V '), { 'content-type': 'video/mp4' }],
      ['foto.jpg', Buffer.from('\x89PNG\r\n\x1a\n picture IEND', 'latin1'), {}],
      ['planilha.xls', DOCX, {}],
      ['texto.doc', Buffer.from('{\\rtf1 text}'), {}],
      ['nota.xml', Buffer.from('<nfeProc versao="4.00"/>'), { 'content-type': 'text/plain' }],
      ['nota.p7s', Buffer.from('3082010a', 'hex'), { 'content-type': 'application/octet-stream' }],
      ['planta.dwg', Buffer.from('AC1032\0\0\0', 'latin1'), {}],
      ['extrato.ofx', Buffer.from('OFXHEADER:100'), {}],
      ['servido como pagina.pdf', PDF, { 'content-type': 'text/html' }],
      ['pagina.html', HOME, { 'content-type': 'text/html' }],
    ];
    const outcome = await collect(
      fine.map(([name, bytes, headers]) => ({ name, answer: fileAnswer(bytes, headers) })),
    );
    expect(outcome).toMatchObject({ status: 'COMPLETED', lost: [] });
    expect(outcome.stored.map(({ name, remark }) => [name, remark])).toEqual(
      fine.map(([name]) => [name, null]),
    );
    expect(portal.asked).toHaveLength(fine.length + 1);
  });

  it('is never the sign-in page, an error, a page of the portal, or half a file', async () => {
    const html = { 'content-type': 'text/html' };
    const attached = { 'content-type': 'application/pdf', 'content-disposition': 'attachment' };
    const cut: NonNullable<SmallAttachment['answer']> = (_, response) => {
      response.writeHead(200, { 'content-length': 9_000 });
      response.write(PDF, () => response.destroy());
    };
    const outcome = await collect([
      { name: 'a.pdf', answer: fileAnswer(SIGN_IN, html) },
      { name: 'b.xls', answer: fileAnswer(SIGN_IN, attached) },
      { name: 'c.html', answer: fileAnswer(SIGN_IN, attached) },
      { name: 'd.pdf', answer: fileAnswer(OOPS, html) },
      { name: 'e.xls', answer: fileAnswer(OOPS, attached) },
      { name: 'f.pdf', answer: fileAnswer(HOME, html) },
      { name: 'g.xlsx', answer: fileAnswer(HOME, attached) },
      { name: 'h.pdf', answer: fileAnswer(Buffer.from('{"error":"Access denied"}'), attached) },
      { name: 'i.pdf', answer: cut },
      {
        name: 'j.xml',
        answer: fileAnswer(Buffer.from('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')),
      },
      { name: 'k.csv', answer: fileAnswer(Buffer.from('{"error": {"code": 500}}')) },
      {
        name: 'l.html',
        answer: fileAnswer(Buffer.from('<html><title>Error</title><h1>Try again</h1></html>'), html),
      },
      { name: 'good.pdf', answer: fileAnswer(PDF) },
    ]);
    expect(outcome.status).toBe('PARTIAL');
    expect(Object.keys(await filesOf(outcome))).toEqual(['good.pdf']);
    expect(outcome.lost.map(({ name, cause }) => [name, cause])).toEqual([
      ['a.pdf', 'SIGN_IN_PAGE'],
      ['b.xls', 'SIGN_IN_PAGE'],
      ['c.html', 'SIGN_IN_PAGE'],
      ['d.pdf', 'HTML_AS_FILE'],
      ['e.xls', 'HTML_AS_FILE'],
      ['f.pdf', 'HTML_AS_FILE'],
      ['g.xlsx', 'HTML_AS_FILE'],
      ['h.pdf', 'HTML_AS_FILE'],
      ['i.pdf', 'CUT_BODY'],
      ['j.xml', 'HTML_AS_FILE'],
      ['k.csv', 'HTML_AS_FILE'],
      ['l.html', 'HTML_AS_FILE'],
    ]);
  });
});

describe('a link to somewhere else', () => {
  it('is kept as a shortcut, and nobody is asked', { timeout: 30_000 }, async () => {
    const outcome = await collect([
      { name: 'Contrato', href: 'https://files.example/contrato?id=1&x=é' },
      { name: 'Contrato', href: 'https://files.example/outro' },
      { name: 'nota.pdf', answer: fileAnswer(PDF) },
    ]);
    expect(outcome).toMatchObject({ status: 'COMPLETED', found: 3, lost: [] });
    expect(outcome.stored.map(({ name }) => name)).toEqual(['Contrato.url', 'Contrato (2).url', 'nota.pdf']);
    const files = await filesOf(outcome);
    expect(files['Contrato.url']!.toString()).toBe(
      '[InternetShortcut]\r\nURL=https://files.example/contrato?id=1&x=%C3%A9\r\n',
    );
  });
});

describe.skipIf(findBrowser() === null)('a file that the portal does not give to programs', () => {
  it('is brought by the browser, once, where the browser gets it', { timeout: 90_000 }, async () => {
    // A challenge that only a browser passes: its page sets a cookie and asks again.
    const challenge: (
      bytes: Buffer,
      headers: Record<string, string>,
    ) => NonNullable<SmallAttachment['answer']> = (bytes, headers) => (request, response) => {
      if (request.headers.cookie?.includes('passed=1') === true && request.headers['sec-ch-ua'] !== undefined)
        response.writeHead(200, { 'content-length': bytes.length, ...headers }).end(bytes);
      else
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<title>Just a moment</title><script>document.cookie="passed=1";location.reload()</script>');
    };
    const forbidden: (
      bytes: Buffer,
      headers: Record<string, string>,
    ) => NonNullable<SmallAttachment['answer']> = (bytes, headers) => (request, response) => {
      if (request.headers['sec-ch-ua'] === undefined) response.writeHead(403).end('no programs');
      else response.writeHead(200, { 'content-length': bytes.length, ...headers }).end(bytes);
    };
    const ended: string[] = [];
    const outcome = await collect(
      [
        { name: 'nota.pdf', answer: forbidden(PDF, { 'content-type': 'application/pdf' }) },
        {
          name: 'foto.jpg',
          answer: forbidden(JPEG, {
            'content-type': 'image/jpeg',
            'content-disposition': 'inline; filename="praia.jpg"',
          }),
        },
        {
          name: 'guia.pdf',
          answer: challenge(Buffer.concat([PDF, PDF]), { 'content-type': 'application/pdf' }),
        },
        { name: 'segredo.pdf', answer: (_, response) => void response.writeHead(403).end('nobody') },
        { name: 'livre.docx', answer: fileAnswer(DOCX) },
      ],
      'browser',
      (progress) => {
        if (progress.kind === 'transfer-ended' && progress.isStored) ended.push(progress.name);
      },
    );
    expect(outcome.stored.map(({ name }) => name)).toEqual([
      'nota.pdf',
      'praia.jpg',
      'guia.pdf',
      'livre.docx',
    ]);
    expect(outcome.lost.map(({ name, cause }) => [name, cause])).toEqual([['segredo.pdf', 'HTTP_403']]);
    expect(outcome).toMatchObject({ status: 'PARTIAL', found: 5 });
    expect([...ended].sort()).toEqual(['guia.pdf', 'livre.docx', 'nota.pdf', 'praia.jpg']);
    const files = await filesOf(outcome);
    expect(Object.keys(files)).toEqual(['guia.pdf', 'livre.docx', 'nota.pdf', 'praia.jpg']);
    expect(files['praia.jpg']).toEqual(JPEG);
  });
});
