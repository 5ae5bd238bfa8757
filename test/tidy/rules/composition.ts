import { type Program, Visitor } from 'oxc-parser';
import { isModule, parseModule } from '../module.ts';
import { type Finding, type HouseFile, isTest, isUnder, lineAt, type Rule } from '../tree.ts';

/** What anybody may make: it lives no longer than the question that it answers, or is a mere collection, as a Map is. */
const FREE_TO_MAKE = ['RupturaError', 'InvalidRequest', 'Bounded'];

/** State of modules, with the reason why it may be there. */
const ALLOWED_STATE: Readonly<Record<string, string>> = {
  'src/http/compression.ts asked':
    'remembers what a pure function of a header gave; the same in every server',
};

/** The file, and its interfaces, that tell what a process is composed of. */
const SERVICES = 'src/app/services.ts';

/**
 * What lives is made in src/app and handed on complete: src/http makes nothing of a class from elsewhere, neither keeps
 * state in a module, and nothing in what is handed on is optional.
 */
export const composition: Rule = (tree) => {
  const modules = tree.filter((file) => isModule(file) && !isTest(file));
  return [
    ...modules.filter((file) => isUnder(file, 'src/http')).flatMap(lodgers),
    ...modules.filter((file) => isUnder(file, 'src/http', 'src/app')).flatMap(moduleState),
    ...modules.filter((file) => file.path === SERVICES).flatMap(optionalServices),
  ];
};

function finding(file: HouseFile, start: number, message: string): Finding {
  return { path: file.path, line: lineAt(file.text, start), message };
}

/** Instances of classes that are imported from src/ outside src/http. */
function lodgers(file: HouseFile): readonly Finding[] {
  const foreign = foreignNames(file);
  const findings: Finding[] = [];
  new Visitor({
    NewExpression: ({ callee, start }) => {
      if (callee.type !== 'Identifier' || !foreign.has(callee.name)) return;
      findings.push(finding(file, start, `makes a ${callee.name}: what lives is made in src/app`));
    },
  }).visit(parseModule(file).program);
  return findings;
}

function foreignNames(file: HouseFile): ReadonlySet<string> {
  const up = '../'.repeat(file.path.split('/').length - 2);
  const entries = parseModule(file)
    .module.staticImports.filter(({ moduleRequest }) => moduleRequest.value.startsWith(up))
    .flatMap((statement) => statement.entries)
    .filter((entry) => !entry.isType && !FREE_TO_MAKE.includes(entry.importName.name ?? ''));
  return new Set(entries.map((entry) => entry.localName.value));
}

/** Variables of a module, and collections that begin empty: whatever ends up there outlives the server. */
function moduleState(file: HouseFile): readonly Finding[] {
  const { body }: Program = parseModule(file).program;
  return body.flatMap((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'VariableDeclaration') return [];
    return declared.declarations.flatMap(({ id, init, start }) => {
      const name = file.text.slice(id.start, id.end).replace(/:.*/s, '');
      const isState = declared.kind !== 'const' || (init !== null && isEmptyCollection(file, init));
      if (!isState || `${file.path} ${name}` in ALLOWED_STATE) return [];
      return [finding(file, start, `keeps the state ${name} in a module`)];
    });
  });
}

function isEmptyCollection({ text }: HouseFile, { start, end }: { start: number; end: number }): boolean {
  return /^new ((Weak)?(Map|Set)(<.*>)?\(\)|Bounded\b.*)$/s.test(text.slice(start, end));
}

function optionalServices(file: HouseFile): readonly Finding[] {
  const findings: Finding[] = [];
  new Visitor({
    TSPropertySignature: ({ optional, key, start }) => {
      const name = file.text.slice(key.start, key.end);
      if (optional) findings.push(finding(file, start, `${name} is optional: services are complete`));
    },
  }).visit(parseModule(file).program);
  return findings;
}
