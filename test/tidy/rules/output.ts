import { Visitor } from 'oxc-parser';
import { isModule, parseModule } from '../module.ts';
import { type Finding, type HouseFile, isTest, isUnder, lineAt, type Rule } from '../tree.ts';

const STREAMS = ['process.stdout', 'process.stderr', 'process.exit'];

/** The terminal of the embedded script is the console of the browser, reached in one place. */
const BROWSER_CONSOLE = 'src/web/embed/console.ts';

/** Only the command line speaks to a terminal and decides how the process ends. */
export const output: Rule = (tree) =>
  tree
    .filter((file) => isUnder(file, 'src') && !isUnder(file, 'src/cli') && isModule(file) && !isTest(file))
    .filter((file) => file.path !== BROWSER_CONSOLE)
    .flatMap(usesOf);

function usesOf(file: HouseFile): readonly Finding[] {
  const findings: Finding[] = [];
  new Visitor({
    MemberExpression: (node) => {
      const text = file.text.slice(node.start, node.end);
      if (!text.startsWith('console.') && !STREAMS.includes(text)) return;
      findings.push({
        path: file.path,
        line: lineAt(file.text, node.start),
        message: `${text} outside src/cli`,
      });
    },
  }).visit(parseModule(file).program);
  return findings;
}
