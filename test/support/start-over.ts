import type pg from 'pg';
import { INPUT_TABLES } from '../../src/contract/tables.ts';

const SAVED = ['estoque_projecao_cache', 'estoque_projecao_historico', 'estoque_projecao_resumo'];
const IMPORTS = [
  'ruptura.importacao',
  'ruptura.gravacao',
  'ruptura.entrou',
  'ruptura.mapa_lembrado',
  ...INPUT_TABLES.map(({ name }) => `ruptura.antes_${name}`),
];
const FIRST_SETTINGS = "('RUPTURA_TZ', 'America/Sao_Paulo'), ('politica', 'por_item'), ('classificacao', '')";

/**
 * Empties the tables and puts the settings back, so that the tests of one file do not see each other: some 30 ms,
 * where another database and another server take ten times as long. The change log goes on: a server on the database
 * reads everything anew at its next question. What a server holds itself (counts, jobs, runs) stays.
 */
export async function startOver(database: pg.Pool | pg.ClientBase): Promise<void> {
  const tables = [...INPUT_TABLES.map(({ name }) => name), ...SAVED, 'anotacao_pedido', ...IMPORTS];
  await database.query(
    `TRUNCATE ${tables.join(', ')} RESTART IDENTITY;
    UPDATE ruptura.configuracao AS c SET valor = p.valor FROM (VALUES ${FIRST_SETTINGS}) AS p (chave, valor)
    WHERE c.chave = p.chave AND c.valor <> p.valor`,
  );
}
