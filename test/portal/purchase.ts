/** A purchase of the portal, as everything that shows it sees it: pages of either manner, and whoever answers programs. */
import type { NoteSpec, PortalFile } from './file-spec.ts';
import type { SceneName } from './scene-names.ts';

export interface PortalPurchase {
  /** Its identifier: eight digits, in the addresses of its pages. Files, faults and expectations go by it. */
  readonly number: string;
  /** The number people know it by, without a prefix. Mostly the same. */
  readonly shown: string;
  /** As a list of purchases has it. */
  readonly written: string;
  readonly scene: SceneName;
  readonly supplier: { readonly id: number; readonly name: string };
  /** Their numbers. */
  readonly requisitions: readonly string[];
  readonly files: readonly PortalFile[];
  readonly notes: readonly NoteSpec[];
  /** Comments that say something and hold nothing. */
  readonly silentComments: number;
  readonly lines: number;
}
