import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { columnsOf } from '../../src/cli/text.ts';
import type { OrderAnswer, ProjectionAnswer, PromiseAnswer } from '../../src/contract/wire.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type CliRunOptions, cli, plain } from './support.ts';

const TODAY = '2026-03-02';
const BOOK = new URL('../conformance/books/livro-1/', import.meta.url).pathname;
let database: TestDatabase;
let environment: Record<string, string>;
let folder: string;

const run = (argv: readonly string[], options: CliRunOptions = {}) => cli(argv, { environment, ...options });

beforeAll(async () => {
  database = await createTestDatabase();
  environment = { DATABASE_URL: database.url, RUPTURA_HOJE: TODAY };
  folder = await mkdtemp(join(tmpdir(), 'ruptura-cli-'));
  const imported = await run(['importar', BOOK]);
  expect(imported.err).not.toContain('✗');
  expect(imported.code).toBe(EXIT.ok);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

async function expected<Record_>(file: string): Promise<Record_[]> {
  const text = await readFile(join(BOOK, file), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record_);
}

describe('projetar', () => {
  it('gives every product of any table as JSON, as the conformance book expects', async () => {
    interface Expected {
      cod_produto: string;
      estoque_final: number[];
      status_ruptura: string;
      dia_ruptura: string | null;
    }
    const { code, json } = await run(['projetar', '--todos', '--json']);
    expect(code).toBe(EXIT.ok);
    const answers = new Map(json<ProjectionAnswer>().map((answer) => [answer.cod_produto, answer]));
    for (const record of await expected<Expected>('esperado-projecao.ndjson')) {
      const answer = answers.get(record.cod_produto)!;
      expect(answer.projecao.map((day) => day.estoque_final)).toEqual(record.estoque_final);
      expect(answer).toMatchObject({
        status_ruptura: record.status_ruptura,
        dia_ruptura: record.dia_ruptura,
      });
    }
  });

  it('counts products that only inactive rows name', async () => {
    await database.pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, ativo)
       VALUES ('MORTO', 'SO-INATIVO', 1, false)`,
    );
    const { json } = await run(['projetar', '--todos', '--json']);
    expect(json<ProjectionAnswer>().map((answer) => answer.cod_produto)).toContain('SO-INATIVO');
    await database.pool.query("DELETE FROM carteira_principal WHERE num_pedido = 'MORTO'");
  });

  it('shows 29 days that fit the window, with the quantity asked for', async () => {
    for (const columns of [60, 80, 200]) {
      const { out } = await run(['projetar', '04000000', '--qtd', '1,5'], { columns });
      const lines = plain(out).split('\n');
      expect(lines.filter((line) => /^ +D\d+ +\p{L}{3} \d\d\/\d\d /u.test(line))).toHaveLength(29);
      expect(out).toContain('Para 1,5');
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('says so when a code appears nowhere', async () => {
    const { code, out, err } = await run(['projetar', 'NENHUM', '04000000']);
    expect(code).toBe(1);
    expect(err).toContain('O código NENHUM não aparece em nenhuma tabela');
    expect(out).toContain('04000000');
    const { code: jsonCode, json } = await run(['projetar', 'NENHUM', '04000000', '--json']);
    expect(jsonCode).toBe(1);
    expect(json()).toMatchObject([
      { success: false, cod_produto: 'NENHUM', codigo: 'PRODUTO_DESCONHECIDO' },
      { cod_produto: '04000000', conhecido: true },
    ]);
  });
});

describe('analisar', () => {
  it('gives every open order as JSON, as the conformance book expects', async () => {
    interface Expected {
      num_pedido: string;
      pedido_ok: boolean;
      percentual_disponibilidade: number;
      criticidade: string | null;
      promessa_por_item: { itens: Record<string, string | null> };
    }
    const { code, json } = await run(['analisar', '--todos', '--json']);
    expect(code).toBe(EXIT.ok);
    const records = await expected<Expected>('esperado-pedidos.ndjson');
    const answers = json<OrderAnswer>();
    expect(answers.map((answer) => answer.num_pedido).sort()).toEqual(
      records.map((r) => r.num_pedido).sort(),
    );
    for (const record of records) {
      const answer = answers.find((one) => one.num_pedido === record.num_pedido)!;
      expect(answer).toMatchObject({
        pedido_ok: record.pedido_ok,
        percentual_disponibilidade: record.percentual_disponibilidade,
        resumo: { criticidade: record.criticidade },
      });
      const { itens, ...promise } = record.promessa_por_item;
      expect(answer.promessa).toMatchObject(promise);
      const items = [...answer.itens, ...answer.itens_disponiveis];
      expect(Object.fromEntries(items.map((item) => [item.cod_produto, item.promessa]))).toEqual(itens);
    }
  });

  it('explains one order item by item, and goes on after one that does not exist', async () => {
    const { code, out, err } = await run(['analisar', 'NADA', 'PED01000000']);
    expect(code).toBe(EXIT.failure);
    expect(err).toContain('Pedido NADA não encontrado');
    expect(out).toContain('Disp. 63% | Total Não Disp.');
    expect(out).toContain('O que falta');
    expect(out).toMatch(/Com quem está o estoque: PED\d+ \([\d.,]+, (carteira|separação|pré-separação)\)/);
  });

  it('answers an unknown order in its own JSON line', async () => {
    const { code, json } = await run(['analisar', 'NADA', 'PED01000000', '--json']);
    expect(code).toBe(EXIT.failure);
    expect(json()).toMatchObject([
      { success: false, num_pedido: 'NADA', codigo: 'PEDIDO_NAO_ENCONTRADO' },
      { success: true, num_pedido: 'PED01000000' },
    ]);
  });

  it('sums the book up in numbers that agree with the JSON, at any width', async () => {
    const answers = (await run(['analisar', '--todos', '--json'])).json<OrderAnswer>();
    const short = answers.filter((answer) => !answer.pedido_ok).length;
    for (const columns of [60, 80, 200]) {
      const { out } = await run(['analisar', '--todos'], { columns });
      expect(plain(out)).toMatch(new RegExp(`Pedidos em aberto +${answers.length} `));
      expect(plain(out)).toMatch(new RegExp(`Em ruptura +${short} `));
      for (const line of plain(out).split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('says loudly that today is fixed, and not on the output', async () => {
    const { out, err } = await run(['analisar', '--todos', '--json']);
    expect(err).toContain('data de hoje fixada em 02/03/2026');
    expect(out).not.toContain('fixada');
  });

  it('colours a terminal, and neither a pipe nor one that says NO_COLOR', async () => {
    const colour = '\u001b[3';
    expect((await run(['analisar', '--todos'], { columns: 80 })).out).toContain(colour);
    expect((await run(['analisar', '--todos'])).out).not.toContain(colour);
    const quiet = { ...environment, NO_COLOR: '1' };
    expect((await run(['analisar', '--todos'], { columns: 80, environment: quiet })).out).not.toContain(
      escape,
    );
  });

  it('prints stored text without letting it steer the terminal', async () => {
    await database.pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, cliente, expedicao)
       VALUES ('MAU', '04000000', 1, E'Mau\\x1b[2J\\nCliente', '2026-03-03')`,
    );
    const { out } = await run(['analisar', 'MAU']);
    expect(out).toContain('Mau·[2J·Cliente');
    await database.pool.query("DELETE FROM carteira_principal WHERE num_pedido = 'MAU'");
  });
});

