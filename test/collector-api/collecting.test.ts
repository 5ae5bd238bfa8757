import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import type { CollectionsAnswer } from '../../src/contract/collection-wire.ts';
import type { Portal } from '../portal/start.ts';
import { unzipped } from '../support/unzipped.ts';
import {
  begin,
  begun,
  type CollectorBench,
  call,
  details,
  downloadedHash,
  filesOf,
  followed,
  hashOf,
  listOf,
  openCollectorBench,
  until,
} from './support.ts';

const GONE = '19999999';

describe('a collection over HTTP', () => {
  let bench: CollectorBench;
  /** One of everything there is, one that is not there, and one twice; as it was told. */
  let whole: { readonly id: string } & Awaited<ReturnType<typeof followed>>;

  beforeAll(async () => {
    bench = await openCollectorBench({
      purchases: 7,
      scenes: ['plain', 'requisitions', 'twins', 'names', 'hostile', 'mail', 'empty'],
    });
    const { purchases } = bench.portal;
    const list = listOf([...purchases, GONE, purchases[0]!]);
    const id = await begun(bench, list, { workers: '2', downloads: '3' });
    whole = { id, ...(await followed(bench, id)) };
  });
  afterAll(async () => {
    await bench?.close();
  });

  /** Whether what is listed and what can be downloaded is what the portal has, byte for byte. */
  const mustHaveAll = async (id: string, portal: Portal): Promise<void> => {
    for (const purchase of portal.purchases) {
      const { body } = await filesOf(bench, id, purchase);
      const wanted = new Set(portal.expectedFiles(purchase).map(({ sha256 }) => sha256));
      const stored = body.arquivos.filter(({ sha256 }) => sha256 !== null);
      expect([purchase, new Set(stored.map(({ sha256 }) => sha256))]).toEqual([purchase, wanted]);
      for (const { nome, sha256, bytes } of stored) {
        const path = `/api/coletas/${id}/pedidos/${purchase}/arquivos/${encodeURIComponent(nome)}`;
        expect([nome, await downloadedHash(bench, path)]).toEqual([nome, sha256]);
        expect(bytes).toBeGreaterThan(0);
      }
    }
  };

  it('brings every file, byte for byte, and tells all of it live', async () => {
    const { id, events, lastId } = whole;
    const now = await details(bench, id);

    expect(events[0]!.coleta.total).toBe(8);
    expect(events.filter(({ completo }) => completo)).toEqual([events.at(-1)]);
    const counts = events.map(({ coleta }) => coleta.prontos);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(events.at(-1)!.coleta).toEqual(now.coleta);
    expect(now.coleta).toMatchObject({
      ...{ arquivo: 'pedidos.csv', estado: 'completed', linhas: 9, linhas_recusadas: 0, total: 8 },
      ...{ prontos: 8, com_sucesso: 7, com_falha: 1, pode_retomar: false, codigo: null, error: null },
    });
    expect(now.por_status).toEqual([
      { status: 'COMPLETED', pedidos: 6 },
      { status: 'NO_ATTACHMENTS', pedidos: 1 },
      { status: 'PO_NOT_FOUND', pedidos: 1 },
    ]);
    expect(now.resumo).toMatchObject({
      total: { pedidos: 8, com_sucesso: 7, com_falha: 1 },
      falhas: [{ causa: 'NOT_FOUND', pedidos: 1, arquivos: 0 }],
      restantes: 0,
    });
    expect(now.resumo!.workers.reduce((sum, { pedidos }) => sum + pedidos, 0)).toBe(8);
    // Duplicates are one purchase with two rows; the headings are row 1.
    expect(now.pedidos[0]!.linhas).toEqual([2, 10]);
    await mustHaveAll(id, bench.portal);

    const again = await fetch(`${bench.url}/api/coletas/${id}/stream`, {
      headers: { 'last-event-id': lastId },
    });
    expect(again.status).toBe(204);
    const late = await followed(bench, id);
    expect(late.events).toEqual([{ ...events.at(-1), timestamp: expect.any(String) }]);
  });

  it('brings only what is wanted, where it is wanted', async () => {
    const list = listOf([bench.portal.purchases[0]!]);
    const id = await begun(bench, list, {
      tipo: 'cad',
      modelo: 'Compras/{po} {status}/{nome}',
      banda: '5MB',
    });
    await followed(bench, id);
    const { pedidos } = await details(bench, id);
    expect(pedidos).toMatchObject([{ status: 'COMPLETED', arquivos: 0, perdidos: 0 }]);
    expect(pedidos[0]!.encontrados).toBeGreaterThan(0);
    expect(pedidos[0]!.observacoes).toHaveLength(pedidos[0]!.encontrados);
    expect(pedidos[0]!.observacoes[0]!.observacao).toContain('tipo');
    const { body } = await call<string>(bench, `/api/coletas/${id}/resultado`);
    expect(body).toContain(`Compras/${bench.portal.purchases[0]} COMPLETED`);
    for (const wrong of [{ tipo: '*' }, { tamanho_max: 'x' }, { depois_de: 'ontem' }, { modelo: '{nome}' }])
      expect([wrong, (await begin(bench, list, wrong as Record<string, string>)).status]).toEqual([
        wrong,
        400,
      ]);
  });

  it('hands out the result file, one row for each row of the list', async () => {
    const { purchases } = bench.portal;
    const id = await begun(bench, `${listOf([purchases[0]!])}\r\nx12;;n\r\nPM${purchases[0]};;n\r\n`);
    await followed(bench, id);
    const { body, headers } = await call<string>(bench, `/api/coletas/${id}/resultado`);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="pedidos_processed_[\d-]+\.csv"/,
    );
    const rows = body.trim().split('\r\n');
    expect(rows.map((row) => row.split(';').slice(0, 2))).toEqual([
      [expect.stringMatching(/PO_NUMBER$/), 'STATUS'],
      [`PO${purchases[0]}`, 'COMPLETED'],
      ['x12', 'FAILED'],
      [`PM${purchases[0]}`, 'COMPLETED'],
    ]);
    const now = await details(bench, id);
    expect(now.coleta.linhas_recusadas).toBe(1);
    expect(now.pedidos[1]).toMatchObject({
      pedido: 'x12',
      linhas: [3],
      status: 'FAILED',
      pode_tentar: false,
    });
    expect(now.pedidos[1]!.error).toContain('x12');
  });

  it('finds purchases by status and text, and pages them', async () => {
    const { purchases } = bench.portal;
    const { id } = whole;
    const failed = await details(bench, id, '?status=PO_NOT_FOUND,FAILED');
    expect([failed.total, failed.pedidos.map(({ pedido }) => pedido)]).toEqual([1, [GONE]]);
    const byText = await details(bench, id, `?texto=${purchases[3]!.slice(-4)}`);
    expect(byText.pedidos.map(({ pedido }) => pedido)).toEqual([purchases[3]]);
    const first = await details(bench, id, '?limite=5');
    expect([first.posicao, first.total, first.proximo]).toEqual([0, 8, 5]);
    const rest = await details(bench, id, `?limite=5&posicao=${first.proximo}`);
    expect([...first.pedidos, ...rest.pedidos].map(({ pedido }) => pedido)).toEqual([...purchases, GONE]);
    expect(rest.proximo).toBeNull();
    const wrong = await call<{ codigo: string }>(bench, `/api/coletas/${id}?status=TORTO`);
    expect([wrong.status, wrong.body.codigo]).toEqual([400, 'REQUISICAO_INVALIDA']);
  });

  it('lists collections newest first, by pages that lose none', async () => {
    const all = (await call<CollectionsAnswer>(bench, '/api/coletas')).body;
    const ids = all.coletas.map(({ coleta_id }) => coleta_id);
    expect(ids.length).toBeGreaterThanOrEqual(2);
    expect(ids).toEqual([...ids].sort().reverse());
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '?limite=1' : `?limite=1&cursor=${cursor}`;
      const page: CollectionsAnswer = (await call<CollectionsAnswer>(bench, `/api/coletas${query}`)).body;
      paged.push(...page.coletas.map(({ coleta_id }) => coleta_id));
      cursor = page.proximo;
    }
    expect(paged).toEqual(ids);
  });

  it('sends the files of a purchase as one archive, with the manifest', async () => {
    const [purchase = ''] = bench.portal.purchases;
    const id = await begun(bench, listOf([purchase]));
    await followed(bench, id);
    const response = await fetch(`${bench.url}/api/coletas/${id}/pedidos/PO${purchase}/zip`);
    expect(response.headers.get('content-disposition')).toContain(`${purchase}.zip`);
    const entries = await unzipped(Buffer.from(await response.arrayBuffer()));
    const hashes = [...entries]
      .filter(([name]) => name !== 'manifest.json')
      .map(([, bytes]) => hashOf(bytes));
    expect(hashes.sort()).toEqual(
      bench.portal
        .expectedFiles(purchase)
        .map(({ sha256 }) => sha256)
        .sort(),
    );
    expect(JSON.parse(entries.get('manifest.json')!.toString())).toBeTypeOf('object');
  });

  it('keeps everything below its own folder, and says where', async () => {
    const { coleta } = await details(bench, await begun(bench, listOf([bench.portal.purchases[0]!])));
    expect(coleta.pasta).toBe(join(bench.dataFolder, 'coletas', coleta.coleta_id, 'saida'));
    await until(bench, coleta.coleta_id, ({ coleta: now }) => now.estado === 'completed');
    const journal = join(coleta.pasta, '.coleta', coleta.coleta_id, 'journal.ndjson');
    expect(await readFile(journal, 'utf8')).toContain('"kind":"outcome"');
  });

  it('refuses what is no list, and leaves nothing of it', async () => {
    const before = (await call<CollectionsAnswer>(bench, '/api/coletas')).body.total;
    const codes: [boolean, boolean][] = [];
    for (const text of ['A;B\n1;2\n', '', '\0\0\0', 'PO_NUMBER;PO_NUMBER\n15262900;1']) {
      const { status, body } = await begin(bench, text);
      codes.push([status < 500 && status >= 400, body.codigo !== undefined]);
    }
    expect(codes).toEqual(codes.map(() => [true, true]));
    const text = await call<{ codigo: string }>(bench, '/api/coletas?arquivo=a.csv', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: listOf(['15262900']),
    });
    expect([text.status, text.body.codigo]).toEqual([415, 'TIPO_DE_ARQUIVO_DESCONHECIDO']);
    const huge = await begin(bench, `PO_NUMBER\n${'1'.repeat(33 * 1024 * 1024)}`);
    expect([huge.status, huge.body.codigo]).toEqual([413, 'CORPO_GRANDE_DEMAIS']);
    expect((await call<CollectionsAnswer>(bench, '/api/coletas')).body.total).toBe(before);
  });

  it.skipIf(findBrowser() === null)(
    'brings the same files with a browser',
    async () => {
      const purchases = bench.portal.purchases.slice(1, 3);
      const id = await begun(bench, listOf(purchases), { modo: 'browser', workers: '1' });
      await until(bench, id, ({ coleta }) => coleta.estado === 'completed', 60_000);
      for (const purchase of purchases) {
        const { body } = await filesOf(bench, id, purchase);
        const wanted = new Set(bench.portal.expectedFiles(purchase).map(({ sha256 }) => sha256));
        expect([purchase, new Set(body.arquivos.map(({ sha256 }) => sha256))]).toEqual([purchase, wanted]);
      }
    },
    90_000,
  );
});
