import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the checkout. `path` is relative to its root, with `/`. `text` is empty where the bytes are not text. */
export interface HouseFile {
  readonly path: string;
  readonly size: number;
  readonly text: string;
}

/** Something a rule refuses. */
export interface Finding {
  readonly path: string;
  /** 1-based; 0 for the file as a whole. */
  readonly line: number;
  readonly message: string;
}

/** A rule of the house: reads the whole tree, lists what breaks it. */
export type Rule = (tree: readonly HouseFile[]) => readonly Finding[];

/** Files larger than this are read for their size only. */
const LARGEST_READ = 2_000_000;

/** A file made up by a test. */
export function sample(path: string, text: string): HouseFile {
  return { path, size: Buffer.byteLength(text), text };
}

/** Every file under `root` that .gitignore does not name. Works without git: in an archive, for another user. */
export function readTree(root: string): readonly HouseFile[] {
  const isIgnored = ignoredBy(readFileSync(join(root, '.gitignore'), 'utf8'));
  return walk(root, '', isIgnored);
}

function walk(
  root: string,
  folder: string,
  isIgnored: (name: string, isFolder: boolean) => boolean,
): HouseFile[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (isIgnored(entry.name, entry.isDirectory())) return [];
    if (entry.isDirectory()) return walk(root, path, isIgnored);
    return entry.isFile() ? [readHouseFile(root, path)] : [];
  });
}

function readHouseFile(root: string, path: string): HouseFile {
  const { size } = statSync(join(root, path));
  const text = size > LARGEST_READ ? '' : readFileSync(join(root, path), 'utf8');
  return { path, size, text: text.includes('\0') ? '' : text };
}

/** The few forms of pattern our .gitignore uses: a name, `*` inside it, `/` at the end for folders only. */
function ignoredBy(text: string): (name: string, isFolder: boolean) => boolean {
  const patterns = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const parsed = ['.git', ...patterns].map((pattern) => ({
    folderOnly: pattern.endsWith('/'),
    expression: new RegExp(`^${pattern.replace(/\/$/, '').replaceAll('.', '\\.').replaceAll('*', '.*')}$`),
  }));
  return (name, isFolder) =>
    parsed.some(({ folderOnly, expression }) => (isFolder || !folderOnly) && expression.test(name));
}

/** 1-based line of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The first folder of a path: `src/ledger/book.ts` is in `src`. */
export function isUnder(file: HouseFile, ...folders: readonly string[]): boolean {
  return folders.some((folder) => file.path.startsWith(`${folder}/`));
}

export function isTest(file: HouseFile): boolean {
  return file.path.endsWith('.test.ts') || file.path.startsWith('test/');
}
