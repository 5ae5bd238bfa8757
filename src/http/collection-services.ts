import type { CollectionArchive } from '../collections/archive.ts';
import type { KeptCollection } from '../collections/kept-collection.ts';
import { RupturaError } from '../contract/errors.ts';

export const COLLECTIONS_PATH = '/api/coletas';

/** What the routes of collections work with. */
export interface CollectionServices {
  readonly archive: CollectionArchive;
  /** `RUPTURA_DATA`; null for the default one. */
  readonly dataFolder: string | null;
  /** `COUPA_URL`. */
  readonly usualBase: string | null;
}

/** The error of a purchase that a collection does not have. */
export function unknownPurchase(collection: KeptCollection, number: string): RupturaError {
  return new RupturaError('COLETA_PEDIDO_DESCONHECIDO', { coleta: collection.facts.id, pedido: number });
}
