import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { holdOutputFolder } from '../../src/collections/collection-lock.ts';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import { cli } from '../cli/support.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import {
  collectAt,
  collectingCommand,
  expectNobodyLeft,
  expectWhole,
  NO_BROWSER,
  type Place,
  placeFor,
  purchaseFolders,
  resultRows,
  start,
} from './support.ts';

/** Where it does not matter how many there are, one worker is started. */
const HTTP = ['--modo', 'http', '--workers', '1'];

let portal: Portal;
let place: Place;

beforeAll(async () => {
  portal = await startPortal({ purchases: 30, scenes: ['plain'], filesPerPurchase: 3 });
});
afterAll(async () => {
  await portal.close();
});
beforeEach(async () => {
  place = await placeFor(portal, portal.purchases.slice(0, 4));
  portal.resetStats();
});
afterEach(async () => {
  await expectNobodyLeft(place);
  await place.close();
  expect(portal.stats().defects).toEqual([]);
});

function fileRequests(): number {
  return Object.values(portal.stats().files).reduce((sum, count) => sum + count, 0);
}

describe('ruptura coletar', () => {
  it('gives every row of a list one result, however its purchase is spelt', { timeout: 60_000 }, async () => {
    const [a = '', b = '', c = ''] = portal.purchases;
    await place.writeList(
      [`PO${a};Ana`, `po${b};"Zoë; ""B"""`, `PM${c};`, `${a};de novo`, '12;curto', 'PO;x', `${b} ;fim`],
      'PO_NUMBER;Comprador',
    );
    const before = await readFile(place.list, 'utf8');
    const { code, out } = await collectAt(portal, place, HTTP);
    expect(code).toBe(EXIT.failure);
    expect(out).toMatch(/3 com sucesso|COMPLETED 3/);
    const rows = await resultRows(place);
    expect(rows.map(({ STATUS, Comprador }) => [STATUS, Comprador])).toEqual([
      ['COMPLETED', 'Ana'],
      ['COMPLETED', 'Zoë; "B"'],
      ['COMPLETED', ''],
      ['COMPLETED', 'de novo'],
      ['FAILED', 'curto'],
      ['FAILED', 'x'],
      ['COMPLETED', 'fim'],
    ]);
    expect(rows[4]!['ERROR_MESSAGE']).not.toBe('');
    expect(rows[0]).toMatchObject({ ATTACHMENTS_FOUND: '3', ATTACHMENTS_DOWNLOADED: '3' });
    expect(rows[0]!['COUPA_URL']).toMatch(new RegExp(`^${portal.base}/order_headers/(PO)?${a}$`));
    expect(await readFile(place.list, 'utf8')).toBe(before);
    for (const number of [a, b, c]) await expectWhole(portal, place, number);
    // Each purchase once, however many rows name it: as it was written first, then by its digits.
    const { pages } = portal.stats();
    for (const number of [a, b, c])
      expect(
        Object.keys(pages).filter((path) => /\/(?:P[OM])?(\d+)$/.exec(path)?.[1] === number),
      ).toHaveLength(1);
    expect(Object.values(pages).every((times) => times === 1)).toBe(true);
  });

  it('tells a command of its end, once, and ends as it would have ended', { timeout: 60_000 }, async () => {
    const told = join(place.folder, 'avisos.txt');
    const source = `require('fs').appendFileSync(process.argv[1], process.env.RUPTURA_COLETA_ESTADO + ' ' + process.env.RUPTURA_COLETA_SUCESSO + ' ' + JSON.parse(require('fs').readFileSync(0, 'utf8')).total.pedidos + '\\n'); process.exit(7)`;
    const command = `"${process.execPath}" -e "${source}" '${told}'`;
    await place.writeList(portal.purchases.slice(0, 2).map((number) => `PO${number}`));
    const { code, out, err } = await collectAt(portal, place, [...HTTP, '--json', '--ao-terminar', command]);
    expect([code, await readFile(told, 'utf8')]).toEqual([EXIT.ok, 'completed 2 2\n']);
    expect(err).toContain('o aviso falhou');
    for (const line of out.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    const wrong = await collectAt(portal, place, [...HTTP, '--ao-terminar', '"sem fim']);
    expect([wrong.code, wrong.err]).toEqual([EXIT.usage, expect.stringContaining('--ao-terminar')]);
  });

  it('downloads nothing twice when it runs again, and skips what the list says is done', {
    timeout: 90_000,
  }, async () => {
    expect((await collectAt(portal, place, HTTP)).code).toBe(EXIT.ok);
    const downloads = fileRequests();
    expect((await collectAt(portal, place, HTTP)).code).toBe(EXIT.ok);
    expect(fileRequests()).toBe(downloads);
    for (const number of portal.purchases.slice(0, 4)) await expectWhole(portal, place, number);

    portal.resetStats();
    const rows = await resultRows(place, true);
    await place.writeList(
      rows.map(({ PO_NUMBER, STATUS }) => `${PO_NUMBER};${STATUS}`),
      'PO_NUMBER;STATUS',
    );
    expect((await collectAt(portal, place, HTTP)).code).toBe(EXIT.ok);
    expect(portal.stats().pages).toEqual({});
    expect((await collectAt(portal, place, [...HTTP, '--force'])).code).toBe(EXIT.ok);
    expect(Object.keys(portal.stats().pages)).toHaveLength(4);
    expect(fileRequests()).toBe(0);
  });

  it('gives the same files with everything one after the other', { timeout: 60_000 }, async () => {
    const { code } = await collectAt(portal, place, [...HTTP, '--downloads', '1']);
    expect(code).toBe(EXIT.ok);
    expect(portal.stats().mostFilesAtOnce).toBe(1);
    for (const number of portal.purchases.slice(0, 4)) await expectWhole(portal, place, number);
  });

  it('never has more files on their way than all workers together may', { timeout: 60_000 }, async () => {
    await place.writeList(portal.purchases.slice(0, 12));
    const { code } = await collectAt(portal, place, [
      '--modo',
      'http',
      '--workers',
      '3',
      '--downloads-total',
      '2',
    ]);
    expect(code).toBe(EXIT.ok);
    expect(portal.stats().mostFilesAtOnce).toBeLessThanOrEqual(2);
  });

  it('tells programs everything as one JSON text a line', { timeout: 60_000 }, async () => {
    await place.writeList([...portal.purchases.slice(0, 6), '99999999']);
    const { code, out, err } = await collectAt(portal, place, [...HTTP, '--json']);
    expect([code, err]).toEqual([EXIT.failure, '']);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (event: string) => lines.filter(({ evento }) => evento === event);
    expect(
      of('pedido')
        .map(({ po_id }) => po_id)
        .sort(),
    ).toEqual([...portal.purchases.slice(0, 6), '99999999']);
    expect(of('pedido').find(({ po_id }) => po_id === '99999999')).toMatchObject({ status: 'PO_NOT_FOUND' });
    const worker = of('worker').find(({ po_id }) => po_id !== null)!;
    expect(Object.keys(worker)).toEqual(
      expect.arrayContaining(['worker_id', 'po_id', 'status', 'tempo', 'timestamp', 'arquivos_prontos']),
    );
    expect(of('coleta').at(-1)).toMatchObject({ estado: 'completed', prontos: 7, com_falha: 1 });
    expect(lines.at(-1)).toMatchObject({
      evento: 'resumo',
      total: { pedidos: 7, com_sucesso: 6, arquivos: 18 },
      falhas: [{ causa: 'NOT_FOUND', pedidos: 1 }],
      restantes: 0,
    });
  });

  it('only looks where that is asked for, and says what there is and what would come', {
    timeout: 60_000,
  }, async () => {
    const [stored = '', open = ''] = portal.purchases;
    await place.writeList([stored]);
    expect((await collectAt(portal, place, HTTP)).code).toBe(EXIT.ok);
    const before = [...(await purchaseFolders(place)).values()].flat();
    portal.resetStats();
    await place.writeList([stored, open, '99999999']);
    const { code, out } = await collectAt(portal, place, [...HTTP, '--simular']);
    expect(code).toBe(EXIT.failure);
    expect(fileRequests()).toBe(0);
    expect([...(await purchaseFolders(place)).values()].flat()).toEqual(before);
    expect(out).toMatch(/Anexos encontrados +6\n +Já guardados +3\n +Viriam +3\n/);
    const name = (await readdir(place.output)).find((one) => one.includes('_simulado_'))!;
    const rows = (await readFile(join(place.output, name), 'utf8')).trim().split('\r\n');
    expect(rows[0]).toMatch(/^PO_NUMBER;STATUS;SUPPLIER;PART;SAID;FOUND;ALREADY_STORED;AttachmentName;/);
    const sums = new Map<string, number[]>();
    for (const row of rows.slice(1)) {
      const cells = row.split(';');
      const sum = sums.get(`${cells[0]} ${cells[1]}`) ?? [0, 0];
      sums.set(`${cells[0]} ${cells[1]}`, [sum[0]! + Number(cells[5]), sum[1]! + Number(cells[6])]);
    }
    expect([...sums]).toEqual([
      [`${stored} SIMULATED`, [3, 3]],
      [`${open} SIMULATED`, [3, 0]],
      ['99999999 PO_NOT_FOUND', [0, 0]],
    ]);
    // It is no collection to go on with: what comes next brings the files.
    await place.writeList([stored, open]);
    expect((await collectAt(portal, place, HTTP)).code).toBe(EXIT.ok);
    await expectWhole(portal, place, open);
  });

  it('asks for no more pages and files a minute than it may', { timeout: 60_000 }, async () => {
    await place.writeList(portal.purchases.slice(0, 3));
    const began = performance.now();
    const { code } = await collectAt(portal, place, [
      ...['--modo', 'http', '--workers', '2', '--por-minuto', '300', '--downloads', '8'],
    ]);
    expect(code).toBe(EXIT.ok);
    // Three pages and nine files, at 206 ms each, the first at once.
    expect(performance.now() - began).toBeGreaterThan(11 * 206);
    for (const number of portal.purchases.slice(0, 3)) await expectWhole(portal, place, number);
  });

  it('tries again only what failed in the last collection', { timeout: 90_000 }, async () => {
    const [worse = '', ...others] = portal.purchases.slice(0, 4);
    const nothing = await collectAt(portal, place, [...HTTP, '--tentar-falhas']);
    expect([nothing.code, nothing.err]).toEqual([EXIT.failure, expect.stringContaining('Não há coleta')]);
    portal.setFault(worse, { on: 'file', which: 1, kind: 'status', status: 403 });
    expect((await collectAt(portal, place, HTTP)).code).toBe(EXIT.failure);
    portal.setFault(worse, null);
    portal.resetStats();
    expect((await collectAt(portal, place, [...HTTP, '--tentar-falhas'])).code).toBe(EXIT.ok);
    expect(Object.keys(portal.stats().pages).every((path) => path.includes(worse))).toBe(true);
    expect(fileRequests()).toBe(1);
    for (const number of [worse, ...others]) await expectWhole(portal, place, number);
    const rows = await resultRows(place);
    expect(rows.map(({ STATUS }) => STATUS)).toEqual(rows.map(() => 'COMPLETED'));
    const done = await collectAt(portal, place, [...HTTP, '--tentar-falhas']);
    expect([done.code, done.err]).toEqual([
      EXIT.failure,
      expect.stringContaining('não tem pedidos com falha'),
    ]);
  });

  it('speaks the language asked for in every process', { timeout: 60_000 }, async () => {
    await place.writeList([portal.purchases[0]!, '99999999', 'x12']);
    portal.setFault(portal.purchases[0]!, { on: 'file', which: 1, kind: 'status', status: 403 });
    const command = await collectingCommand(portal, place, [...HTTP, '--json']);
    const english = command.map((part) => (part === 'pt-BR' ? 'en' : part));
    const { out } = await start(place, english).ended;
    portal.setFault(portal.purchases[0]!, null);
    const told = out.match(/"erro":"[^"]*"/g) ?? [];
    const results = (await resultRows(place)).map(({ ERROR_MESSAGE }) => ERROR_MESSAGE);
    expect(told).toHaveLength(2);
    expect(results).toHaveLength(3);
    for (const text of [...told, ...results])
      expect(text).toMatch(/was not stored|were not stored|does not exist|no purchase order number/);
  });

  it('refuses a folder that another collection works in', { timeout: 60_000 }, async () => {
    const release = await holdOutputFolder(place.output, 'outra.csv');
    const refused = await collectAt(portal, place, HTTP);
    expect([refused.code, refused.err]).toEqual([EXIT.running, expect.stringContaining('em uso')]);
    expect(refused.err).toContain('outra.csv');
    expect(portal.stats().pages).toEqual({});
    await release();
  });

  it('says what is missing before it begins', { timeout: 60_000 }, async () => {
    const noAddress = await cli(['coletar', place.list], { environment: {} });
    expect([noAddress.code, noAddress.err]).toEqual([EXIT.usage, expect.stringContaining('COUPA_URL')]);
    await writeFile(place.state, '{"cookies":[],"origins":[]}');
    const noSession = await collectAt(portal, place, HTTP, NO_BROWSER);
    expect([noSession.code, noSession.err]).toEqual([
      EXIT.failure,
      expect.stringContaining('coletar entrar'),
    ]);
    expect((await purchaseFolders(place)).size).toBe(0);
  });

  it.skipIf(findBrowser() === null)(
    'goes on without the browser where both ways agree, and stores the same',
    { timeout: 90_000 },
    async () => {
      await place.writeList(portal.purchases.slice(0, 8));
      const { code } = await collectAt(portal, place, ['--modo', 'auto', '--workers', '1']);
      expect(code).toBe(EXIT.ok);
      for (const number of portal.purchases.slice(0, 8)) await expectWhole(portal, place, number);
      const twice = Object.values(portal.stats().pages).filter((count) => count > 1);
      // The first purchases were read both ways, the others once.
      expect(twice.length).toBeGreaterThanOrEqual(2);
      expect(twice.length).toBeLessThan(8);
    },
  );

  it('keeps what is not of this program out of its own folder', { timeout: 60_000 }, async () => {
    const outside = join(place.folder, 'fora');
    const { code, err } = await collectAt(portal, place, [...HTTP, '--retomar', '../../fora']);
    expect([code, err]).toEqual([EXIT.failure, expect.stringContaining('Não há coleta')]);
    await expect(readFile(outside)).rejects.toThrow('ENOENT');
  });
});
