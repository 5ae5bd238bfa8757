import { type Import, importsOf, isModule } from '../module.ts';
import { type Finding, type HouseFile, isTest, isUnder, lineAt, type Rule } from '../tree.ts';

/**
 * A row of the map: what a room may import, and whether it claims to be free of I/O and clock. A room is a folder under
 * src/, or one inside it that has a row of its own; what stands in no such folder belongs to the room around it.
 */
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
    for (const folder of folders.matchAll(/`src\/([a-z0-9/-]+)\/`/g)) {
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
  const last = /^([a-z0-9/-]+) and above$/.exec(word)?.[1];
  return last === undefined ? above.filter((name) => name === word) : above.slice(0, above.indexOf(last) + 1);
}

/** The innermost room of the map that a path under src/ stands in; null where the map names none. */
function roomOf(path: string, table: Layers): string | null {
  const parts = path.split('/').slice(1, -1);
  for (let depth = parts.length; depth > 0; depth--) {
    const room = parts.slice(0, depth).join('/');
    if (table.has(room)) return room;
  }
  return null;
}

function checkFile(file: HouseFile, table: Layers): readonly Finding[] {
  const room = roomOf(file.path, table);
  if (room === null) {
    const folder = file.path.split('/').slice(0, -1).join('/');
    return [{ path: file.path, line: 0, message: `${folder} is not in the map of ${MAP}` }];
  }
  // A unit test may also use the support of test/ and what stands above its room.
  if (isTest(file)) return [];
  return importsOf(file).flatMap((one) => {
    const problem = problemOf(one, room, table);
    return problem === null
      ? []
      : [{ path: file.path, line: lineAt(file.text, one.offset), message: problem }];
  });
}

function problemOf(one: Import, room: string, table: Layers): string | null {
  if (!one.target.startsWith('src/')) return `imports ${one.target}, outside src/`;
  if (one.target.endsWith('.test.ts')) return `imports the test ${one.target}`;
  const target = roomOf(one.target, table) ?? one.target;
  if (target === room || table.get(room)?.allowed.includes(target) === true) return null;
  return `${room} may not import ${target} (${one.target})`;
}
