/** What an import would change is told before, and can be taken back: the tables are then as they were, row by row. */
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RupturaError } from '../../src/contract/errors.ts';
import { IMPORT_MODES, type ImportMode } from '../../src/contract/import-modes.ts';
import { INPUT_TABLES, type InputTableName } from '../../src/contract/tables.ts';
import { parseIsoDate } from '../../src/contract/units.ts';
import { importFiles } from '../../src/imports/import-files.ts';
import type { ImportOptions, ImportReport } from '../../src/imports/report.ts';
import { undoImport } from '../../src/imports/undo.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startOver } from '../support/start-over.ts';
import { type TestFolder, testFolder } from './files.ts';

const SEED = Number(process.env['SEED'] ?? 20260302);
const RUNS = Number(process.env['RUNS'] ?? 12);

let database: TestDatabase;
let folder: TestFolder;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await testFolder();
  await startOver(pool);
});
afterEach(() => folder.remove());

type Choices = Partial<ImportOptions>;

function take(paths: readonly string[], options: Choices = {}): Promise<ImportReport> {
  return importFiles(pool, {
    paths,
    mode: null,
    ignoreInvalid: false,
    again: false,
    dryRun: false,
    today: parseIsoDate('2026-03-02')!,
    ...options,
  });
}

async function refused(work: Promise<unknown>): Promise<RupturaError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RupturaError);
  return error as RupturaError;
}

const UNDO = { confirmed: false, undoneBy: 'ana', dryRun: false };

/** Every row of every table, ids included. */
async function everything(): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const name of [...INPUT_TABLES.map((table) => table.name), 'ruptura.configuracao']) {
    const { rows } = await pool.query<{ linha: string }>(
      `SELECT t::text AS linha FROM ${name} AS t ORDER BY 1`,
    );
    tables[name] = rows.map(({ linha }) => linha);
  }
  const { rows } = await pool.query<{ linha: string }>(
    `SELECT cod_produto || ' ' || estoque AS linha FROM estoque_atual WHERE estoque <> 0 ORDER BY 1`,
  );
  return { ...tables, estoque_atual: rows.map(({ linha }) => linha) };
}

const BOOK = 'num_pedido,cod_produto,qtd_saldo_produto_pedido,preco_produto_pedido\n';

/** Ten orders of two lines each, 10 × R$ 2,00 each line. */
async function tenOrders(): Promise<void> {
  await pool.query(
    `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, preco_produto_pedido)
     SELECT 'P' || n, c, 10, 2 FROM generate_series(0, 9) AS n, unnest('{A,B}'::text[]) AS c;
     INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario) VALUES
       ('P1', 'A', 3), ('P2', 'A', 3), ('P3', 'B', 1), ('P7', 'Z', 1)`,
  );
}

/** P1 as it is, P2 with another quantity and without B, P20 new. */
const PART = `${BOOK}P1,A,10,2\nP1,B,10,2\nP2,A,8,2\nP20,A,1,2.5\n`;

