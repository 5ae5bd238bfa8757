import { type Import, importsOf, isModule } from '../module.ts';
import { type Finding, type HouseFile, isTest, isUnder, lineAt, type Rule } from '../tree.ts';

/** A row of the map: what a folder may import, and whether it claims to be free of I/O and clock. */
interface Layer {
  readonly allowed: readonly string[];
  readonly isPure: boolean;
}
export type Layers = ReadonlyMap<string, Layer>;

const MAP = 'ARCHITECTURE.md';
const ROW = /^\| (`src\/[^|]+) \|([^|]+)\| ([^|]+) \|$/;
const CLAIMS_PURITY = /\bPure\b|\bNo I\/O\b/;

/** Imports inside src/ follow the table "may import" of ARCHITECTURE.md, which is read, not repeated, here. */
export const layers: Rule = (tree) => {
  const map = tree.find((file) => file.path === MAP);
  if (map === undefined) return [{ path: MAP, line: 0, message: 'is missing' }];
  const { layers: table, findings } = parseLayers(map.text);
  const sources = tree.filter((file) => isUnder(file, 'src') && isModule(file));
  return [...findings, ...sources.flatMap((file) => checkFile(file, table))];
};

/** Reads the rows of the map that name folders of src/; a cell it does not understand is a finding. */
export function parseLayers(text: string): { layers: Layers; findings: readonly Finding[] } {
  const table = new Map<string, Layer>();
  const findings: Finding[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const match = ROW.exec(line);
    if (match === null) continue;
    const [, folders = '', meaning = '', cell = ''] = match;
    const allowed = parseCell(cell, [...table.keys()]);
    if (allowed === null) {
      findings.push({ path: MAP, line: index + 1, message: `cannot read the imports "${cell}"` });
    }
    for (const folder of folders.matchAll(/`src\/([a-z0-9-]+)\/`/g)) {
      table.set(folder[1] ?? '', { allowed: allowed ?? [], isPure: CLAIMS_PURITY.test(meaning) });
    }
  }
  if (table.size === 0) findings.push({ path: MAP, line: 0, message: 'has no table of folders under src/' });
  return { layers: table, findings };
}

function parseCell(cell: string, above: readonly string[]): readonly string[] | null {
  if (cell.trim() === 'nothing') return [];
  const folders = cell
    .trim()
    .split(/\s*,\s*/)
    .map((word) => foldersOf(word, above));
  return folders.some((names) => names.length === 0) ? null : folders.flat();
}

function foldersOf(word: string, above: readonly string[]): readonly string[] {
  if (word === 'all of the above') return above;
  const last = /^([a-z0-9-]+) and above$/.exec(word)?.[1];
  return last === undefined ? above.filter((name) => name === word) : above.slice(0, above.indexOf(last) + 1);
}

function checkFile(file: HouseFile, table: Layers): readonly Finding[] {
  const folder = file.path.split('/')[1] ?? '';
  const layer = table.get(folder);
  if (layer === undefined) {
    return [{ path: file.path, line: 0, message: `src/${folder} is not in the map of ${MAP}` }];
  }
  // A unit test may also use the support of test/ and what stands above its folder.
  if (isTest(file)) return [];
  return importsOf(file).flatMap((one) => {
    const problem = problemOf(one, folder, layer.allowed);
    return problem === null
      ? []
      : [{ path: file.path, line: lineAt(file.text, one.offset), message: problem }];
  });
}

function problemOf(one: Import, folder: string, allowed: readonly string[]): string | null {
  const [top, target = ''] = one.target.split('/');
  if (top !== 'src') return `imports ${one.target}, outside src/`;
  if (one.target.endsWith('.test.ts')) return `imports the test ${one.target}`;
  if (target === folder || allowed.includes(target)) return null;
  return `${folder} may not import ${target} (${one.target})`;
}
