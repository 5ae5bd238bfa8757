import type { ClientBase, Pool } from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { MOST_VIEWS, type ViewPage } from '../contract/saved-view-wire.ts';
import { inTransaction } from './in-transaction.ts';

/** A saved view as the table has it, and whether whoever asks begins with it. */
export interface StoredView {
  readonly id: number;
  readonly pagina: ViewPage;
  readonly nome: string;
  readonly consulta: string;
  readonly compartilhada: boolean;
  readonly dono: string | null;
  readonly padrao: boolean;
  readonly versao: number;
  readonly alterada_por: string | null;
  readonly alterada_em: Date;
}

type ViewRow = Omit<StoredView, 'id' | 'versao'> & { readonly id: string; readonly versao: string };

/** What may be changed of a view. */
export type ViewContent = Pick<StoredView, 'nome' | 'consulta' | 'compartilhada' | 'padrao'>;

const UNIQUE_VIOLATION = '23505';

/**
 * `$1`: who asks, null where nobody signed in. Others' own views are as good as absent. Of two defaults of a page, one's
 * own goes before the shared one.
 */
const SELECT = `
  SELECT v.id::text AS id, v.pagina, v.nome, v.consulta, v.compartilhada, v.dono, v.versao::text AS versao, v.alterada_por,
         v.alterada_em,
         v.padrao AND (NOT v.compartilhada OR NOT EXISTS (
           SELECT FROM ruptura.visao p
           WHERE p.padrao AND p.pagina = v.pagina AND NOT p.compartilhada AND p.dono IS NOT DISTINCT FROM $1::text
         )) AS padrao
  FROM ruptura.visao v
  WHERE (v.compartilhada OR v.dono IS NOT DISTINCT FROM $1::text)`;

/** Views that somebody may see, by name; of one page, or (null) of all. */
export async function readViews(
  pool: Pool,
  owner: string | null,
  page: ViewPage | null,
): Promise<StoredView[]> {
  const { rows } = await pool.query<ViewRow>(
    `${SELECT} AND ($2::text IS NULL OR v.pagina = $2) ORDER BY v.pagina, lower(v.nome), v.id`,
    [owner, page],
  );
  return rows.map(viewOf);
}

/** One view. @throws RupturaError VISAO_NAO_ENCONTRADA where there is none that its reader may see */
export async function readView(
  pool: Pool | ClientBase,
  owner: string | null,
  id: number,
): Promise<StoredView> {
  const { rows } = await pool.query<ViewRow>(`${SELECT} AND v.id = $2`, [owner, id]);
  const [row] = rows;
  if (row === undefined) throw new RupturaError('VISAO_NAO_ENCONTRADA', { id });
  return viewOf(row);
}

function viewOf({ id, versao, ...row }: ViewRow): StoredView {
  return { ...row, id: Number(id), versao: Number(versao) };
}

/** None is saved beyond the most there may be, save for a race that nobody minds. */
const CREATE = `
  INSERT INTO ruptura.visao (pagina, nome, consulta, compartilhada, padrao, dono, alterada_por)
  SELECT $2, $3, $4, $5, $6, $1, $1
  WHERE (SELECT count(*) FROM ruptura.visao
         WHERE pagina = $2 AND (compartilhada OR dono IS NOT DISTINCT FROM $1::text)) < $7
  RETURNING id::text AS id`;

const UPDATE = `
  UPDATE ruptura.visao
  SET nome = $3, consulta = $4, compartilhada = $5, padrao = coalesce($6, padrao), alterada_por = $7, alterada_em = clock_timestamp(),
      versao = versao + 1
  WHERE id = $1 AND versao = $2`;

/** Defaults that a new one takes the place of: of its owner, and, where it is shared (`$3`), of all. */
const UNSET_DEFAULT = `
  UPDATE ruptura.visao SET padrao = false
  WHERE padrao AND pagina = $1 AND id IS DISTINCT FROM $2
    AND (compartilhada AND $3 OR NOT compartilhada AND dono IS NOT DISTINCT FROM $4::text)`;

/** @throws RupturaError VISAO_NOME_EM_USO, VISOES_DEMAIS */
export async function createView(
  pool: Pool,
  owner: string | null,
  page: ViewPage,
  content: ViewContent,
): Promise<StoredView> {
  const { nome, consulta, compartilhada, padrao } = content;
  return await storedAs(pool, nome, async (client) => {
    if (padrao) await client.query(UNSET_DEFAULT, [page, null, compartilhada, owner]);
    const values = [owner, page, nome, consulta, compartilhada, padrao, MOST_VIEWS];
    const [row] = (await client.query<{ id: string }>(CREATE, values)).rows;
    if (row === undefined) throw new RupturaError('VISOES_DEMAIS', { limite: MOST_VIEWS });
    return await readView(client, owner, Number(row.id));
  });
}

/**
 * Changes a view as it was read; what is not named stays.
 * @param seen `versao` its writer has seen; null where the last writer is right
 * @throws RupturaError VISAO_ALTERADA, VISAO_NOME_EM_USO; VISAO_NAO_ENCONTRADA where it is gone meanwhile
 */
export async function changeView(
  pool: Pool,
  owner: string | null,
  before: StoredView,
  { content, seen }: { readonly content: Partial<ViewContent>; readonly seen: number | null },
): Promise<StoredView> {
  const { id, versao, pagina } = before;
  const { nome, consulta, compartilhada } = { ...before, ...content };
  // A default for all and one of a person's own are not the same: one that changes sides takes the other's place.
  const moves = compartilhada !== before.compartilhada;
  const padrao = content.padrao ?? (moves ? before.padrao : null);
  if (seen !== null && seen !== versao) throw new RupturaError('VISAO_ALTERADA', { nome: before.nome });
  return await storedAs(pool, nome, async (client) => {
    if (padrao === true) await client.query(UNSET_DEFAULT, [pagina, id, compartilhada, owner]);
    const values = [id, versao, nome, consulta, compartilhada, padrao, owner];
    const { rowCount } = await client.query(UPDATE, values);
    const after = await readView(client, owner, id);
    if (rowCount === 0) throw new RupturaError('VISAO_ALTERADA', { nome: before.nome });
    return after;
  });
}

/** @throws RupturaError VISAO_NAO_ENCONTRADA */
export async function removeView(pool: Pool, owner: string | null, id: number): Promise<void> {
  await readView(pool, owner, id);
  await pool.query('DELETE FROM ruptura.visao WHERE id = $1', [id]);
}

/** @throws RupturaError VISAO_NOME_EM_USO where another view has the name */
async function storedAs<T>(pool: Pool, nome: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  try {
    return await inTransaction(pool, 'BEGIN', work);
  } catch (error) {
    const { code, constraint = '' } = error as { readonly code?: unknown; readonly constraint?: string };
    if (code !== UNIQUE_VIOLATION || !constraint.startsWith('visao_nome')) throw error;
    throw new RupturaError('VISAO_NOME_EM_USO', { nome }, { cause: error });
  }
}
