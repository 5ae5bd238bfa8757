/** A backup put into an empty database gives the same tables and the same answers. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { undoImport } from '../../src/imports/undo.ts';
import { cli } from '../cli/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { storedState, TODAY, verifyHere } from './support.ts';

let original: TestDatabase;
let restored: TestDatabase;
let folder: string;

function on(database: TestDatabase, ...argv: string[]): ReturnType<typeof cli> {
  return cli(argv, { environment: { DATABASE_URL: database.url, RUPTURA_HOJE: TODAY } });
}

beforeAll(async () => {
  [original, restored] = await Promise.all([createTestDatabase(), createTestDatabase({ migrated: false })]);
  folder = await mkdtemp(join(tmpdir(), 'ruptura-backup-'));
  expect((await on(original, 'demo', '--pedidos', '1000', '--semente', '7')).code).toBe(EXIT.ok);
  await original.pool.query(WORN);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await original.close();
  await restored.close();
});

/** What a book looks like after some time of use: gaps in the ids, odd texts, folded stock, other settings. */
const WORN = `
  DELETE FROM carteira_principal WHERE id % 11 = 3;
  UPDATE carteira_principal SET ativo = false WHERE id % 13 = 5;
  UPDATE carteira_principal SET expedicao = NULL WHERE id % 17 = 5;
  UPDATE movimentacao_estoque SET documento = E'="1"\\n;"x"', local = '-1' WHERE id % 19 = 1;
  INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, chave_externa)
  VALUES ('007', '2026-03-01', 0.001, '0001'), (' =A1', '2026-12-31', 999999999999.999, '+1'),
         ('\u{1d4b3}', '1900-01-01', -3.5, NULL);
  UPDATE pre_separacao_item SET status = ' recomposto ' WHERE id % 3 = 0;
  INSERT INTO pedido VALUES ('L solto', NULL, NULL), ('L2', '', '2200-12-31');
  UPDATE ruptura.configuracao SET valor = 'completa' WHERE chave = 'politica';
  UPDATE ruptura.configuracao SET valor = 'valor,expedicao' WHERE chave = 'classificacao';
  INSERT INTO anotacao_pedido (num_pedido, nota, responsavel, adiado_ate, alterado_por, alterado_em)
  SELECT DISTINCT num_pedido, E'=1+1;\n"' || repeat('é', 3000), NULL::text, NULL::date, 'Ana', timestamptz '2026-01-02 03:04:05.678901Z'
  FROM carteira_principal WHERE id < 20;
  INSERT INTO anotacao_pedido (num_pedido, responsavel, adiado_ate) VALUES (' saiu ', '0x', '2026-03-09');
  INSERT INTO ruptura.visao (id, pagina, nome, consulta, padrao) VALUES
    (7, 'carteira', 'Tudo', '', true), (9, 'carteira', '=x', 'uf=SP&texto=%22;', false);
  INSERT INTO ruptura.visao (pagina, nome, consulta, compartilhada, dono) VALUES ('mapa', 'minha', 'a=1', false, 'ana');
  SELECT ruptura.dobrar_estoque(500)`;

/** The tables without the import journal, which tells what came into this very database. */
async function facts(database: TestDatabase): Promise<Record<string, string>> {
  const { 'ruptura.importacao': _, ...tables } = await storedState(database.pool);
  return tables;
}

async function answers(database: TestDatabase): Promise<Record<string, unknown>> {
  const { digest, stockDrift, balanceDrift } = await verifyHere(database);
  const { versao: _, ...sums } = digest;
  return { ...sums, stockDrift, balanceDrift };
}

describe('backup and restore', () => {
  it('restores identical tables and identical answers into an empty database', async () => {
    expect((await on(original, 'exportar', '--tudo', '--saida', folder)).code).toBe(EXIT.ok);
    const { code, err } = await on(restored, 'importar', folder, '--substituir', '--sim-substituir');
    expect({ code, err: err.includes('✗') }).toEqual({ code: EXIT.ok, err: false });
    expect(await facts(restored)).toEqual(await facts(original));
    const before = await answers(original);
    expect(before).toMatchObject({ stockDrift: [], balanceDrift: [] });
    expect(await answers(restored)).toEqual(before);
    expect(Number(before['pedidos'])).toBeGreaterThan(700);
  });

  it('gives out new ids after the restored ones', async () => {
    const insert = `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido)
      VALUES ('depois', '007', 1) RETURNING id`;
    const { rows: highest } = await restored.pool.query('SELECT max(id) AS id FROM carteira_principal');
    const { rows } = await restored.pool.query(insert);
    expect(BigInt(rows[0].id)).toBeGreaterThan(BigInt(highest[0].id));
    await restored.pool.query("DELETE FROM carteira_principal WHERE num_pedido = 'depois'");
  });

  it('exports from the restored database the same files, byte for byte', async () => {
    const again = join(folder, 'again');
    expect((await on(restored, 'exportar', '--tudo', '--saida', again)).code).toBe(EXIT.ok);
    const manifest = async (path: string): Promise<unknown> =>
      JSON.parse(await readFile(join(path, 'manifesto.json'), 'utf8'));
    expect(await manifest(again)).toEqual(await manifest(folder));
  });

  it('puts a used database back to the state of the backup', async () => {
    await restored.pool.query(
      'UPDATE carteira_principal SET qtd_saldo_produto_pedido = 1; TRUNCATE separacao',
    );
    await restored.pool.query("UPDATE ruptura.configuracao SET valor = 'por_item' WHERE chave = 'politica'");
    const { code } = await on(restored, 'importar', folder, '--substituir', '--sim-substituir', '--de-novo');
    expect(code).toBe(EXIT.ok);
    expect(await facts(restored)).toEqual(await facts(original));
    expect(await answers(restored)).toEqual(await answers(original));
  });

  it('is taken back with what people have written', async () => {
    await restored.pool.query(
      `UPDATE anotacao_pedido SET nota = 'nova' WHERE num_pedido = 'saiu';
       INSERT INTO anotacao_pedido (num_pedido, nota) VALUES ('outro', 'x');
       DELETE FROM ruptura.visao WHERE id = 9;
       INSERT INTO ruptura.visao (pagina, nome, consulta) VALUES ('mapa', 'nova', '')`,
    );
    const before = await facts(restored);
    const { code } = await on(restored, 'importar', folder, '--substituir', '--sim-substituir', '--de-novo');
    expect(code).toBe(EXIT.ok);
    expect(await facts(restored)).toEqual(await facts(original));
    const { rows } = await restored.pool.query('SELECT max(numero)::int AS numero FROM ruptura.gravacao');
    const options = { confirmed: true, undoneBy: null, dryRun: false };
    await undoImport(restored.pool, rows[0].numero, options);
    expect(await facts(restored)).toEqual(before);
  });
});
