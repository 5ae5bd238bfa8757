import type pg from 'pg';
import { RupturaError } from '../../contract/errors.ts';
import { isStorable, shown } from '../../contract/request-text.ts';
import type { Lease, Leases } from '../../tasks/leases.ts';
import { ownerText } from '../../tasks/owners.ts';

/** Who stores an import that is not of this process. */
interface Owner {
  readonly dono: string;
  readonly vive: boolean;
}

/** Imports that are being stored have an owner, in the database, so that every server can tell what became of them. */
export interface ImportOwners {
  /** Makes this process the owner while the import is stored; null where another one is. */
  hold(id: string): Promise<Pick<Lease, 'lost' | 'release'> | null>;
  /** Why this process does not have an import. */
  absence(id: string): Promise<RupturaError>;
  /** Forgets what dead owners left long ago. */
  forgetDead(): Promise<void>;
}

/** The owners as the leases of the database tell them. */
export function importOwners(pool: Pick<pg.Pool, 'query'>, leases: Leases): ImportOwners {
  return {
    hold: async (id) => await leases.take('importacao', id),
    absence: async (id) => {
      // What the database cannot even be asked for is in it nowhere.
      if (!isStorable(id)) return new RupturaError('IMPORTACAO_NAO_ENCONTRADA', { id: shown(id) });
      const { rows } = await pool.query<Owner>(
        `SELECT dono, ate > clock_timestamp() AS vive FROM ruptura.posse WHERE tipo = 'importacao' AND chave = $1`,
        [id],
      );
      const [owner] = rows;
      if (owner === undefined) return new RupturaError('IMPORTACAO_NAO_ENCONTRADA', { id: shown(id) });
      const dono = ownerText(owner.dono);
      return new RupturaError(owner.vive ? 'IMPORTACAO_DE_OUTRO' : 'IMPORTACAO_SEM_DONO', { id, dono });
    },
    forgetDead: async () => {
      await pool.query(
        `DELETE FROM ruptura.posse WHERE tipo = 'importacao' AND ate < clock_timestamp() - interval '7 days'`,
      );
    },
  };
}
