import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROMISE_POLICIES, RANKING_KEYS } from '../../src/contract/codes.ts';
import {
  type Column,
  type ColumnKind,
  INPUT_TABLES,
  MAX_CODE_LENGTH,
  MAX_TEXT_LENGTH,
} from '../../src/contract/tables.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const SQL_TYPES: Record<ColumnKind, string> = {
  id: 'bigint',
  code: 'text',
  text: 'text',
  quantity: 'numeric(15,3)',
  signed_quantity: 'numeric(15,3)',
  price: 'numeric(15,4)',
  date: 'date',
  instant: 'timestamp with time zone',
  boolean: 'boolean',
};

interface CatalogColumn {
  name: string;
  type: string;
  collation: string;
  not_null: boolean;
  filled: boolean;
}

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
});

async function catalogColumns(table: string): Promise<CatalogColumn[]> {
  const result = await database.pool.query<CatalogColumn>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS not_null,
      coalesce((SELECT collname FROM pg_collation c WHERE c.oid = attcollation), '') AS collation,
      atthasdef OR attidentity <> '' AS filled
    FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [`public.${table}`],
  );
  return result.rows;
}

describe.each(INPUT_TABLES)('the table $name', (table) => {
  test('has the declared columns in the declared order and types', async () => {
    const columns = await catalogColumns(table.name);
    expect(columns.map(({ name, type }) => [name, type])).toEqual(
      table.columns.map((column) => [column.name, SQL_TYPES[column.kind]]),
    );
  });

  test('refuses null exactly where a value is required, or fills the value in itself', async () => {
    const columns = await catalogColumns(table.name);
    for (const [index, column] of table.columns.entries()) {
      const { not_null, filled } = columns[index]!;
      if (column.required) expect(not_null, column.name).toBe(true);
      else expect(!not_null || filled, column.name).toBe(true);
    }
  });

  test('compares codes byte by byte', async () => {
    const columns = await catalogColumns(table.name);
    for (const [index, column] of table.columns.entries()) {
      if (column.kind === 'code') expect(columns[index]!.collation, column.name).toBe('C');
    }
  });

  test('holds codes and texts of the declared length and none longer', async () => {
    for (const column of table.columns) {
      const longest = column.kind === 'code' ? MAX_CODE_LENGTH : MAX_TEXT_LENGTH;
      if (column.kind !== 'code' && column.kind !== 'text') continue;
      await insert(table.name, table.columns, column.name, 'é'.repeat(longest));
      await expect(
        insert(table.name, table.columns, column.name, 'é'.repeat(longest + 1)),
      ).rejects.toMatchObject({ constraint: `${column.name}_passa_de_${longest}_caracteres` });
    }
  });
});

/** Inserts one good row with one column set. */
async function insert(table: string, columns: readonly Column[], name: string, value: string): Promise<void> {
  const filled = columns.filter((column) => column.required || column.name === name);
  const values = filled.map((column) => (column.name === name ? value : sample(column.kind)));
  const names = filled.map((column) => column.name).join(', ');
  const places = filled.map((_, index) => `$${index + 1}`).join(', ');
  await database.pool.query(`INSERT INTO ${table} (${names}) VALUES (${places})`, values);
}

let serial = 0;
function sample(kind: ColumnKind): string {
  if (kind === 'date') return '2026-03-02';
  if (kind === 'code') return `C${serial++}`;
  return '1';
}

test('the settings of the database accept exactly the declared policies and ranking keys', async () => {
  const set = (chave: string, valor: string): Promise<unknown> =>
    database.pool.query('UPDATE ruptura.configuracao SET valor = $2 WHERE chave = $1', [chave, valor]);
  for (const policy of PROMISE_POLICIES) await set('politica', policy);
  await expect(set('politica', 'sorteio')).rejects.toMatchObject({
    constraint: 'politica_deve_ser_por_item_ou_completa',
  });
  await set('classificacao', RANKING_KEYS.join(','));
  await set('classificacao', '');
  for (const wrong of ['cliente', 'valor,valor', 'valor,', 'valor, expedicao']) {
    await expect(set('classificacao', wrong)).rejects.toMatchObject({
      constraint: 'classificacao_com_chave_desconhecida_ou_repetida',
    });
  }
  await set('RUPTURA_TZ', 'America/Noronha');
  for (const wrong of ['America/Lugar_Nenhum', 'FOO+3', '']) {
    await expect(set('RUPTURA_TZ', wrong)).rejects.toMatchObject({
      constraint: 'ruptura_tz_fuso_horario_desconhecido',
    });
  }
});

test('the business date is the one of the configured time zone', async () => {
  await database.pool.query(
    "UPDATE ruptura.configuracao SET valor = 'Pacific/Kiritimati' WHERE chave = 'RUPTURA_TZ'",
  );
  const result = await database.pool.query<{ same: boolean; ahead: number }>(
    `SELECT ruptura.hoje() = (now() AT TIME ZONE 'Pacific/Kiritimati')::date AS same,
      ruptura.hoje() - (now() AT TIME ZONE 'Pacific/Pago_Pago')::date AS ahead`,
  );
  // 25 hours lie between the two zones: never the same date.
  expect(result.rows[0]!.same).toBe(true);
  expect(result.rows[0]!.ahead).toBeGreaterThan(0);
});
