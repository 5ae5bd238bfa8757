/** Collections as people run them: the program as a process of its own, against the portal's imitation. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ExpectedFile } from '../portal/catalog.ts';
import { storageState } from '../portal/storage-state.ts';
import { translatedProgram } from '../support/translated.ts';

const MARK = 'RUPTURA_TEST_COLLECTION';

interface SomePortal {
  readonly base: string;
  expectedFiles(po: string): readonly ExpectedFile[];
}

/** A folder of its own, with a list and a session, for one collection or several. */
export interface Place {
  readonly folder: string;
  readonly list: string;
  readonly output: string;
  readonly state: string;
  /** What the processes of this place are known by. */
  readonly mark: string;
  /** Writes the list anew: one row for each text. */
  writeList(rows: readonly string[], header?: string): Promise<void>;
  signIn(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a place whose list names these purchases, signed in at the portal. */
export async function placeFor(portal: SomePortal, purchases: readonly string[]): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'ruptura-coleta-'));
  const list = join(folder, 'pedidos.csv');
  const state = join(folder, 'sessao.json');
  const place: Place = {
    folder,
    list,
    output: join(folder, 'saida'),
    state,
    mark: folder,
    writeList: (rows, header = 'PO_NUMBER') => writeFile(list, `${[header, ...rows].join('\r\n')}\r\n`),
    signIn: async () => writeFile(state, JSON.stringify(await storageState(portal.base))),
    close: () => rm(folder, { recursive: true, force: true }),
  };
  await place.writeList(purchases);
  await place.signIn();
  return place;
}

/** A command line that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Waits until what it printed fits. */
  until(pattern: RegExp, ms?: number): Promise<RegExpMatchArray>;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function argumentsFor(
  { base }: SomePortal,
  { list, output, state }: Place,
  options: readonly string[],
): string[] {
  return [
    'coletar',
    list,
    '--saida',
    output,
    '--base-url',
    base,
    '--estado',
    state,
    '--lang',
    'pt-BR',
    ...options,
  ];
}

/** `ruptura coletar LIST …` at a place, as a program of its own. */
export async function collectingCommand(
  portal: SomePortal,
  place: Place,
  options: readonly string[],
): Promise<string[]> {
  return [process.execPath, translatedProgram(), ...argumentsFor(portal, place, options)];
}

/** There is no browser, so nobody is signed in by one: what comes of that need not be waited for. */
export const NO_BROWSER = { CHROMIUM: '/nowhere/chromium' } as const;

type Environment = Readonly<Record<string, string>>;

/** Starts a command line in the place's name. */
export function start(place: Place, command: readonly string[], environment: Environment = {}): Running {
  const [program = '', ...argv] = command;
  const child = spawn(program, argv, {
    cwd: place.folder,
    env: {
      ...process.env,
      [MARK]: place.mark,
      RUPTURA_DATA: join(place.folder, 'dados'),
      LANG: 'pt_BR.UTF-8',
      LC_ALL: '',
      TERM: 'xterm-256color',
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  const until = async (pattern: RegExp, ms = 60_000): Promise<RegExpMatchArray> => {
    for (const end = performance.now() + ms; performance.now() < end; await sleep(20)) {
      const found = pattern.exec(out);
      if (found !== null) return found;
      if (child.exitCode !== null) break;
    }
    throw new Error(`${pattern} was never printed: ${out.slice(-2000)}\n${err.slice(-2000)}`);
  };
  return { child, output: () => out, until, ended };
}

/** Runs a collection to its end. */
export async function collectAt(
  portal: SomePortal,
  place: Place,
  options: readonly string[],
  environment: Environment = {},
): Promise<Ended> {
  return await start(place, await collectingCommand(portal, place, options), environment).ended;
}

/** Process ids of everything that was started in a place's name and lives. */
export async function livingProcesses(place: Place): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const marked = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return pid !== process.pid && environment.includes(`${MARK}=${place.mark}`) ? pid : null;
    }),
  );
  return marked.filter((pid) => pid !== null);
}

