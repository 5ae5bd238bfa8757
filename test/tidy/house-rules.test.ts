import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HOUSE_RULES } from './house-rules.ts';
import { composition } from './rules/composition.ts';
import { cycles } from './rules/cycles.ts';
import { changelog, links } from './rules/documents.ts';
import { layers } from './rules/layers.ts';
import { machine } from './rules/machine.ts';
import { names } from './rules/names.ts';
import { oneMeaning } from './rules/one-meaning.ts';
import { output } from './rules/output.ts';
import { packages } from './rules/packages.ts';
import { portuguese } from './rules/portuguese.ts';
import { purity } from './rules/purity.ts';
import { placeholders, raisedErrors, usedCodes } from './rules/sentences.ts';
import { size } from './rules/size.ts';
import { type HouseFile, type Rule, readTree, sample } from './tree.ts';

const MAP = sample(
  'ARCHITECTURE.md',
  [
    '| `src/contract/` | tables. No I/O | nothing |',
    '| `src/ledger/` | the book | contract |',
    '| `src/projection/` | balances. Pure | contract, ledger |',
    '| `src/app/` | composition | all of the above |',
    '| `src/http/`, `src/cli/` | thin | app and above |',
    '',
  ].join('\n'),
);

function messages(rule: Rule, ...files: readonly HouseFile[]): readonly string[] {
  return rule(files).map(({ path, line, message }) => `${path}:${line} ${message}`);
}

