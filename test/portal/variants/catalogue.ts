/** All variants, by topic. A portal numbers them in this order; find one by its name. */
import { IDENTITY } from './identity.ts';
import { MOUNTING } from './mounting.ts';
import { PARTS } from './parts.ts';
import type { Variant } from './variant.ts';

export const VARIANTS: readonly Variant[] = [...MOUNTING, ...PARTS, ...IDENTITY];
