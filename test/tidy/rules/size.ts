import { Visitor } from 'oxc-parser';
import { isModule, parseModule } from '../module.ts';
import { type Finding, type HouseFile, isTest, isUnder, lineAt, type Rule } from '../tree.ts';

const MOST_FUNCTION_LINES = 70;
const MOST_FILE_LINES = 450;
const MOST_BYTES = 1_000_000;
/** Given data, kept byte for byte. */
const GIVEN = 'test/conformance/books';

/** Functions fit a screen, files of src/ fit a head, files of the checkout fit a mail. */
export const size: Rule = (tree) => [
  ...tree.filter((file) => file.size > MOST_BYTES && !isUnder(file, GIVEN)).map(tooManyBytes),
  ...tree.filter((file) => isUnder(file, 'src') && isModule(file) && !isTest(file)).flatMap(checkSource),
];

function tooManyBytes(file: HouseFile): Finding {
  return {
    path: file.path,
    line: 0,
    message: `${file.size} bytes; at most ${MOST_BYTES} belong in a checkout`,
  };
}

function checkSource(file: HouseFile): readonly Finding[] {
  const lines = file.text.split('\n').length - 1;
  // Tables of errors and labels are data: they grow with the product and are read by looking up.
  const isTable = isUnder(file, 'src/contract', 'src/i18n');
  const tooLong = lines > MOST_FILE_LINES && !isTable;
  const message = `${lines} lines; at most ${MOST_FILE_LINES}`;
  return [...(tooLong ? [{ path: file.path, line: 0, message }] : []), ...longFunctions(file)];
}

function longFunctions(file: HouseFile): readonly Finding[] {
  const findings: Finding[] = [];
  const check = (node: { start: number; end: number }): void => {
    const first = lineAt(file.text, node.start);
    const lines = lineAt(file.text, node.end) - first + 1;
    if (lines <= MOST_FUNCTION_LINES) return;
    const message = `function of ${lines} lines; at most ${MOST_FUNCTION_LINES}`;
    findings.push({ path: file.path, line: first, message });
  };
  new Visitor({
    FunctionDeclaration: check,
    FunctionExpression: check,
    ArrowFunctionExpression: check,
  }).visit(parseModule(file).program);
  return findings;
}
