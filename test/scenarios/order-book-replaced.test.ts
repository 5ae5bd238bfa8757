/** The ERP replaces the order book every night; what people drafted by hand stays. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { OrderAnswer } from '../../src/contract/wire.ts';
import type { ImportReport } from '../../src/imports/report.ts';
import { cli } from '../cli/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { TODAY } from './support.ts';

let database: TestDatabase;
let folder: string;
const run = (...argv: string[]) =>
  cli(argv, { environment: { DATABASE_URL: database.url, RUPTURA_HOJE: TODAY } });

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'ruptura-erp-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

async function night(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, `carteira_principal-${name}.csv`);
  const header = 'num_pedido;cod_produto;qtd_saldo_produto_pedido;expedicao';
  await writeFile(path, [header, ...lines, ''].join('\n'));
  return path;
}

async function replaceBook(name: string, lines: readonly string[]): Promise<ImportReport> {
  const { code, err, json } = await run(
    'importar',
    await night(name, lines),
    '--substituir',
    '--sim-substituir',
    '--json',
  );
  expect({ code, err: err.includes('✗') }).toEqual({ code: EXIT.ok, err: false });
  return json<ImportReport>()[0]!;
}

async function drafts(): Promise<string[]> {
  const { rows } = await database.pool.query<{ rascunho: string }>(
    `SELECT concat_ws(' ', num_pedido, cod_produto, trim_scale(qtd_selecionada_usuario), status) AS rascunho
     FROM pre_separacao_item ORDER BY id`,
  );
  return rows.map((row) => row.rascunho);
}

async function expectNoDrift(): Promise<void> {
  const { code, out } = await run('verificar', '--json');
  expect({ code, ...(JSON.parse(out) as object) }).toMatchObject({ code: EXIT.ok, success: true });
}

/** Requirements of a product over the whole horizon, and the part of them that drafts make up. */
async function requirementsOf(product: string): Promise<number> {
  const { out } = await run('projetar', product, '--json');
  const answer = JSON.parse(out) as { projecao: { saidas: number }[] };
  return answer.projecao.reduce((sum, day) => sum + day.saidas, 0);
}

describe('replacing the order book while there are drafts', () => {
  beforeAll(async () => {
    await replaceBook('0', [
      'P1;A;10;2026-03-04',
      'P2;A;10;2026-03-05',
      'P3;B;7;2026-03-06',
      'P4;B;5;2026-03-06',
    ]);
    await database.pool.query(`
      INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
      VALUES ('A', '2026-03-01', 12), ('B', '2026-03-01', 12);
      INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario, data_expedicao_editada, status)
      VALUES ('P1', 'A', 4, '2026-03-03', 'CRIADO'), ('P2', 'A', 8, '2026-03-03', ' criado '),
             ('P3', 'B', 7, '2026-03-03', 'CRIADO'), ('P4', 'B', 5, '2026-03-03', 'CONFIRMADO'),
             ('P4', 'B', 2, NULL, NULL)`);
  });

  it('keeps every draft, reapplies what still fits and reports the orders that are gone', async () => {
    const report = await replaceBook('1', ['P1;A;6;2026-03-09', 'P2;A;5;2026-03-09', 'P5;B;3;2026-03-10']);
    expect(await drafts()).toEqual([
      'P1 A 4 RECOMPOSTO',
      'P2 A 8 RECOMPOSTO',
      'P3 B 7 CRIADO',
      'P4 B 5 CONFIRMADO',
      'P4 B 2',
    ]);
    expect(report.drafts).toMatchObject({ reapplied: 2, notApplicable: 1, exceeding: 1 });
    expect(report.drafts?.notApplicableDrafts).toMatchObject([{ num_pedido: 'P3', saldo: '0' }]);
    expect(report.drafts?.exceedingDrafts).toMatchObject([{ num_pedido: 'P2', saldo: '5.000' }]);
    await expectNoDrift();
  });

  it('goes on reserving what the drafts took, never the same unit twice', async () => {
    // A: 4 + 8 drafted and 2 left of P1. B: 7 drafted for an order that is gone, and 3 of P5.
    expect(await requirementsOf('A')).toBe(14);
    expect(await requirementsOf('B')).toBe(10);
  });

  it('names the gone orders to a person', async () => {
    const { code, out } = await run(
      'importar',
      await night('2', ['P1;A;6;2026-03-09', 'P5;B;3;2026-03-10']),
      '--substituir',
      '--sim-substituir',
    );
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/P2/);
    expect(out).toMatch(/P3/);
    // RECOMPOSTO once, then without an order: still there, still RECOMPOSTO.
    expect((await drafts())[1]).toBe('P2 A 8 RECOMPOSTO');
    await expectNoDrift();
  });

  it('takes a draft up again when its order comes back', async () => {
    const report = await replaceBook('3', ['P1;A;6;2026-03-09', 'P2;A;8;2026-03-09', 'P3;B;9;2026-03-09']);
    expect(report.drafts).toMatchObject({ reapplied: 3, notApplicable: 0, exceeding: 0 });
    expect((await drafts()).slice(0, 3)).toEqual([
      'P1 A 4 RECOMPOSTO',
      'P2 A 8 RECOMPOSTO',
      'P3 B 7 RECOMPOSTO',
    ]);
    const { json } = await run('analisar', 'P3', '--json');
    expect(json<OrderAnswer>()[0]).toMatchObject({ num_pedido: 'P3' });
    await expectNoDrift();
  });

  it('takes no draft away when the replacement is refused', async () => {
    const kept = await drafts();
    const { code, err } = await run(
      'importar',
      await night('4', ['P9;A;not a number;2026-03-09']),
      '--substituir',
      '--sim-substituir',
    );
    expect(code).toBe(EXIT.refused);
    expect(err).toContain('carteira_principal-4.csv');
    expect(await drafts()).toEqual(kept);
    await expectNoDrift();
  });
});