describe('promessa', () => {
  interface Expected {
    num_pedido: string;
    promessa_por_item: PromiseAnswer & { itens: unknown };
    promessa_completa: PromiseAnswer & { itens: unknown };
  }

  it.each(['por_item', 'completa'] as const)(
    'under %s gives the promises the conformance book expects',
    async (policy) => {
      const { json } = await run(['promessa', '--politica', policy, '--json']);
      const lines = new Map(
        json<{ num_pedido: string; promessa: PromiseAnswer }>().map((l) => [l.num_pedido, l.promessa]),
      );
      const records = await expected<Expected>('esperado-pedidos.ndjson');
      expect(lines.size).toBe(records.length);
      for (const record of records) {
        const { itens: _items, ...promise } = record[`promessa_${policy}`];
        expect(lines.get(record.num_pedido)).toMatchObject(promise);
      }
    },
  );

  it('counts every order once by its standing', async () => {
    const { out } = await run(['promessa']);
    const counts = ['no prazo', 'atrasado', 'sem data', 'além de 28 dias'].map((word) =>
      Number(new RegExp(`^  ${word} +(\\d+)`, 'm').exec(out)?.[1]),
    );
    const records = await expected('esperado-pedidos.ndjson');
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(records.length);
  });
});

describe('importar and exportar', () => {
  it('lists bad rows with their places and stores nothing', async () => {
    const file = join(folder, 'carteira.csv');
    await writeFile(file, 'num_pedido;cod_produto;saldo\nRUIM1;A;1,5\nRUIM2;A;abc\n;A;2\n');
    const { code, err } = await run(['importar', file]);
    expect(code).toBe(EXIT.refused);
    expect(err).toContain('carteira.csv:3 qtd_saldo_produto_pedido "abc": não é um número');
    expect(err).toContain('carteira.csv:4 num_pedido: valor obrigatório em branco');
    const { rows } = await database.pool.query(
      "SELECT FROM carteira_principal WHERE num_pedido LIKE 'RUIM%'",
    );
    expect(rows).toHaveLength(0);
  });

  it('shows with --simular how a file is understood, and stores nothing', async () => {
    const file = join(folder, 'carteira_boa.csv');
    await writeFile(file, 'num_pedido;cod_produto;saldo\nBOM1;A;1.234,5\n');
    const { code, out } = await run(['importar', file, '--simular']);
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('Nada foi gravado');
    expect(out).toContain('decimal com vírgula');
    expect(out).toContain('1234.5');
    const { rows } = await database.pool.query("SELECT FROM carteira_principal WHERE num_pedido = 'BOM1'");
    expect(rows).toHaveLength(0);
  });

  it('refuses the same content twice', async () => {
    const { code, err } = await run(['importar', join(BOOK, 'carteira_principal.csv')]);
    expect(code).toBe(EXIT.refused);
    expect(err).toContain('--de-novo');
  });

  it('writes a backup that importar --substituir takes', async () => {
    const backup = join(folder, 'copia');
    const before = (await run(['analisar', '--todos', '--json'])).json<OrderAnswer>();
    const exported = await run(['exportar', '--tudo', '--saida', backup, '--json']);
    expect(exported.code).toBe(EXIT.ok);
    expect(exported.json()).toHaveLength(9);
    expect((await run(['importar', backup, '--substituir', '--sim-substituir', '--de-novo'])).code).toBe(
      EXIT.ok,
    );
    const after = (await run(['analisar', '--todos', '--json'])).json<OrderAnswer>();
    const content = (answers: OrderAnswer[]) =>
      answers.map(({ versao: _, calculado_em: __, ...rest }) => JSON.stringify(rest));
    expect(content(after)).toEqual(content(before));
  });

  it('writes one table to a file or to the output', async () => {
    expect((await run(['exportar', 'pedido', '--formato', 'xlsx', '--saida', folder])).code).toBe(EXIT.ok);
    expect(await readdir(folder)).toContain('pedido.xlsx');
    const { out, code } = await run(['exportar', 'pedido', '--formato', 'csv-iso', '--saida', '-']);
    expect(code).toBe(EXIT.ok);
    expect(out.split(/\r?\n/)[0]).toBe('separacao_lote_id,status,expedicao');
  });
});

describe('config', () => {
  it('shows every setting, where it comes from, and those in the database', async () => {
    const { code, out } = await run(['config']);
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^ {2}PORT +5000 +padrão/m);
    expect(out).toMatch(/^ {2}RUPTURA_HOJE +2026-03-02 +ambiente/m);
    expect(out).toMatch(/^ {2}RUPTURA_TZ +America\/Sao_Paulo +banco/m);
    expect(out).not.toContain(new URL(database.url.replace('@/', '@h/')).password);
  });

  it('still shows the process settings when the database cannot be reached', async () => {
    const { code, out } = await cli(['config'], {
      environment: { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' },
    });
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('postgres://a:***@127.0.0.1:1/x');
    expect(out).toContain('não está acessível');
  });

  it('points at a variable that looks misspelt', async () => {
    const { err } = await run(['config'], { environment: { ...environment, RUPTURA_HOJ: '2026-03-02' } });
    expect(err).toContain('RUPTURA_HOJ ');
  });
});

describe('an interruption', () => {
  it('ends a command with its own exit code', async () => {
    const { code, err } = await run(['analisar', '--todos'], { signal: AbortSignal.abort() });
    expect(code).toBe(EXIT.interrupted);
    expect(err).toContain('Interrompido');
  });
});
