import { posix } from 'node:path';
import { type ParseResult, parseSync, Visitor } from 'oxc-parser';
import type { HouseFile } from './tree.ts';

/** What a module imports. `target` is a path of the tree, or the name of a package or of a part of Node.js. */
export interface Import {
  readonly from: string;
  readonly target: string;
  readonly isModule: boolean;
  readonly typesOnly: boolean;
  readonly offset: number;
}

const parsed = new WeakMap<HouseFile, ParseResult>();

export function isModule(file: HouseFile): boolean {
  return /\.(ts|tsx|mjs)$/.test(file.path);
}

/** Syntax tree of a module, parsed once for all rules. */
export function parseModule(file: HouseFile): ParseResult {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const result = parseSync(file.path, file.text);
  parsed.set(file, result);
  return result;
}

/** The modules of the tree that a module imports, re-exports, loads by `import()` or names in a type. */
export function importsOf(file: HouseFile): readonly Import[] {
  return allImportsOf(file).filter((one) => one.isModule);
}

/** The same, with packages and parts of Node.js. */
export function allImportsOf(file: HouseFile): readonly Import[] {
  const { module, program } = parseModule(file);
  const found: Import[] = [];
  const add = (request: string, typesOnly: boolean, offset: number): void => {
    const inTree = request.startsWith('.');
    const target = inTree ? posix.join(posix.dirname(file.path), request) : request;
    found.push({ from: file.path, target, isModule: inTree, typesOnly, offset });
  };
  for (const statement of module.staticImports) {
    const typesOnly = statement.entries.length > 0 && statement.entries.every((entry) => entry.isType);
    add(statement.moduleRequest.value, typesOnly, statement.start);
  }
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest !== null) add(entry.moduleRequest.value, entry.isType, statement.start);
    }
  }
  new Visitor({
    ImportExpression: (node) => {
      if (node.source.type === 'Literal') add(String(node.source.value), false, node.start);
    },
    TSImportType: (node) => add(node.source.value, true, node.start),
  }).visit(program);
  return found;
}
