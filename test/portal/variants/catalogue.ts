/** All variants, by topic. A portal numbers them in this order; find one by its name. */
import { CLICKS } from './clicks.ts';
import { CLOSED } from './closed.ts';
import { COUNTERS } from './counters.ts';
import { DOCUMENTS } from './documents.ts';
import { FRAMES } from './frames.ts';
import { IDENTITY } from './identity.ts';
import { LINKS } from './links.ts';
import { MENUS } from './menus.ts';
import { MOUNTING } from './mounting.ts';
import { NOT_FILES } from './not-files.ts';
import { ODD_HTML } from './odd-html.ts';
import { PAGING } from './paging.ts';
import { PARTS } from './parts.ts';
import { RESTLESS } from './restless.ts';
import { SHELLS } from './shells.ts';
import { SIGNING_IN } from './signing-in.ts';
import type { Variant } from './variant.ts';
import { VISITORS } from './visitors.ts';
import { WORDS_OF_PAGES } from './words.ts';

export const VARIANTS: readonly Variant[] = [
  ...MOUNTING,
  ...PARTS,
  ...COUNTERS,
  ...PAGING,
  ...MENUS,
  ...LINKS,
  ...FRAMES,
  ...CLICKS,
  ...NOT_FILES,
  ...IDENTITY,
  ...SIGNING_IN,
  ...CLOSED,
  ...SHELLS,
  ...WORDS_OF_PAGES,
  ...VISITORS,
  ...DOCUMENTS,
  ...RESTLESS,
  ...ODD_HTML,
];
