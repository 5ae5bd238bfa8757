import type { Pool } from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { type AnswerRules, answerRules, rulesVersion, ruleValues } from '../contract/rules.ts';
import { inTransaction } from './in-transaction.ts';

const UPSERT = `
  INSERT INTO ruptura.configuracao AS atual (chave, valor) SELECT * FROM unnest($1::text[], $2::text[])
  ON CONFLICT (chave) DO UPDATE SET valor = EXCLUDED.valor WHERE atual.valor <> EXCLUDED.valor`;

/** Two who change at once come one after the other, also where a row is missing. */
const BEGIN = 'BEGIN; LOCK TABLE ruptura.configuracao IN SHARE ROW EXCLUSIVE MODE';

/**
 * Stores the rules that change answers, for all processes on the database.
 * @param seen version of the rules that the change was decided on
 * @returns the rules before
 * @throws RupturaError CONFIGURACAO_ALTERADA, nothing stored, where others are in force by now
 */
export async function storeRules(pool: Pool, rules: AnswerRules, seen: string): Promise<AnswerRules> {
  return await inTransaction(pool, BEGIN, async (client) => {
    const { rows } = await client.query<{ chave: string; valor: string }>(
      'SELECT chave, valor FROM ruptura.configuracao',
    );
    const before = answerRules(new Map(rows.map(({ chave, valor }) => [chave, valor])));
    if (rulesVersion(before) !== seen) throw new RupturaError('CONFIGURACAO_ALTERADA', {});
    const values = ruleValues(rules);
    await client.query(UPSERT, [Object.keys(values), Object.values(values)]);
    return before;
  });
}

/** Whether the database knows a time zone, and the business date in it by its clock, `yyyy-mm-dd`. */
export async function dateIn(pool: Pool, timeZone: string): Promise<string | null> {
  const { rows } = await pool.query<{ dia: string | null }>(
    `SELECT CASE WHEN ruptura.fuso_conhecido($1) THEN (now() AT TIME ZONE $1)::date::text END AS dia`,
    [timeZone],
  );
  return rows[0]?.dia ?? null;
}