/** Fails unless all processes of a place are gone soon. */
export async function expectNobodyLeft(place: Place, ms = 15_000): Promise<void> {
  let left = await livingProcesses(place);
  for (const end = performance.now() + ms; left.length > 0 && performance.now() < end; await sleep(100))
    left = await livingProcesses(place);
  const names = await Promise.all(
    left.map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => 'gone')),
  );
  expect(names.map((name) => name.replaceAll('\0', ' ').slice(0, 200))).toEqual([]);
}

/** Folders of purchases, by number. */
export async function purchaseFolders(place: Place): Promise<Map<string, string[]>> {
  const entries = await readdir(place.output, { recursive: true, withFileTypes: true });
  const folders = new Map<string, string[]>();
  for (const entry of entries) {
    const number = /^(\d{6,})__?[A-Z_]+$/.exec(entry.name)?.[1];
    if (!entry.isDirectory() || number === undefined) continue;
    folders.set(number, [...(folders.get(number) ?? []), join(entry.parentPath, entry.name)]);
  }
  return folders;
}

/**
 * Fails unless a purchase's only folder holds exactly what the portal has, each content once: nothing lost, nothing of
 * another purchase, nothing half-written, and a manifest that tells of each file. PDFs of messages stand beside them.
 */
export async function expectWhole(portal: SomePortal, place: Place, number: string): Promise<void> {
  const folders = (await purchaseFolders(place)).get(number) ?? [];
  const wanted = new Set(portal.expectedFiles(number).map(({ sha256 }) => sha256));
  if (wanted.size === 0 && folders.length === 0) return;
  expect(folders, `folders of ${number}`).toHaveLength(1);
  const folder = folders[0]!;
  const names = await readdir(folder);
  const messages = names.filter((name) => /\.msg$/i.test(name));
  const isBeside = (name: string): boolean =>
    name === 'manifest.json' ||
    messages.some(
      (message) =>
        name.startsWith(message.slice(0, -4)) &&
        name.endsWith('.pdf') &&
        !wantedNames(portal, number).has(name),
    );
  const hashes = new Map<string, string>();
  for (const name of names) {
    const sha256 = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
    if (wanted.has(sha256)) {
      expect(hashes.get(sha256), `${number}: ${name} is there twice`).toBeUndefined();
      hashes.set(sha256, name);
    } else expect(isBeside(name), `${number}: ${name} is not the portal's`).toBe(true);
  }
  expect([...hashes.keys()].sort(), `files of ${number}`).toEqual([...wanted].sort());
}

function wantedNames(portal: SomePortal, number: string): Set<string> {
  return new Set(portal.expectedFiles(number).map(({ name }) => name));
}

/** Rows of the only result file, by heading. */
export async function resultRows(place: Place, last = false): Promise<Record<string, string>[]> {
  const names = (await readdir(place.output)).filter((name) => /_processed_.*\.csv$/.test(name)).sort();
  if (!last) expect(names).toHaveLength(1);
  const text = await readFile(join(place.output, names.at(-1)!), 'utf8');
  expect(text.startsWith('\ufeff')).toBe(true);
  const [header = [], ...rows] = parseCsv(text.slice(1));
  return rows.map((cells) => Object.fromEntries(header.map((title, at) => [title, cells[at] ?? ''])));
}

/** Cells of a small CSV text, by its own rules: quotes doubled, line breaks inside them. */
function parseCsv(text: string): string[][] {
  const delimiter = /^[^\n]*;/.test(text) ? ';' : ',';
  const rows: string[][] = [[]];
  const cell = new RegExp(`("(?:[^"]|"")*"|[^"\\r\\n${delimiter}]*)(${delimiter}|\\r?\\n|$)`, 'y');
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) throw new SyntaxError(`no cell at ${cell.lastIndex}`);
    const raw = found[1]!;
    rows.at(-1)!.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (found[2] !== delimiter && cell.lastIndex < text.length) rows.push([]);
    if (found[0] === '') break;
  }
  return rows;
}