describe('the difference before storing', () => {
  beforeEach(tenOrders);

  it.each<[ImportMode, object]>([
    [
      'substituir',
      {
        units: { before: 10, after: 3, come: 1, go: 8, change: 1 },
        rows: { before: 20, after: 4, come: 1, go: 17, change: 1 },
        value: { before: '400.00', after: '58.50' },
        orphanedDrafts: 1,
      },
    ],
    [
      'atualizar',
      {
        units: { before: 10, after: 11, come: 1, go: 0, change: 1 },
        rows: { before: 20, after: 20, come: 1, go: 1, change: 1 },
        value: { before: '400.00', after: '378.50' },
        orphanedDrafts: 0,
      },
    ],
    [
      'acrescentar',
      {
        units: { before: 10, after: 11, come: 1, go: 0, change: 2 },
        rows: { before: 20, after: 24, come: 4, go: 0, change: 0 },
        value: { before: '400.00', after: '458.50' },
        orphanedDrafts: 0,
      },
    ],
  ])('of %s is what storing then does', async (mode, expected) => {
    const path = await folder.write('carteira.csv', PART);
    const told = await take([path], { mode, dryRun: true });
    expect(told.differences).toEqual([{ table: 'carteira_principal', unit: 'pedidos', ...expected }]);
    const done = await take([path], { mode, lossConfirmed: true });
    expect(done.differences).toEqual(told.differences);
    const { rows } = await pool.query(
      `SELECT count(*)::int AS after, round(sum(qtd_saldo_produto_pedido * preco_produto_pedido), 2)::text AS value
       FROM carteira_principal`,
    );
    const [told1] = told.differences;
    expect(rows[0]).toEqual({ after: told1!.rows.after, value: told1!.value!.after });
  });

  it('leaves other orders alone when some are brought up to date', async () => {
    await take([await folder.write('carteira.csv', PART)], { mode: 'atualizar' });
    const { rows } = await pool.query({
      text: `SELECT num_pedido, string_agg(cod_produto || ' ' || trim_scale(qtd_saldo_produto_pedido), ', ' ORDER BY cod_produto)
        FROM carteira_principal WHERE num_pedido IN ('P1', 'P2', 'P3', 'P20') GROUP BY 1 ORDER BY 1`,
      rowMode: 'array',
    });
    expect(rows).toEqual([
      ['P1', 'A 10, B 10'],
      ['P2', 'A 8'],
      ['P20', 'A 1'],
      ['P3', 'A 10, B 10'],
    ]);
    const drafts = await pool.query('SELECT num_pedido, status FROM pre_separacao_item ORDER BY id');
    expect(drafts.rows.map(({ status }) => status)).toEqual(['RECOMPOSTO', 'RECOMPOSTO', 'CRIADO', 'CRIADO']);
  });

  it('tells lots by their key: what a file does not say stays', async () => {
    await pool.query(`INSERT INTO pedido VALUES ('L1', 'ABERTO', '2026-03-05'), ('L2', 'COTADO', NULL)`);
    const path = await folder.write(
      'pedido.csv',
      'separacao_lote_id,status\nL1,FATURADO\nL2,COTADO\nL3,ABERTO\n',
    );
    const told = await take([path], { dryRun: true });
    const rows = { before: 2, after: 3, come: 1, go: 0, change: 1 };
    expect(told.differences).toMatchObject([{ table: 'pedido', unit: 'lotes', units: rows, rows }]);
    expect(told.proposal).toBeNull();
  });
});

describe('the mode that is proposed', () => {
  beforeEach(tenOrders);

  it('is bringing orders up to date where the file holds a part of the book, and a question to who says nothing', async () => {
    const path = await folder.write('carteira.csv', PART);
    const told = await take([path], { dryRun: true });
    expect(told.proposal).toEqual({ mode: 'atualizar', table: 'carteira_principal', known: 2, total: 3 });
    expect([told.mode, told.refusal?.code]).toEqual(['atualizar', 'IMPORTACAO_MODO_NAO_DITO']);
    const before = await everything();
    const error = await refused(take([path]));
    expect(error.code).toBe('IMPORTACAO_MODO_NAO_DITO');
    expect(error.sentence('pt-BR')).toContain('2 de 3');
    expect(await everything()).toEqual(before);
    await take([path], { mode: 'acrescentar' });
  });

  it('is replacing where the file holds nearly all of it', async () => {
    const lines = Array.from({ length: 9 }, (_, n) => `P${n},A,10,2\nP${n},B,10,2\n`);
    const told = await take([await folder.write('carteira.csv', BOOK + lines.join(''))], { dryRun: true });
    expect(told.proposal).toMatchObject({ mode: 'substituir', known: 9, total: 9 });
    expect(told.differences[0]!.rows).toMatchObject({ go: 2, change: 0, come: 0 });
  });

  it('is never replacing where movements are among the files, and adding where nothing is there yet', async () => {
    const lines = Array.from({ length: 10 }, (_, n) => `P${n},A,10,2\n`);
    const book = await folder.write('carteira.csv', BOOK + lines.join(''));
    const movements = await folder.write('movimentacao.csv', 'cod_produto,data,qtd\nA,2026-03-01,5\n');
    expect((await take([book, movements], { dryRun: true })).proposal?.mode).toBe('atualizar');
    const fresh = await folder.write('carteira2.csv', `${BOOK}Q1,A,1,1\n`);
    const told = await take([fresh], { dryRun: true, table: 'carteira_principal' });
    expect([told.proposal, told.mode, told.refusal]).toEqual([null, 'acrescentar', null]);
  });
});

