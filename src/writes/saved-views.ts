import type { Pool } from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { MOST_VIEWS, type ViewPage } from '../contract/saved-view-wire.ts';

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

/** `$1`: who asks, null where nobody signed in. Others' own views are as good as absent. */
const SELECT = `
  SELECT v.id::text AS id, v.pagina, v.nome, v.consulta, v.compartilhada, v.dono, v.versao::text AS versao, v.alterada_por,
         v.alterada_em, p.visao_id IS NOT NULL AS padrao
  FROM ruptura.visao v
  LEFT JOIN ruptura.visao_padrao p
    ON p.visao_id = v.id AND p.pagina = v.pagina AND p.dono = coalesce($1::text, '')
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
export async function readView(pool: Pool, owner: string | null, id: number): Promise<StoredView> {
  const { rows } = await pool.query<ViewRow>(`${SELECT} AND v.id = $2`, [owner, id]);
  const [row] = rows;
  if (row === undefined) throw new RupturaError('VISAO_NAO_ENCONTRADA', { id });
  return viewOf(row);
}

function viewOf({ id, versao, ...row }: ViewRow): StoredView {
  return { ...row, id: Number(id), versao: Number(versao) };
}

/** One statement: none is saved beyond the most there may be, save for a race that nobody minds. */
const CREATE = `
  INSERT INTO ruptura.visao (pagina, nome, consulta, compartilhada, dono, alterada_por)
  SELECT $2, $3, $4, $5, $1, $1
  WHERE (SELECT count(*) FROM ruptura.visao
         WHERE pagina = $2 AND (compartilhada OR dono IS NOT DISTINCT FROM $1::text)) < $6
  RETURNING id::text AS id`;

/** @throws RupturaError VISAO_NOME_EM_USO, VISOES_DEMAIS */
export async function createView(
  pool: Pool,
  owner: string | null,
  page: ViewPage,
  content: ViewContent,
): Promise<StoredView> {
  const { nome, consulta, compartilhada, padrao } = content;
  const values = [owner, page, nome, consulta, compartilhada, MOST_VIEWS];
  const [row] = await named(nome, async () => (await pool.query<{ id: string }>(CREATE, values)).rows);
  if (row === undefined) throw new RupturaError('VISOES_DEMAIS', { limite: MOST_VIEWS });
  const id = Number(row.id);
  if (padrao) await setDefault(pool, owner, page, id);
  return await readView(pool, owner, id);
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
  const { id } = before;
  const after = { ...before, ...content };
  const isChanged =
    after.nome !== before.nome ||
    after.consulta !== before.consulta ||
    after.compartilhada !== before.compartilhada;
  if (seen !== null && seen !== before.versao)
    throw new RupturaError('VISAO_ALTERADA', { nome: before.nome });
  if (isChanged) await update(pool, owner, before, after);
  if (content.padrao === true) await setDefault(pool, owner, before.pagina, id);
  if (content.padrao === false) await unsetDefault(pool, owner, before.pagina, id);
  return await readView(pool, owner, id);
}

async function update(
  pool: Pool,
  owner: string | null,
  before: StoredView,
  after: StoredView,
): Promise<void> {
  const { nome, consulta, compartilhada } = after;
  const { rowCount } = await named(nome, () =>
    pool.query(
      `UPDATE ruptura.visao
       SET nome = $3, consulta = $4, compartilhada = $5, alterada_por = $6, alterada_em = clock_timestamp(),
           versao = versao + 1
       WHERE id = $1 AND versao = $2`,
      [before.id, before.versao, nome, consulta, compartilhada, owner],
    ),
  );
  if (rowCount === 0) throw new RupturaError('VISAO_ALTERADA', { nome: before.nome });
}

/** @throws RupturaError VISAO_NAO_ENCONTRADA */
export async function removeView(pool: Pool, owner: string | null, id: number): Promise<void> {
  await readView(pool, owner, id);
  await pool.query('DELETE FROM ruptura.visao WHERE id = $1', [id]);
}

async function setDefault(pool: Pool, owner: string | null, page: ViewPage, id: number): Promise<void> {
  await pool.query(
    `INSERT INTO ruptura.visao_padrao (pagina, dono, visao_id) VALUES ($1, coalesce($2::text, ''), $3)
     ON CONFLICT (pagina, dono) DO UPDATE SET visao_id = EXCLUDED.visao_id`,
    [page, owner, id],
  );
}

async function unsetDefault(pool: Pool, owner: string | null, page: ViewPage, id: number): Promise<void> {
  await pool.query(
    `DELETE FROM ruptura.visao_padrao WHERE pagina = $1 AND dono = coalesce($2::text, '') AND visao_id = $3`,
    [page, owner, id],
  );
}

/** @throws RupturaError VISAO_NOME_EM_USO where another view has the name */
async function named<T>(nome: string, store: () => Promise<T>): Promise<T> {
  try {
    return await store();
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw new RupturaError('VISAO_NOME_EM_USO', { nome }, { cause: error });
  }
}
