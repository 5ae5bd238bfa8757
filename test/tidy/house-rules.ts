import { ERRORS } from '../../src/contract/errors.ts';
import { ROW_REASONS } from '../../src/contract/row-reasons.ts';
import { SETTINGS } from '../../src/contract/settings.ts';
import { composition } from './rules/composition.ts';
import { cycles } from './rules/cycles.ts';
import { changelog, links } from './rules/documents.ts';
import { layers } from './rules/layers.ts';
import { machine } from './rules/machine.ts';
import { names } from './rules/names.ts';
import { oneMeaning } from './rules/one-meaning.ts';
import { output } from './rules/output.ts';
import { packages } from './rules/packages.ts';
import { portuguese } from './rules/portuguese.ts';
import { purity } from './rules/purity.ts';
import { type Catalogue, type Entry, placeholders, raisedErrors, usedCodes } from './rules/sentences.ts';
import { size } from './rules/size.ts';
import type { Rule } from './tree.ts';

type Sentences = Readonly<Record<'pt-BR' | 'en', string>>;

function entriesOf(table: Readonly<Record<string, Sentences>>): readonly Entry[] {
  return Object.entries(table).map(([code, { 'pt-BR': pt, en }]) => ({ code, 'pt-BR': pt, en }));
}

const errors = entriesOf(ERRORS);
const raised: readonly Catalogue[] = [
  { path: 'src/contract/errors.ts', entries: errors },
  { path: 'src/contract/row-reasons.ts', entries: entriesOf(ROW_REASONS) },
];
const meanings = Object.entries(SETTINGS).map(([code, { meaning }]) => ({ code, ...meaning }));

/** Every rule of the house by its name. */
export const HOUSE_RULES: Readonly<Record<string, Rule>> = {
  layers,
  purity,
  cycles,
  composition,
  names,
  'one-meaning': oneMeaning,
  size,
  portuguese,
  output,
  placeholders: placeholders([...raised, { path: 'src/contract/settings.ts', entries: meanings }]),
  'used-codes': usedCodes(raised),
  'raised-errors': raisedErrors(errors),
  machine,
  packages,
  links,
  changelog,
};
