import type pg from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { type ImportMode, KEPT_IMPORTS } from '../contract/import-modes.ts';
import type { InputTableName } from '../contract/tables.ts';
import { peopleInstant } from './people-instant.ts';

/** One file of a stored import. */
export interface ImportedFile {
  readonly arquivo: string;
  readonly tabela: InputTableName;
  readonly lidas: number;
  readonly inseridas: number;
  readonly atualizadas: number;
  readonly rejeitadas: number;
}

/** An import that was stored, by its number. */
export interface StoredImport {
  readonly number: number;
  readonly mode: ImportMode;
  readonly at: Date;
  readonly by: string | null;
  readonly files: readonly ImportedFile[];
  readonly undoneAt: Date | null;
  /** Until when its former contents are kept; null where they are not. */
  readonly keptUntil: Date | null;
  /** Why it cannot be undone now; null where it can. */
  readonly obstacle: RupturaError | null;
}

/** How an import stands that was stored, as far as its record tells. */
export interface StoredState {
  readonly numero: string;
  readonly linhas_guardadas: string | null;
  /** When it was undone, as people write it. */
  readonly desfeita: string | null;
  /** Newest import after it that has to be undone before. */
  readonly depois: string | null;
}

/**
 * An import lies over those before it: where one of the two took rows out, the later one goes first. Two that only
 * added to a table have nothing to do with each other. `g` is the call that is asked about.
 */
const LATER = `(
  SELECT max(p.numero)::text FROM ruptura.gravacao AS p
  WHERE p.numero > g.numero AND p.desfeita_em IS NULL
    AND EXISTS (
      SELECT FROM ruptura.importacao AS dela JOIN ruptura.importacao AS desta ON desta.tabela = dela.tabela
      WHERE dela.gravacao = p.numero AND desta.gravacao = g.numero
        AND (p.modo <> 'acrescentar' OR g.modo <> 'acrescentar' OR dela.tabela = 'pedido')
    )
)`;

/** Columns of `StoredState`, of `ruptura.gravacao AS g`. */
export const STORED_STATE = `numero, linhas_guardadas, ${peopleInstant('desfeita_em')} AS desfeita, ${LATER} AS depois`;

interface Row extends StoredState {
  readonly modo: ImportMode;
  readonly importado_em: Date;
  readonly importado_por: string | null;
  readonly guardada_ate: Date | null;
  readonly desfeita_em: Date | null;
  readonly arquivos: readonly ImportedFile[];
}

/** The newest imports, the last one first. */
export async function listStoredImports(
  database: pg.Pool | pg.ClientBase,
  limit: number,
): Promise<StoredImport[]> {
  const { rows } = await database.query<Row>(
    `SELECT modo, importado_em, importado_por, desfeita_em, ${STORED_STATE},
       CASE WHEN linhas_guardadas IS NOT NULL THEN importado_em + make_interval(days => $2) END AS guardada_ate,
       coalesce((
         SELECT json_agg(json_build_object('arquivo', arquivo, 'tabela', tabela, 'lidas', linhas_lidas,
           'inseridas', linhas_inseridas, 'atualizadas', linhas_atualizadas, 'rejeitadas', linhas_rejeitadas) ORDER BY id)
         FROM ruptura.importacao WHERE gravacao = numero
       ), '[]') AS arquivos
     FROM ruptura.gravacao AS g ORDER BY numero DESC LIMIT $1`,
    [limit, KEPT_IMPORTS.days],
  );
  return rows.map((row) => ({
    number: Number(row.numero),
    mode: row.modo,
    at: row.importado_em,
    by: row.importado_por,
    files: row.arquivos,
    undoneAt: row.desfeita_em,
    keptUntil: row.guardada_ate,
    obstacle: obstacleOf(row),
  }));
}

/** Why an import cannot be undone, as far as its record tells; null where it can. */
export function obstacleOf({ numero, desfeita, linhas_guardadas, depois }: StoredState): RupturaError | null {
  if (desfeita !== null) return new RupturaError('IMPORTACAO_JA_DESFEITA', { numero, quando: desfeita });
  if (linhas_guardadas === null) return new RupturaError('IMPORTACAO_NAO_GUARDADA', { numero });
  if (depois !== null) return new RupturaError('IMPORTACAO_COM_POSTERIOR', { numero, posterior: depois });
  return null;
}
