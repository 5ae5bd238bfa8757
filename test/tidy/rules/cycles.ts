import { importsOf, isModule } from '../module.ts';
import type { Finding, Rule } from '../tree.ts';

/** No module imports itself by any path; imports of types count too. */
export const cycles: Rule = (tree) => {
  const graph = new Map<string, readonly string[]>();
  for (const file of tree.filter(isModule)) {
    graph.set(
      file.path,
      importsOf(file).map((one) => one.target),
    );
  }
  const findings: Finding[] = [];
  const done = new Set<string>();
  for (const start of graph.keys()) visit(start, []);
  return findings;

  function visit(path: string, trail: readonly string[]): void {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) {
      const circle = [...trail.slice(seenAt), path].join(' → ');
      findings.push({ path, line: 0, message: `import cycle: ${circle}` });
      return;
    }
    if (done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  }
};
