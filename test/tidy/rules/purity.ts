import { Visitor } from 'oxc-parser';
import { allImportsOf, isModule, parseModule } from '../module.ts';
import { type Finding, type HouseFile, isTest, isUnder, lineAt, type Rule } from '../tree.ts';
import { parseLayers } from './layers.ts';

const CLOCK_OR_WORLD = /^(Date\.now|performance\.\w+|Math\.random|process\.\w+|globalThis\.\w+)$/;

/** Packages that only compute. */
const PURE_PACKAGES = ['typebox'];

/**
 * What ARCHITECTURE.md calls pure is: no folder of that kind reads a clock, draws at random or reaches, through any
 * chain of value imports, a package that does more than compute or a part of Node.js.
 */
export const purity: Rule = (tree) => {
  const map = tree.find((file) => file.path === 'ARCHITECTURE.md');
  const pure = [...parseLayers(map?.text ?? '').layers].filter(([, layer]) => layer.isPure);
  const folders = pure.map(([name]) => `src/${name}`);
  const modules = new Map(tree.filter(isModule).map((file) => [file.path, file]));
  return tree
    .filter((file) => isUnder(file, ...folders) && isModule(file) && !isTest(file))
    .flatMap((file) => [...impureUses(file), ...impureImports(file, modules)]);
};

function impureImports(start: HouseFile, modules: ReadonlyMap<string, HouseFile>): readonly Finding[] {
  const findings: Finding[] = [];
  const trails = new Map([[start.path, start.path]]);
  for (const [path, trail] of trails) {
    const file = modules.get(path);
    for (const one of file === undefined ? [] : allImportsOf(file)) {
      if (one.typesOnly) continue;
      const longer = `${trail} → ${one.target}`;
      if (one.isModule && !trails.has(one.target)) trails.set(one.target, longer);
      if (!one.isModule && !PURE_PACKAGES.includes(one.target))
        findings.push({ path: start.path, line: 0, message: `is not pure: ${longer}` });
    }
  }
  return findings;
}

function impureUses(file: HouseFile): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (node: { start: number; end: number }): void => {
    const message = `is not pure: ${file.text.slice(node.start, node.end)}`;
    findings.push({ path: file.path, line: lineAt(file.text, node.start), message });
  };
  new Visitor({
    MemberExpression: (node) => {
      if (CLOCK_OR_WORLD.test(file.text.slice(node.start, node.end))) add(node);
    },
    NewExpression: (node) => {
      if (file.text.slice(node.start, node.end) === 'new Date()') add(node);
    },
  }).visit(parseModule(file).program);
  return findings;
}
