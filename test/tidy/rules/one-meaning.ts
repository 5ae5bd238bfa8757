import { isModule, parseModule } from '../module.ts';
import { type Finding, type HouseFile, isTest, isUnder, lineAt, type Rule } from '../tree.ts';

/**
 * A name that several modules of `src/` may export, and why:
 *
 * - `WORDS`: each page's catalogue of labels, by convention (`CONTRIBUTING.md`, *Adding a page*).
 */
const CONVENTIONS: ReadonlySet<string> = new Set(['WORDS']);

/** An exported name is declared once in `src/`: who reads it knows what it means without looking where it is from. */
export const oneMeaning: Rule = (tree) => {
  const places = new Map<string, Declared[]>();
  for (const file of tree.filter((one) => isUnder(one, 'src') && !isTest(one) && isModule(one))) {
    for (const one of declaredIn(file)) places.set(one.name, [...(places.get(one.name) ?? []), one]);
  }
  return [...places].flatMap(([name, declared]) => {
    const paths = [...new Set(declared.map(({ path }) => path))];
    if (paths.length < 2 || CONVENTIONS.has(name)) return [];
    return declared.map(({ path, line }): Finding => {
      const others = paths.filter((other) => other !== path).join(', ');
      return { path, line, message: `${name} is also the name of something in ${others}` };
    });
  });
};

interface Declared {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

/** What a module exports that it declares itself, types and values; a name that is both counts once. */
function declaredIn(file: HouseFile): readonly Declared[] {
  const entries = parseModule(file).module.staticExports.flatMap((statement) => statement.entries);
  const own = entries.filter((entry) => entry.moduleRequest === null && entry.exportName.kind === 'Name');
  const lines = new Map(own.map((entry) => [entry.exportName.name ?? '', lineAt(file.text, entry.start)]));
  return [...lines].map(([name, line]) => ({ name, path: file.path, line }));
}
