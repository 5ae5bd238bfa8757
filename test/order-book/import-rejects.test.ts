/** Every reason against every row can be read, and the rows left out can be taken, corrected and imported. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RowErrorAnswer } from '../../src/contract/import-wire.ts';
import { ask, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';
import { done, settled, upload } from './import-client.ts';
import { readTable } from './read-table.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

beforeEach(async () => {
  await startOver(test.database.pool);
});

afterAll(async () => {
  await test.close();
});

const HEAD = 'cod_produto;data;qtd;documento\n';
const BAD_ROWS = 2600;

/** Every second row is bad: more of them than a report holds. */
function manyBadRows(): string {
  let text = HEAD;
  for (let n = 0; n < BAD_ROWS; n++) text += `A${n};01/03/2026;1;D${n}\nB${n};31/02/2026;1;D${n}\n`;
  return text;
}

interface ErrorPage {
  readonly total: number;
  readonly posicao: number;
  readonly erros: RowErrorAnswer[];
}

async function errors(id: string, query: Record<string, string>): Promise<ErrorPage> {
  const answer = await ask(test.server, { url: `/api/importacao/${id}/erros`, query });
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as ErrorPage;
}

async function movements(): Promise<number> {
  const { rows } = await test.database.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM movimentacao_estoque',
  );
  return rows[0]!.n;
}

describe('reasons against rows', () => {
  it('are all there, from any place on, though the report has only the first', async () => {
    const { id } = await upload(test, 'estoque.csv', manyBadRows());
    const { relatorio, erros } = await settled(test, id);
    expect(relatorio!.erros).toHaveLength(1000);
    expect(erros).toBe(BAD_ROWS);
    for (const posicao of [0, 255, 256, 257, 2599]) {
      const page = await errors(id, { posicao: String(posicao), limite: '3' });
      expect(page).toMatchObject({ total: BAD_ROWS, posicao });
      expect(page.erros.map(({ linha }) => linha)).toEqual(
        [0, 1, 2].map((n) => 3 + 2 * (posicao + n)).filter((line) => line < 2 * BAD_ROWS + 2),
      );
    }
    expect(await errors(id, { posicao: String(BAD_ROWS) })).toMatchObject({ total: BAD_ROWS, erros: [] });
    expect((await errors(id, { posicao: '0', limite: '1' })).erros).toEqual([relatorio!.erros[0]]);
  });

  it('come as a file, in the language and the form of who asks', async () => {
    const { id } = await upload(test, 'estoque.csv', `${HEAD}A;31/02/2026;0;"x;y"\n`);
    await settled(test, id);
    const url = `/api/importacao/${id}/erros/arquivo`;
    const brazilian = await ask(test.server, url);
    expect(brazilian.text.replace('\ufeff', '').trimEnd().split('\r\n')).toEqual([
      'arquivo;folha;linha;coluna;valor;motivo',
      'estoque.csv;;2;data_movimentacao;31/02/2026;essa data não existe no calendário',
      'estoque.csv;;2;qtd_movimentacao;0;movimentação com quantidade zero',
    ]);
    const english = await test.server.inject({
      url: `${url}?formato=xlsx`,
      headers: { 'accept-language': 'en' },
    });
    expect(await readTable(english.rawPayload, 'erros.xlsx')).toEqual([
      ['arquivo', 'folha', 'linha', 'coluna', 'valor', 'motivo'],
      ['estoque.csv', '', '2', 'data_movimentacao', '31/02/2026', 'no such date in the calendar'],
      ['estoque.csv', '', '2', 'qtd_movimentacao', '0', 'movement with quantity zero'],
    ]);
  });

  it('of an earlier run are gone when another begins', async () => {
    const { id } = await upload(
      test,
      'estoque.csv',
      'cod_produto;data;qtd;outra\nA;31/02/2026;1;01/03/2026\n',
    );
    await settled(test, id);
    expect((await errors(id, {})).total).toBe(1);
    const colunas = [
      { posicao: 1, coluna: null },
      { posicao: 3, coluna: 'data_movimentacao' },
    ];
    await done(test, id, 'conferir', { mapa: [{ numero: 1, tabela: 'movimentacao_estoque', colunas }] });
    expect(await errors(id, {})).toMatchObject({ total: 0, erros: [] });
  });
});

describe('rows left out', () => {
  it('are taken as a file that, corrected, imports what was missing', async () => {
    const { id } = await upload(test, 'estoque.csv', `${HEAD}A;01/03/2026;1;a\nB;31/02/2026;2,5;"b;b"\n`);
    const checked = await settled(test, id);
    expect(checked.relatorio!.arquivos[0]!.arquivo_rejeitadas).toBeNull();
    const none = await ask(test.server, `/api/importacao/${id}/rejeitadas`);
    expect(none).toMatchObject({ status: 404, body: { codigo: 'IMPORTACAO_SEM_REJEITADAS' } });
    const stored = await done(test, id, 'gravar', { ignorar_invalidas: true });
    expect(stored).toMatchObject({ estado: 'GRAVADA', ignorar_invalidas: true });
    expect(await movements()).toBe(1);
    const rejected = await ask(test.server, `/api/importacao/${id}/rejeitadas`);
    expect(rejected.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(rejected.headers['content-disposition']).toContain('estoque-rejeitadas-');
    expect(rejected.text).toContain('B;31/02/2026;2,5;"b;b"');
    const corrected = rejected.text.replace('31/02/2026', '28/02/2026');
    const second = await upload(test, 'corrigido.csv', corrected, { tabela: 'movimentacao_estoque' });
    const mapped = await done(test, second.id, 'conferir', {
      // The reject file's own first columns say where each row stood.
      mapa: [{ numero: 1, colunas: [0, 1, 2, 3].map((posicao) => ({ posicao, coluna: null })) }],
    });
    expect(mapped.estado, mapped.error ?? '').toBe('CONFERIDA');
    await done(test, second.id, 'gravar');
    expect(await movements()).toBe(2);
  });

  it('of several files come together, or one by its name', async () => {
    const { id } = await upload(test, 'estoque.csv', `${HEAD}A;01/03/2026;1;a\nB;31/02/2026;2;b\n`);
    await upload(test, 'Estoque é 2.csv', `${HEAD}C;01/03/2026;1;a\nD;;2;b\n`, {
      id,
      tabela: 'movimentacao_estoque',
    });
    const { estado, relatorio, error } = await (async () => {
      await settled(test, id);
      return await done(test, id, 'gravar', { ignorar_invalidas: true });
    })();
    expect(estado, error ?? '').toBe('GRAVADA');
    const names = relatorio!.arquivos.map(({ arquivo_rejeitadas }) => arquivo_rejeitadas!);
    expect(names).toHaveLength(2);
    const both = await test.server.inject(`/api/importacao/${id}/rejeitadas`);
    expect(both.headers['content-type']).toBe('application/zip');
    expect(both.rawPayload.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    const one = await ask(test.server, {
      url: `/api/importacao/${id}/rejeitadas`,
      query: { arquivo: names[1]! },
    });
    expect(one.text).toContain('D;;2;b');
    expect(one.headers['content-disposition']).toContain(encodeURIComponent('é'));
    const other = await ask(test.server, {
      url: `/api/importacao/${id}/rejeitadas`,
      query: { arquivo: '../../etc/passwd' },
    });
    expect(other.status).toBe(404);
  });
});