describe('losing more than a fifth of a table', () => {
  beforeEach(tenOrders);

  it('asks a second time, with the numbers, and stores nothing before', async () => {
    const path = await folder.write('carteira.csv', PART);
    const before = await everything();
    const told = await take([path], { mode: 'substituir', dryRun: true });
    expect(told.refusal).toMatchObject({ code: 'IMPORTACAO_PERDE_MUITO', params: { saem: 17, antes: 20 } });
    const error = await refused(take([path], { mode: 'substituir' }));
    expect(error.code).toBe('IMPORTACAO_PERDE_MUITO');
    expect((error.details as ImportReport).differences[0]!.rows.go).toBe(17);
    expect(await everything()).toEqual(before);
    expect((await take([path], { mode: 'substituir', lossConfirmed: true })).files[0]!.inserted).toBe(4);
  });

  it('is asked with what is there when it is stored, not with what was when it was looked at', async () => {
    const lines = Array.from({ length: 9 }, (_, n) => `P${n},A,10,2\nP${n},B,10,2\n`);
    const path = await folder.write('carteira.csv', BOOK + lines.join(''));
    expect((await take([path], { mode: 'substituir', dryRun: true })).refusal).toBeNull();
    await pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido)
       SELECT 'N' || n, 'A', 1 FROM generate_series(1, 30) AS n`,
    );
    expect((await refused(take([path], { mode: 'substituir' }))).code).toBe('IMPORTACAO_PERDE_MUITO');
  });
});

const codes = fc.constantFrom('A', 'B', 'C');
const orders = fc.constantFrom('P1', 'P2', 'P3', 'P4');
const lots = fc.constantFrom('L1', 'L2', 'L3');
const quantities = fc.integer({ min: 1, max: 30 }).map((n) => (n / 4).toFixed(3));
const days = fc.constantFrom('2026-02-27', '2026-03-02', '');

/** Rows of a table, one text a cell, in the order of `HEADINGS`. */
const ROWS: Readonly<Record<InputTableName, fc.Arbitrary<string[]>>> = {
  carteira_principal: fc.tuple(orders, codes, quantities, fc.constantFrom('1.5', '2', ''), days),
  separacao: fc.tuple(lots, orders, codes, quantities),
  pedido: fc.tuple(lots, fc.constantFrom('ABERTO', 'COTADO', 'FATURADO'), days),
  pre_separacao_item: fc.tuple(
    orders,
    codes,
    quantities,
    fc.constantFrom('CRIADO', 'RECOMPOSTO', 'CANCELADO'),
  ),
  programacao_producao: fc.tuple(codes, fc.constantFrom('2026-03-05', '2026-03-06'), quantities),
  movimentacao_estoque: fc.tuple(
    codes,
    fc.constant('2026-03-01'),
    quantities,
    fc.option(
      fc.integer({ min: 1, max: 99 }).map((n) => `K${n}`),
      { nil: '' },
    ),
  ),
};
const HEADINGS: Readonly<Record<InputTableName, string>> = {
  carteira_principal: 'num_pedido,cod_produto,qtd_saldo_produto_pedido,preco_produto_pedido,expedicao',
  separacao: 'separacao_lote_id,num_pedido,cod_produto,qtd_saldo',
  pedido: 'separacao_lote_id,status,expedicao',
  pre_separacao_item: 'num_pedido,cod_produto,qtd_selecionada_usuario,status',
  programacao_producao: 'cod_produto,data_programacao,qtd_programada',
  movimentacao_estoque: 'cod_produto,data_movimentacao,qtd_movimentacao,chave_externa',
};
/** Values that stand once in a file. */
const UNIQUE: Readonly<Partial<Record<InputTableName, number>>> = { pedido: 0, movimentacao_estoque: 3 };

type Files = ReadonlyMap<InputTableName, readonly string[][]>;

function fileRows(name: InputTableName): fc.Arbitrary<string[][]> {
  const at = UNIQUE[name];
  return fc.uniqueArray(ROWS[name], {
    minLength: 1,
    maxLength: 8,
    comparator: (left, right) => at !== undefined && left[at] === right[at] && left[at] !== '',
  });
}

const books: fc.Arbitrary<Files> = fc
  .tuple(...INPUT_TABLES.map(({ name }) => fc.option(fileRows(name))))
  .map((all) => {
    const entries = INPUT_TABLES.map(({ name }, index) => [name, all[index]] as const);
    return new Map(entries.filter((entry): entry is [InputTableName, string[][]] => entry[1] != null));
  })
  .filter((files) => files.size > 0);

let written = 0;

async function writeFiles(files: Files): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, rows] of files) {
    const text = [HEADINGS[name], ...rows.map((row) => row.join(','))].join('\n');
    // A name of its own each time, and a blank line more: never the same content.
    written++;
    paths.push(await folder.write(`${name} ${written}.csv`, `${text}\n${'\n'.repeat(written)}`));
  }
  return paths;
}

const modes = fc.constantFrom(...IMPORT_MODES);

describe(`an import that is undone (SEED=${SEED})`, () => {
  it('leaves every table as it was before, row by row, in every mode, whatever was there', async () => {
    await fc.assert(
      fc.asyncProperty(books, books, modes, async (first, second, mode) => {
        await startOver(pool);
        await take(await writeFiles(first), { mode: 'acrescentar', again: true });
        const before = await everything();
        const stored = await take(await writeFiles(second), { mode, lossConfirmed: true, again: true });
        expect(stored.undoable).toBe(true);
        const plan = await undoImport(pool, stored.number!, { ...UNDO, dryRun: true });
        expect(plan.needsConfirmation).toBe(false);
        expect(await undoImport(pool, stored.number!, UNDO)).toEqual(plan);
        expect(await everything()).toEqual(before);
        const kept = await pool.query('SELECT FROM ruptura.entrou WHERE gravacao = $1', [stored.number]);
        expect(kept.rowCount).toBe(0);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('can go back import by import', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(books, modes), { minLength: 2, maxLength: 4 }), async (steps) => {
        await startOver(pool);
        const states: [number, Awaited<ReturnType<typeof everything>>][] = [];
        for (const [files, mode] of steps) {
          const before = await everything();
          const { number } = await take(await writeFiles(files), { mode, lossConfirmed: true, again: true });
          states.push([number!, before]);
        }
        for (const [number, before] of states.reverse()) {
          await undoImport(pool, number, UNDO);
          expect(await everything()).toEqual(before);
        }
      }),
      { seed: SEED, numRuns: Math.ceil(RUNS / 4) },
    );
  });

  it('is marked like any other write, so that every answer follows', async () => {
    await tenOrders();
    const { number } = await take([await folder.write('carteira.csv', PART)], { mode: 'atualizar' });
    const { rows } = await pool.query('SELECT coalesce(max(id), 0) AS last FROM ruptura.mudanca');
    await undoImport(pool, number!, UNDO);
    const marks = await pool.query({
      text: `SELECT DISTINCT num_pedido, cod_produto FROM ruptura.mudanca WHERE id > $1 ORDER BY 1, 2`,
      values: [rows[0].last],
      rowMode: 'array',
    });
    expect(marks.rows).toEqual([
      ['P1', 'A'],
      ['P1', 'B'],
      ['P2', 'A'],
      ['P2', 'B'],
      ['P20', 'A'],
    ]);
  });

  it('takes the same files again, and is refused a second time', async () => {
    const path = await folder.write('carteira.csv', PART);
    const { number } = await take([path]);
    await undoImport(pool, number!, UNDO);
    const error = await refused(undoImport(pool, number!, UNDO));
    expect(error.code).toBe('IMPORTACAO_JA_DESFEITA');
    expect(error.sentence('pt-BR')).toMatch(/desfeita em \d\d\/\d\d\/\d{4} /);
    expect((await take([path])).files[0]!.inserted).toBe(4);
    expect((await refused(take([path]))).code).toBe('IMPORTACAO_REPETIDA');
    expect((await refused(undoImport(pool, 999, UNDO))).code).toBe('IMPORTACAO_SEM_NUMERO');
  });
});

describe('what others wrote since', () => {
  it('is lost by nobody without a word: changed rows are asked about, rows of others stay', async () => {
    await tenOrders();
    const { number } = await take([await folder.write('carteira.csv', PART)], {
      mode: 'substituir',
      lossConfirmed: true,
    });
    await pool.query(
      `UPDATE carteira_principal SET qtd_saldo_produto_pedido = 99 WHERE num_pedido = 'P2';
       DELETE FROM carteira_principal WHERE num_pedido = 'P20';
       INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido) VALUES ('P5', 'C', 1), ('Q', 'C', 1);
       UPDATE pre_separacao_item SET qtd_selecionada_usuario = 4 WHERE num_pedido = 'P2'`,
    );
    const state = await everything();
    const error = await refused(undoImport(pool, number!, UNDO));
    expect(error).toMatchObject({ code: 'IMPORTACAO_ALTERADA_DEPOIS', params: { alteradas: 1, ao_lado: 1 } });
    expect(await everything()).toEqual(state);
    const plan = await undoImport(pool, number!, { ...UNDO, confirmed: true });
    expect(plan.tables).toEqual([
      { table: 'carteira_principal', back: 20, out: 3, changed: 1, gone: 1, beside: 1 },
      { table: 'pre_separacao_item', back: 1, out: 1, changed: 0, gone: 0, beside: 0 },
    ]);
    const { rows } = await pool.query(
      `SELECT (SELECT count(*) FROM carteira_principal)::int AS lines,
         (SELECT string_agg(num_pedido, ' ' ORDER BY num_pedido) FROM carteira_principal WHERE cod_produto = 'C') AS others,
         (SELECT string_agg(status || ' ' || trim_scale(qtd_selecionada_usuario), ', ' ORDER BY id) FROM pre_separacao_item) AS drafts`,
    );
    expect(rows[0]).toEqual({
      lines: 22,
      others: 'P5 Q',
      drafts: 'CRIADO 3, RECOMPOSTO 4, CRIADO 1, CRIADO 1',
    });
  });

  it('keeps the key of a row that would come back: refused, nothing undone', async () => {
    await pool.query(`INSERT INTO pedido VALUES ('L1', 'ABERTO', NULL), ('L2', 'ABERTO', NULL)`);
    const path = await folder.write('pedido.csv', 'separacao_lote_id\nL2\n');
    const { number } = await take([path], { mode: 'substituir', lossConfirmed: true });
    await pool.query(`INSERT INTO pedido VALUES ('L1', 'COTADO', NULL)`);
    const error = await refused(undoImport(pool, number!, { ...UNDO, confirmed: true }));
    expect(error).toMatchObject({ code: 'IMPORTACAO_SEM_LUGAR', params: { tabela: 'pedido', linhas: 1 } });
    expect((await pool.query('SELECT status FROM pedido ORDER BY 1')).rows).toHaveLength(2);
  });

  it('and a later import goes first, unless both only added', async () => {
    await tenOrders();
    const first = await take([await folder.write('carteira.csv', PART)], { mode: 'atualizar' });
    const second = await take([await folder.write('carteira2.csv', `${BOOK}P1,A,1,1\n`)], {
      mode: 'atualizar',
      table: 'carteira_principal',
    });
    const error = await refused(undoImport(pool, first.number!, UNDO));
    expect(error).toMatchObject({
      code: 'IMPORTACAO_COM_POSTERIOR',
      params: { posterior: String(second.number) },
    });
    await undoImport(pool, second.number!, UNDO);
    await undoImport(pool, first.number!, UNDO);
    const movement = (n: number): Promise<string> =>
      folder.write(`movimentacao ${n}.csv`, `cod_produto,data,qtd\nA,2026-03-01,${n}\n`);
    const monday = await take([await movement(5)]);
    await take([await movement(7)]);
    await undoImport(pool, monday.number!, UNDO);
    expect((await pool.query('SELECT estoque::float8 FROM estoque_atual')).rows).toEqual([{ estoque: 7 }]);
  });
});

describe('former contents', () => {
  it('are kept within days and number; what is forgotten cannot be undone, and says so', async () => {
    const numbers: number[] = [];
    for (let n = 0; n < 22; n++) {
      const path = await folder.write(`pedido ${n}.csv`, `separacao_lote_id\nL${n}\n`);
      numbers.push((await take([path], { mode: 'acrescentar' })).number!);
    }
    const { rows } = await pool.query(
      'SELECT count(linhas_guardadas)::int AS kept, count(*)::int AS calls FROM ruptura.gravacao',
    );
    expect(rows).toEqual([{ kept: 20, calls: 22 }]);
    await pool.query(`UPDATE ruptura.gravacao SET importado_em = now() - interval '8 days'`);
    const pruned = await pool.query('SELECT ruptura.podar_anteriores(7, 20, 1000)::int AS n');
    expect(pruned.rows).toEqual([{ n: 20 }]);
    expect((await pool.query('SELECT FROM ruptura.entrou')).rowCount).toBe(0);
    const error = await refused(undoImport(pool, numbers.at(-1)!, UNDO));
    expect(error.code).toBe('IMPORTACAO_NAO_GUARDADA');
  });
});

describe('two at once', () => {
  it('imports of one table wait for each other, and both are there or none', async () => {
    await tenOrders();
    const paths = await Promise.all(
      [1, 2, 3].map((n) => folder.write(`carteira ${n}.csv`, `${BOOK}P1,A,${n},1\nN${n},A,${n},1\n`)),
    );
    const reports = await Promise.all(paths.map((path) => take([path], { mode: 'atualizar' })));
    const last = Math.max(...reports.map(({ number }) => number!));
    const winner = reports.findIndex(({ number }) => number === last) + 1;
    const { rows } = await pool.query(
      `SELECT trim_scale(qtd_saldo_produto_pedido)::text AS q FROM carteira_principal WHERE num_pedido = 'P1'`,
    );
    expect(rows).toEqual([{ q: String(winner) }]);
  });

  it('undoing waits for an import that is being stored, and then sees it', async () => {
    await tenOrders();
    const first = await take([await folder.write('carteira.csv', PART)], { mode: 'atualizar' });
    let undoing: Promise<RupturaError> | null = null;
    const second = await take([await folder.write('carteira 2.csv', `${BOOK}P1,A,7,1\n`)], {
      mode: 'atualizar',
      onStoring: () => {
        undoing = refused(undoImport(pool, first.number!, UNDO));
      },
    });
    expect(await undoing!).toMatchObject({
      code: 'IMPORTACAO_COM_POSTERIOR',
      params: { posterior: String(second.number) },
    });
  });
});
