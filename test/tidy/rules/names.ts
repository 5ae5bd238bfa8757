import { Visitor } from 'oxc-parser';
import { isModule, parseModule } from '../module.ts';
import { type Finding, type HouseFile, isUnder, lineAt, type Rule } from '../tree.ts';

const CODE_FOLDERS = ['src', 'test', 'bench', 'scripts', 'sql', 'docs'];
const FORBIDDEN_FOLDERS = ['utils', 'util', 'helpers', 'misc', 'common'];
const FORBIDDEN_WORDS = ['v2', 'novo', 'async', 'sem-cache'];
const KEBAB_FOLDER = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** What follows a dot may be a language: `embedding.pt-br.md`. */
const KEBAB_FILE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const NUMBERED = /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.(sql|md)$/;
const DATA_FOLDER = 'test/conformance/books';

/** Files and folders in kebab-case; migrations and decisions numbered once; names that mean something. */
export const names: Rule = (tree) => [
  ...tree
    .filter((file) => isUnder(file, ...CODE_FOLDERS) && !isUnder(file, DATA_FOLDER))
    .flatMap((file) => [...checkPath(file), ...checkNumber(file), ...checkDeclarations(file)]),
  ...checkTwins(tree),
];

function checkPath(file: HouseFile): readonly Finding[] {
  const parts = file.path.split('/');
  const name = parts.pop() ?? '';
  const messages = [
    ...parts.filter((part) => !KEBAB_FOLDER.test(part)).map((part) => `folder ${part} is not in kebab-case`),
    ...parts.filter((part) => FORBIDDEN_FOLDERS.includes(part)).map((part) => `folder ${part} says nothing`),
    ...(KEBAB_FILE.test(name) ? [] : ['file name is not in kebab-case']),
    ...FORBIDDEN_WORDS.filter((word) => hasWord(file.path, word)).map((word) => `"${word}" in the name`),
  ];
  return messages.map((message) => ({ path: file.path, line: 0, message }));
}

function hasWord(path: string, word: string): boolean {
  return new RegExp(`(^|[^a-z0-9])${word}([^a-z0-9]|$)`).test(path);
}

function checkNumber(file: HouseFile): readonly Finding[] {
  if (!isUnder(file, 'sql', 'docs/decisions') || NUMBERED.test(file.path.split('/').pop() ?? '')) return [];
  return [{ path: file.path, line: 0, message: 'file name is not NNNN-name' }];
}

function checkTwins(tree: readonly HouseFile[]): readonly Finding[] {
  const numbered = tree.filter((file) => isUnder(file, 'sql', 'docs/decisions'));
  const seen = new Set<string>();
  return numbered.flatMap((file) => {
    const number = file.path.slice(0, file.path.lastIndexOf('/') + 5);
    if (seen.has(number)) return [{ path: file.path, line: 0, message: `number ${number} is taken` }];
    seen.add(number);
    return [];
  });
}

function checkDeclarations(file: HouseFile): readonly Finding[] {
  if (!isModule(file)) return [];
  const findings: Finding[] = [];
  const check = (id: { type: string; name?: string; start: number } | null): void => {
    const word =
      id?.name === undefined ? undefined : FORBIDDEN_WORDS.find((one) => hasWord(kebab(id.name), one));
    if (id === null || word === undefined) return;
    const message = `"${word}" in the name ${id.name}`;
    findings.push({ path: file.path, line: lineAt(file.text, id.start), message });
  };
  new Visitor({
    FunctionDeclaration: (node) => check(node.id),
    ClassDeclaration: (node) => check(node.id),
    TSInterfaceDeclaration: (node) => check(node.id),
    TSTypeAliasDeclaration: (node) => check(node.id),
    VariableDeclarator: (node) => check(node.id),
  }).visit(parseModule(file).program);
  return findings;
}

function kebab(name = ''): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
