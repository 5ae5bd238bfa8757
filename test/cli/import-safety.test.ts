/** Importing from the terminal asks before it counts twice or loses much, says what it does, and can be taken back. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startOver } from '../support/start-over.ts';
import { cli } from './support.ts';

let database: TestDatabase;
let folder: string;
let whole: string;
let part: string;

const HEADER = 'num_pedido;cod_produto;qtd_saldo_produto_pedido;preco_produto_pedido\n';
const run = (...argv: string[]) =>
  cli(['importar', ...argv], { environment: { DATABASE_URL: database.url, RUPTURA_HOJE: '2026-03-02' } });

async function lines(): Promise<number> {
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM carteira_principal');
  return rows[0].n;
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'ruptura-cli-'));
  whole = join(folder, 'carteira.csv');
  part = join(folder, 'carteira parte.csv');
  const orders = Array.from({ length: 40 }, (_, n) => `P${n};A;10;2,50\nP${n};B;1;4\n`);
  await writeFile(whole, HEADER + orders.join(''));
  await writeFile(part, `${HEADER}P1;A;8;2,50\nP2;A;10;2,50\nNOVO;A;1;1\n`);
});
beforeEach(async () => {
  await startOver(database.pool);
  expect((await run(whole)).code).toBe(EXIT.ok);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

describe('ruptura importar', () => {
  it('does not add what is there already: it says so, proposes, and ends with the code of a refusal', async () => {
    for (const flags of [[part], [part, '--simular']]) {
      const { code, out, err } = await run(...flags);
      expect(code).toBe(EXIT.refused);
      const text = out + err;
      expect(text).toContain('2 destes 3 pedidos já estão na carteira');
      expect(text).toContain('proposto: --atualizar');
      expect(text).toMatch(/carteira_principal\s+pedidos\s+40\s+41\s+1/);
      expect(await lines()).toBe(80);
    }
    const { code, out } = await run(part, '--atualizar');
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/Para desfazer: .*ruptura importar --desfazer 2/);
    expect(await lines()).toBe(79);
  });

  it('asks again before it loses much, and the dry run tells so too', async () => {
    const dry = await run(part, '--substituir', '--simular');
    expect([dry.code, dry.out]).toEqual([EXIT.refused, expect.stringContaining('perde 97,50% das linhas')]);
    const refused = await run(part, '--substituir');
    expect(refused.code).toBe(EXIT.refused);
    expect(refused.err).toContain('tira 78 das 80 linhas');
    expect(refused.err).toContain('--sim-substituir');
    expect((await run(part, '--substituir', '--sim-substituir')).code).toBe(EXIT.ok);
    expect(await lines()).toBe(3);
  });

  it('lists what it stored and takes it back by its number', async () => {
    await run(part, '--substituir', '--sim-substituir');
    const history = await run('--historico');
    expect(history.out).toMatch(/2 .*substituir tudo.*carteira parte\.csv.*3.*pode/);
    expect(history.out).toMatch(/1 .*carteira\.csv.*80.*antes, a 2/);
    const dry = await run('--desfazer', '2', '--simular');
    expect([dry.code, dry.out]).toEqual([
      EXIT.ok,
      expect.stringMatching(/carteira_principal\s+80\s+3\s+0\s+0/),
    ]);
    expect(await lines()).toBe(3);
    await database.pool.query(`UPDATE carteira_principal SET cliente = 'Z' WHERE num_pedido = 'P1'`);
    const changed = await run('--desfazer', '2');
    expect(changed.code).toBe(EXIT.refused);
    expect(changed.err).toContain('--sim-desfazer');
    const { code, out } = await run('--desfazer', '2', '--sim-desfazer');
    expect([code, out]).toEqual([EXIT.ok, expect.stringContaining('Importação 2 desfeita.')]);
    expect(await lines()).toBe(80);
    const again = await run('--desfazer', '2', '--json');
    expect(again.code).toBe(EXIT.refused);
    expect(again.err).toContain('IMPORTACAO_JA_DESFEITA');
  });

  it('says what does not go together', async () => {
    expect((await run(part, '--atualizar', '--substituir')).code).toBe(EXIT.usage);
    expect((await run(part, '--historico')).code).toBe(EXIT.usage);
    expect((await run('--desfazer', '1', '--historico')).code).toBe(EXIT.usage);
    expect((await run('--desfazer', 'x')).code).toBe(EXIT.usage);
  });
});
