import { type ObjectExpression, Visitor } from 'oxc-parser';
import { isModule, parseModule } from '../module.ts';
import { type Finding, type HouseFile, isTest, isUnder, lineAt, type Rule } from '../tree.ts';

/** A sentence of a catalogue in both languages, under its code. */
export interface Entry {
  readonly code: string;
  readonly 'pt-BR': string;
  readonly en: string;
}

/** A table of sentences: the file it stands in, and what is in it. */
export interface Catalogue {
  readonly path: string;
  readonly entries: readonly Entry[];
}

/** Both languages of a sentence ask for the same things. */
export function placeholders(catalogues: readonly Catalogue[]): Rule {
  return () =>
    catalogues.flatMap(({ path, entries }) =>
      entries
        .filter((entry) => holes(entry['pt-BR']).join() !== holes(entry.en).join())
        .map(({ code }) => ({
          path,
          line: 0,
          message: `${code}: the placeholders of the two languages differ`,
        })),
    );
}

/** Every code of a catalogue is raised somewhere in src/. */
export function usedCodes(catalogues: readonly Catalogue[]): Rule {
  return (tree) => {
    const used = new Set(tree.filter(isProgram).flatMap((file) => (isHome(file) ? [] : literalsOf(file))));
    return catalogues.flatMap(({ path, entries }) =>
      entries
        .filter(({ code }) => !used.has(code))
        .map(({ code }) => ({ path, line: 0, message: `${code} is used nowhere in src/` })),
    );
  };

  function isHome(file: HouseFile): boolean {
    return catalogues.some(({ path }) => path === file.path);
  }
}

/** `new RupturaError('CODE', { … })` names a known code and fills all its placeholders. */
export function raisedErrors(errors: readonly Entry[]): Rule {
  const known = new Map(errors.map((entry) => [entry.code, entry]));
  return (tree) => tree.filter(isProgram).flatMap((file) => raisedIn(file, known));
}

function raisedIn(file: HouseFile, known: ReadonlyMap<string, Entry>): readonly Finding[] {
  const findings: Finding[] = [];
  new Visitor({
    NewExpression: (node) => {
      const [code, params] = node.arguments;
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'RupturaError') return;
      if (code?.type !== 'Literal' || typeof code.value !== 'string') return;
      const given = params === undefined ? [] : params.type === 'ObjectExpression' ? keysOf(params) : null;
      const message = problemOf(code.value, known.get(code.value), given);
      if (message !== null) findings.push({ path: file.path, line: lineAt(file.text, node.start), message });
    },
  }).visit(parseModule(file).program);
  return findings;
}

function problemOf(code: string, entry: Entry | undefined, given: readonly string[] | null): string | null {
  if (entry === undefined) return `${code} is not in the table of errors`;
  if (given === null) return null;
  const missing = holes(entry['pt-BR']).filter((hole) => !given.includes(hole));
  return missing.length === 0 ? null : `${code} is raised without {${missing.join('}, {')}}`;
}

/** Names of the properties of an object literal; null where a spread or a computed name hides some. */
function keysOf(object: ObjectExpression): readonly string[] | null {
  const keys = object.properties.map((property) => {
    if (property.type !== 'Property' || property.computed) return null;
    return property.key.type === 'Identifier' ? property.key.name : null;
  });
  return keys.every((key) => key !== null) ? keys : null;
}

function holes(sentence: string): readonly string[] {
  return [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();
}

function isProgram(file: HouseFile): boolean {
  return isUnder(file, 'src') && isModule(file) && !isTest(file);
}

/** String literals, and property names: a code is also reached as `ROW_REASONS.CODE`. */
function literalsOf(file: HouseFile): readonly string[] {
  const found: string[] = [];
  new Visitor({
    Literal: (node) => {
      if (typeof node.value === 'string') found.push(node.value);
    },
    MemberExpression: (node) => {
      if (node.property.type === 'Identifier') found.push(node.property.name);
    },
    Property: (node) => {
      if (node.key.type === 'Identifier') found.push(node.key.name);
    },
  }).visit(parseModule(file).program);
  return found;
}