describe('the rules of the house', () => {
  const tree = readTree(fileURLToPath(new URL('../../', import.meta.url)));

  it('read the whole checkout and nothing that is ignored', () => {
    const paths = tree.map((file) => file.path);
    expect(paths).toContain('src/contract/errors.ts');
    expect(paths).toContain('.ci/run');
    expect(paths.filter((path) => /^(node_modules|dist|\.git)\//.test(path))).toEqual([]);
  });

  it.each(Object.entries(HOUSE_RULES))('hold in this checkout: %s', (_, rule) => {
    expect(messages(rule, ...tree)).toEqual([]);
  });
});

describe('layers', () => {
  it('refuse an import against the map, of a type too', () => {
    const bad = sample('src/contract/a.ts', "import type { B } from '../ledger/b.ts';\n");
    expect(messages(layers, MAP, bad)).toEqual([
      'src/contract/a.ts:1 contract may not import ledger (src/ledger/b.ts)',
    ]);
  });

  it('see re-exports, import() and types named in place', () => {
    const bad = sample(
      'src/ledger/a.ts',
      "export { x } from '../app/x.ts';\nawait import('../http/y.ts');\ntype Z = import('../cli/z.ts').Z;\n",
    );
    expect(messages(layers, MAP, bad)).toHaveLength(3);
  });

  it('refuse what stands outside src, tests, and folders the map does not know', () => {
    const outside = sample('src/app/a.ts', "import '../../bench/a.ts';\nimport './a.test.ts';\n");
    const unknown = sample('src/extra/a.ts', '');
    expect(messages(layers, MAP, outside, unknown)).toHaveLength(3);
  });

  it('refuse a map they cannot read', () => {
    const map = sample('ARCHITECTURE.md', '| `src/ledger/` | the book | whatever is handy |\n');
    expect(messages(layers, map)).toEqual(['ARCHITECTURE.md:1 cannot read the imports "whatever is handy"']);
    expect(messages(layers, sample('ARCHITECTURE.md', ''))).toHaveLength(1);
    expect(messages(layers)).toEqual(['ARCHITECTURE.md:0 is missing']);
  });

  it('know a room inside a room as one of its own', () => {
    const map = sample(
      'ARCHITECTURE.md',
      [
        '| `src/portal/` | words | nothing |',
        '| `src/portal/net/` | wire | nothing |',
        '| `src/portal/reading/` | pages | portal, portal/net |',
        '',
      ].join('\n'),
    );
    const good = sample('src/portal/reading/deep/a.ts', "import '../../a.ts';\nimport '../../net/b.ts';\n");
    const bad = sample('src/portal/net/b.ts', "import '../reading/a.ts';\nimport '../a.ts';\n");
    expect(messages(layers, map, good, bad)).toEqual([
      'src/portal/net/b.ts:1 portal/net may not import portal/reading (src/portal/reading/a.ts)',
      'src/portal/net/b.ts:2 portal/net may not import portal (src/portal/a.ts)',
    ]);
  });

  it('accept what the map allows', () => {
    const good = sample(
      'src/http/a.ts',
      "import '../app/a.ts';\nimport '../ledger/b.ts';\nimport 'fastify';\n",
    );
    expect(messages(layers, MAP, good)).toEqual([]);
  });
});

describe('composition', () => {
  it('refuses a route that makes what lives, under whatever name', () => {
    const bad = sample(
      'src/http/routes/a.ts',
      "import { LiveFeed as Feed } from '../../live/feed.ts';\nconst feed = () => new Feed();\n",
    );
    expect(messages(composition, bad)).toEqual([
      'src/http/routes/a.ts:2 makes a Feed: what lives is made in src/app',
    ]);
  });

  it('lets routes make errors, streams and what JavaScript has', () => {
    const good = sample(
      'src/http/routes/a.ts',
      [
        "import { RupturaError } from '../../contract/errors.ts';",
        "import { EventStreams } from '../event-stream.ts';",
        "import { PassThrough } from 'node:stream';",
        'export const make = () => [new EventStreams(), new PassThrough(), new Map(), new RupturaError()];',
        "const READING = new Set(['GET']);",
        '',
      ].join('\n'),
    );
    expect(messages(composition, good)).toEqual([]);
  });

  it('refuses what outlives a server in a module', () => {
    const bad = sample(
      'src/http/a.ts',
      'let count = 0;\nexport const known = new WeakMap<object, string>();\nconst names: Map<string, number> = new Map();\nconst few = new Bounded<string, 1>(9);\n',
    );
    expect(messages(composition, bad)).toEqual([
      'src/http/a.ts:1 keeps the state count in a module',
      'src/http/a.ts:2 keeps the state known in a module',
      'src/http/a.ts:3 keeps the state names in a module',
      'src/http/a.ts:4 keeps the state few in a module',
    ]);
  });

  it('refuses an optional service', () => {
    const bad = sample('src/app/services.ts', 'export interface Services {\n  readonly live?: Feed;\n}\n');
    expect(messages(composition, bad)).toEqual([
      'src/app/services.ts:2 live is optional: services are complete',
    ]);
  });
});

describe('purity', () => {
  it('refuses a package or a part of Node.js behind any chain of imports', () => {
    const pure = sample('src/projection/a.ts', "import { b } from '../ledger/b.ts';\n");
    const between = sample('src/ledger/b.ts', "import { connect } from 'pg';\n");
    expect(messages(purity, MAP, pure, between)).toEqual([
      'src/projection/a.ts:0 is not pure: src/projection/a.ts → src/ledger/b.ts → pg',
    ]);
  });

  it('refuses a clock and chance', () => {
    const bad = sample(
      'src/projection/a.ts',
      'const now = Date.now();\nconst x = Math.random();\nconst d = new Date();\n',
    );
    expect(messages(purity, MAP, bad)).toHaveLength(3);
  });

  it('lets types pass: they are erased', () => {
    const pure = sample('src/projection/a.ts', "import type { B } from '../ledger/b.ts';\nnew Date(0);\n");
    const between = sample('src/ledger/b.ts', "import { connect } from 'pg';\n");
    expect(messages(purity, MAP, pure, between)).toEqual([]);
  });
});

describe('cycles', () => {
  it('refuse a circle, made of types too', () => {
    const a = sample('src/a.ts', "import './b.ts';\n");
    const b = sample('src/b.ts', "import type { C } from './c.ts';\n");
    const c = sample('src/c.ts', "export { a } from './a.ts';\n");
    expect(messages(cycles, a, b, c)).toEqual([
      'src/a.ts:0 import cycle: src/a.ts → src/b.ts → src/c.ts → src/a.ts',
    ]);
  });

  it('accept two ways to the same module', () => {
    const a = sample('src/a.ts', "import './b.ts';\nimport './c.ts';\n");
    const b = sample('src/b.ts', "import './c.ts';\n");
    expect(messages(cycles, a, b, sample('src/c.ts', ''))).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['src/ledger/LiveBook.ts', 'file name is not in kebab-case'],
    ['src/utils/dates.ts', 'folder utils says nothing'],
    ['src/ledger/book-v2.ts', '"v2" in the name'],
    ['src/ledger/load-async.ts', '"async" in the name'],
    ['src/sem-cache/load.ts', '"sem-cache" in the name'],
    ['docs/Operating_Notes.md', 'file name is not in kebab-case'],
    ['sql/stock.sql', 'file name is not NNNN-name'],
    ['docs/decisions/freshness.md', 'file name is not NNNN-name'],
  ])('refuse %s', (path, message) => {
    expect(messages(names, sample(path, ''))).toEqual([`${path}:0 ${message}`]);
  });

  it('refuse a number given twice', () => {
    const found = messages(names, sample('sql/0001-a.sql', ''), sample('sql/0001-b.sql', ''));
    expect(found).toEqual(['sql/0001-b.sql:0 number sql/0001 is taken']);
  });

  it('refuse forbidden words in what is declared', () => {
    const text = 'function loadAsync() {}\nconst bookV2 = 1;\ninterface Novo {}\nasync function load() {}\n';
    expect(messages(names, sample('src/ledger/a.ts', text))).toHaveLength(3);
  });

  it('accept usual names', () => {
    const good = [
      'src/ledger/live-book.test.ts',
      'sql/0001-tables.sql',
      'test/conformance/books/Livro_1.csv',
    ];
    expect(messages(names, ...good.map((path) => sample(path, 'const novocaine = 1;')))).toEqual([]);
  });
});

describe('size', () => {
  it('refuses long functions, long files and large files', () => {
    const long = sample('src/app/a.ts', `const f = () => {\n${'f();\n'.repeat(70)}};\n`);
    const longer = sample('src/app/b.ts', '\n'.repeat(451));
    const large = { path: 'docs/page.png', size: 1_000_001, text: '' };
    expect(messages(size, long, longer, large)).toEqual([
      'docs/page.png:0 1000001 bytes; at most 1000000 belong in a checkout',
      'src/app/a.ts:1 function of 72 lines; at most 70',
      'src/app/b.ts:0 451 lines; at most 450',
    ]);
  });

  it('accepts long tables of sentences and long tests', () => {
    const table = sample('src/contract/errors.ts', '\n'.repeat(900));
    const test = sample('test/a.test.ts', '\n'.repeat(900));
    expect(messages(size, table, test)).toEqual([]);
  });
});

describe('portuguese', () => {
  it.each(["throw new Error('arquivo inválido');", "say('tente de novo');", 'say(`nenhum pedido ainda`);'])(
    'refuses %s',
    (text) => {
      expect(messages(portuguese, sample('src/http/a.ts', text))).toHaveLength(1);
    },
  );

  it('accepts codes of the contract, SQL, bytes, and catalogues', () => {
    const contract = sample(
      'src/contract/codes.ts',
      "type Status = 'ATENÇÃO'; const STATUSES = ['ATENÇÃO'];",
    );
    const code = sample(
      'src/http/a.ts',
      "if (status === 'ATENÇÃO') run('SELECT count(*) AS linhas FROM pedido');",
    );
    const bytes = sample('src/imports/a.ts', "text.startsWith('\\xd0\\xcf');");
    const labels = sample('src/i18n/pt-br.ts', "export const a = 'não há nenhum pedido';");
    expect(messages(portuguese, contract, code, bytes, labels)).toEqual([]);
  });
});

describe('output', () => {
  it('refuses the terminal outside the command line', () => {
    const text = "console.log('x');\nprocess.stdout.write('x');\nprocess.exit(1);\n";
    expect(messages(output, sample('src/app/a.ts', text))).toHaveLength(3);
    expect(messages(output, sample('src/cli/a.ts', text))).toEqual([]);
  });
});

describe('sentences', () => {
  const entry = { code: 'SEM_PEDIDO', 'pt-BR': 'Sem {num_pedido}.', en: 'No {num_pedido}.' };
  const catalogue = { path: 'src/contract/errors.ts', entries: [entry] };

  it('refuse placeholders of one language only', () => {
    const bad = { ...catalogue, entries: [{ ...entry, en: 'No order.' }] };
    expect(messages(placeholders([bad]))).toHaveLength(1);
    expect(messages(placeholders([catalogue]))).toEqual([]);
  });

  it('refuse a code nobody raises, however often it is declared', () => {
    const declared = sample('src/contract/errors.ts', "const a = 'SEM_PEDIDO';");
    const inTest = sample('src/http/a.test.ts', "raise('SEM_PEDIDO');");
    expect(messages(usedCodes([catalogue]), declared, inTest)).toEqual([
      'src/contract/errors.ts:0 SEM_PEDIDO is used nowhere in src/',
    ]);
    expect(messages(usedCodes([catalogue]), sample('src/http/a.ts', "raise('SEM_PEDIDO');"))).toEqual([]);
  });

  it('refuse an error that is not in the table, or raised without what its sentence needs', () => {
    const unknown = sample('src/http/a.ts', "throw new RupturaError('OUTRO', {});");
    const hollow = sample('src/http/b.ts', "throw new RupturaError('SEM_PEDIDO', { pedido: 1 });");
    const bare = sample('src/http/c.ts', "throw new RupturaError('SEM_PEDIDO');");
    expect(messages(raisedErrors([entry]), unknown, hollow, bare)).toEqual([
      'src/http/a.ts:1 OUTRO is not in the table of errors',
      'src/http/b.ts:1 SEM_PEDIDO is raised without {num_pedido}',
      'src/http/c.ts:1 SEM_PEDIDO is raised without {num_pedido}',
    ]);
    const good = sample('src/http/a.ts', "throw new RupturaError('SEM_PEDIDO', { num_pedido });");
    expect(messages(raisedErrors([entry]), good)).toEqual([]);
  });
});

describe('machine', () => {
  // Put together here, so that this file does not break the rule it tests.
  const path = (...parts: readonly string[]): string => `/${parts.join('/')}`;

  it.each([
    path('work', 'main'),
    path('root', '.npmrc'),
    path('home', 'ana', 'dados'),
    'https://registry.' + 'npmjs.org',
  ])('refuses %s', (text) => {
    expect(messages(machine, sample('docs/a.md', `see ${text}\n`))).toHaveLength(1);
  });

  it('accepts paths inside the checkout and routes', () => {
    expect(messages(machine, sample('docs/a.md', 'src/work/a.ts /api/home ~/dados ./root/x\n'))).toEqual([]);
  });
});

describe('packages', () => {
  it('refuse a lock file with hosts and versions that float', () => {
    const lock = sample('package-lock.json', '{\n"resolved": "https://example.com/a.tgz"\n}\n');
    const manifest = sample('package.json', '{ "dependencies": { "pg": "^8.0.0" } }');
    expect([...messages(packages, lock), ...messages(packages, manifest)]).toEqual([
      'package-lock.json:2 names a host (see omit-lockfile-registry-resolved)',
      'package.json:0 pg: "^8.0.0" is not exact',
    ]);
  });
});

describe('packages of every system', () => {
  it('refuse a lock file that lacks one of them', () => {
    const parts = (...names: readonly string[]): HouseFile =>
      sample(
        'package-lock.json',
        JSON.stringify({
          packages: {
            'node_modules/tool': {
              optionalDependencies: { '@tool/linux': '1.0.0', '@tool/darwin': '1.0.0' },
            },
            ...Object.fromEntries(names.map((name) => [`node_modules/${name}`, {}])),
          },
        }),
      );
    expect(messages(packages, parts('@tool/linux'))).toEqual([
      'package-lock.json:0 lacks @tool/darwin, a part of node_modules/tool',
    ]);
    expect(messages(packages, parts('@tool/linux', 'tool/node_modules/@tool/darwin'))).toEqual([]);
  });
});

describe('packages in step', () => {
  const manifest = sample('package.json', '{ "dependencies": { "pg": "8.0.0" } }');
  const lock = (version: string): HouseFile =>
    sample('package-lock.json', `{ "packages": { "": { "dependencies": { "pg": "${version}" } } } }`);

  it('refuse a lock file that lags behind', () => {
    expect(messages(packages, manifest, lock('7.0.0'))).toEqual([
      'package-lock.json:0 dependencies differ from package.json: run npm install',
    ]);
    expect(messages(packages, manifest, lock('8.0.0'))).toEqual([]);
  });
});

describe('one meaning', () => {
  const here = sample('src/ledger/a.ts', 'export interface Touched {}\nexport const size = 1;\n');

  it('refuses an exported name that another module exports too, whatever either is', () => {
    const there = sample('src/web/page/b.tsx', '\nexport function Touched() {}\n');
    expect(messages(oneMeaning, here, there)).toEqual([
      'src/ledger/a.ts:1 Touched is also the name of something in src/web/page/b.tsx',
      'src/web/page/b.tsx:2 Touched is also the name of something in src/ledger/a.ts',
    ]);
  });

  it('sees names that are exported after they are declared, and under another name', () => {
    const later = sample(
      'src/views/b.ts',
      'const size = 2;\nconst other = 3;\nexport { size, other as Touched };\n',
    );
    expect(messages(oneMeaning, here, later)).toHaveLength(4);
  });

  it('accepts a type and a value of one module, names of its own, what tests export, and names handed on', () => {
    const both = sample(
      'src/ledger/b.ts',
      'export const Kind = 1;\nexport type Kind = typeof Kind;\nconst size = 2;\n',
    );
    const test = sample('test/ledger/support.ts', 'export const size = 3;\n');
    const handedOn = sample('src/ledger/c.ts', "export { size } from './a.ts';\n");
    expect(messages(oneMeaning, here, both, test, handedOn)).toEqual([]);
  });
});

describe('documents', () => {
  it('refuse links that lead nowhere', () => {
    const page = sample('docs/a.md', '# Ação já\n[a](b.md) [b](../README.md#nothing) [c](#acao)\n');
    expect(messages(links, page, sample('README.md', '# Ruptura\n'))).toHaveLength(3);
  });

  it('accept links to files, folders, headings and other sites, and ignore fenced code', () => {
    const page = sample(
      'docs/a.md',
      '# Ação já\n[a](../sql) [b](#ação-já) [c](https://example.com/x)\n```\n[x](y)\n```\n',
    );
    expect(messages(links, page, sample('sql/0001-a.sql', ''))).toEqual([]);
  });
});

describe('changelog', () => {
  const text = (body: string): HouseFile => sample('CHANGELOG.md', `# Changelog\n\n${body}`);

  it.each([
    ['no version', ''],
    ['a version without date', '## 1.0.0\n'],
    ['an unknown section', '## Unreleased\n\n### News\n'],
    ['sections out of order', '## Unreleased\n\n### Fixed\n\n### Added\n'],
  ])('refuses %s', (_, body) => {
    expect(messages(changelog, text(body))).toHaveLength(1);
  });

  it('refuses to be missing or to have another title', () => {
    expect(messages(changelog)).toHaveLength(1);
    expect(messages(changelog, sample('CHANGELOG.md', '# News\n\n## Unreleased\n'))).toHaveLength(1);
  });

  it('accepts versions and sections in their order', () => {
    expect(
      messages(
        changelog,
        text('## Unreleased\n\n### Added\n\n## 0.1.0 - 2025-01-31\n\n### Added\n\n### Fixed\n'),
      ),
    ).toEqual([]);
  });
});
