import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readList } from '../../src/collector/list/list-reader.ts';
import type { Collection, CollectionListAnswer } from '../../src/contract/collection-wire.ts';
import { testFolder, textRow, workbookParts } from '../imports/files.ts';
import { unzipped } from '../support/unzipped.ts';
import { begun, type CollectorBench, call, details, followed, openCollectorBench } from './support.ts';

describe('a list before its collection', () => {
  let bench: CollectorBench;
  beforeAll(async () => {
    bench = await openCollectorBench({ purchases: 2 });
  });
  afterAll(async () => {
    await bench?.close();
  });

  const look = async (content: string, query: Readonly<Record<string, string>> = {}, language = 'pt-BR') => {
    const search = new URLSearchParams({ arquivo: 'pedidos.csv', ...query });
    return await call<CollectionListAnswer>(bench, `/api/coletas/lista?${search}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', 'accept-language': language },
      body: content,
    });
  };
  const CONTENT =
    'Compras de março\nFornecedor;Pedido;Status\nACME;PO-15262984;\nACME;15262984.0;\nB;15262985;COMPLETED\nC;1,5E7;\n;;\n';

  it('is read without anything being kept: columns, first rows, counts and refusals with their lines', async () => {
    const before = await readdir(join(bench.dataFolder, 'coletas'));
    const { status, body } = await look(CONTENT);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ success: true, arquivo: 'pedidos.csv', folha: null, outras_folhas: [], linha_titulos: 2 },
      titulos: [
        { titulo: 'Fornecedor', coluna: 'SUPPLIER' },
        { titulo: 'Pedido', coluna: 'PO_NUMBER' },
        { titulo: 'Status', coluna: 'STATUS' },
      ],
      ...{ posicao_pedido: 1, candidatas: [1], codigo: null, error: null },
      ...{ linhas: 4, pedidos: 1, concluidos: 1, repetidas: 1, linhas_recusadas: 1 },
    });
    expect(body.primeiras[0]).toEqual({ linha: 3, celulas: ['ACME', 'PO-15262984'] });
    expect(body.recusadas).toEqual([
      { linha: 6, texto: '1,5E7', error: expect.stringContaining('perdeu dígitos') },
    ]);
    expect((await look(CONTENT, { forcar: '1' }, 'en')).body).toMatchObject({
      ...{ pedidos: 2, concluidos: 0 },
      recusadas: [{ error: expect.stringContaining('has lost digits') }],
    });
    expect((await call<{ total: number }>(bench, '/api/coletas')).body.total).toBe(0);
    expect(await readdir(join(bench.dataFolder, 'coletas'))).toEqual(before);
  });

  it('asks which column is meant where two may be, and takes any that is named', async () => {
    const content = 'Order;Pedido;Doc\n1;15262984;15262985\n';
    const { body } = await look(content);
    expect(body).toMatchObject({
      ...{ posicao_pedido: null, candidatas: [0, 1], codigo: 'COLETA_LISTA_VARIAS_COLUNAS', pedidos: 0 },
      error: expect.stringContaining('Order, Pedido'),
      primeiras: [{ linha: 2, celulas: ['1', '15262984', '15262985'] }],
    });
    expect((await look(content, { coluna: 'Doc' })).body).toMatchObject({
      ...{ posicao_pedido: 2, codigo: null, pedidos: 1 },
    });
    expect((await look(content, { coluna: 'Nota' })).body.codigo).toBe('COLETA_COLUNA_DESCONHECIDA');
    expect((await look('x;y\n1;2\n')).body.codigo).toBe('COLETA_LISTA_SEM_COLUNA');
    expect((await look('')).status).toBe(400);
  });

  it('that is a workbook comes back as one, with the results on its sheet and all else as it was', async () => {
    const [one] = bench.portal.purchases as [string];
    const data = textRow(1, 'Pedido', 'Nota') + textRow(2, `PO-${one}`, 'n');
    const parts = workbookParts([
      { name: 'lista', data },
      { name: 'outra', data: textRow(1, 'Order') + textRow(2, '999') },
    ]);
    const files = await testFolder();
    try {
      const path = await files.workbook('Pedidos.xlsx', { ...parts, 'xl/media/logo.png': 'pixels' });
      const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      const send = async <T>(to: string): Promise<T> =>
        (
          await call<T>(bench, to, {
            method: 'POST',
            headers: { 'content-type': type },
            body: await readFile(path),
          })
        ).body;
      const seen = await send<CollectionListAnswer>('/api/coletas/lista?arquivo=Pedidos.xlsx');
      expect([seen.folha, seen.outras_folhas, seen.pedidos]).toEqual(['lista', ['outra'], 1]);
      const { coleta } = await send<{ coleta: Collection }>('/api/coletas?arquivo=Pedidos.xlsx&modo=http');
      await followed(bench, coleta.coleta_id);
      const { resumo } = await details(bench, coleta.coleta_id);
      expect(resumo?.planilha_resultado).toMatch(/^Pedidos_processed_.*\.xlsx$/);
      const result = await fetch(`${bench.url}/api/coletas/${coleta.coleta_id}/resultado?formato=xlsx`);
      expect([result.status, result.headers.get('content-type')]).toEqual([200, type]);
      const back = await files.write('volta.xlsx', Buffer.from(await result.arrayBuffer()));
      const list = await readList(back, { force: true, column: null });
      expect(list.header.slice(0, 3)).toEqual(['Pedido', 'Nota', 'STATUS']);
      expect(list.rows[0]?.slice(0, 3)).toEqual([`PO-${one}`, 'n', 'COMPLETED']);
      const [before, after] = await Promise.all(
        [path, back].map(async (file) => unzipped(await readFile(file))),
      );
      expect([...after!.keys()].sort()).toEqual([...before!.keys()].sort());
      for (const [name, content] of before!)
        if (name !== 'xl/worksheets/s1.xml') expect([name, after!.get(name)]).toEqual([name, content]);
    } finally {
      await files.remove();
    }
  });

  it('is collected by the column that was named, and shows the lines of its file', async () => {
    const [one, two] = bench.portal.purchases as [string, string];
    const content = `Compras\n\nOrder;Doc;Fornecedor\n9;PO ${one};\n8;x;\n7;${two}.0;\n`;
    const id = await begun(bench, content, { coluna: 'Doc' });
    await followed(bench, id);
    const { coleta, pedidos } = await details(bench, id);
    expect(coleta).toMatchObject({ estado: 'completed', total: 2, linhas_recusadas: 1 });
    expect(pedidos.map(({ pedido, linhas, status }) => [pedido, linhas, status])).toEqual([
      [one, [4], 'COMPLETED'],
      ['x', [5], 'FAILED'],
      [two, [6], 'COMPLETED'],
    ]);
    await bench.restart();
    expect((await details(bench, id)).coleta).toMatchObject({ total: 2, prontos: 2 });
  });
});
