/** The program as people run it: real processes of `bin/ruptura` on an embedded database in a temporary folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { INPUT_TABLES } from '../../src/contract/tables.ts';
import { type EpochDay, parseIsoDate } from '../../src/contract/units.ts';
import type { Database } from '../../src/postgres/database.ts';
import { type Verification, verify } from '../../src/verification/verify.ts';
import { cli } from '../cli/support.ts';
import { eventually, run } from '../embedded/support.ts';

export const TODAY = '2026-03-02';
export const TODAY_DAY: EpochDay = parseIsoDate(TODAY)!;

const LAUNCHER = fileURLToPath(new URL('../../bin/ruptura', import.meta.url));

/** Builds what is not built yet, so that the commands of a test do not compile. */
export async function buildProgram(): Promise<void> {
  await run(process.execPath, [LAUNCHER, '--version']);
}

export interface Ended {
  /** Exit code; null when it was killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One `bin/ruptura`, running or ended. */
export class Command {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out = '';
  err = '';

  constructor(argv: readonly string[], environment: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [LAUNCHER, ...argv], {
      env: { ...cleanEnvironment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code) => resolve({ code, out: this.out, err: this.err }));
    });
  }

  /** kill -9: nothing in there gets a chance to tidy up. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Ctrl-C. */
  async interrupt(): Promise<Ended> {
    this.child.kill('SIGINT');
    return await this.ended;
  }
}

/** Settings of whoever runs the tests must not reach the program. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL, RUPTURA_DATA, PG_PORT, PORT, HOST, LC_ALL, ...rest } = process.env;
  return rest;
}

/** Commands on one data folder, all on the same fixed business date, with the settings given besides. */
export class Program {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #commands: Command[] = [];

  constructor(dataFolder: string, settings: Readonly<Record<string, string>> = {}) {
    this.#environment = { RUPTURA_DATA: dataFolder, RUPTURA_HOJE: TODAY, LANG: 'pt_BR.UTF-8', ...settings };
  }

  start(...argv: string[]): Command {
    const command = new Command(argv, this.#environment);
    this.#commands.push(command);
    return command;
  }

  async run(...argv: string[]): Promise<Ended> {
    return await this.start(...argv).ended;
  }

  /** The same command inside this process, which is sooner ready. */
  async here(...argv: string[]): Promise<Ended> {
    return await cli(argv, { environment: this.#environment });
  }

  /** Runs a command inside this process that must succeed. */
  async must(...argv: string[]): Promise<Ended> {
    const ended = await this.here(...argv);
    if (ended.code !== 0)
      throw new Error(`ruptura ${argv.join(' ')}: ${ended.code}\n${ended.out}${ended.err}`);
    return ended;
  }

  /** `verificar --json`: exit code and what was found. */
  async check(): Promise<DriftReport & { readonly code: number | null }> {
    const { code, out, err } = await this.here('verificar', '--json');
    if (out === '') throw new Error(`verificar: ${code}\n${err}`);
    return { code, ...(JSON.parse(out) as DriftReport) };
  }

  /** The HTTP server, listening; its address is where it says. */
  async serve(): Promise<{ readonly command: Command; readonly url: string }> {
    const port = await freePort();
    const command = this.start('start', '--port', String(port));
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => {
      if (command.child.exitCode !== null) throw new Error(`start: ${command.err}`);
      return await fetch(`${url}/api/verificacao`).then(
        (response) => response.ok,
        () => false,
      );
    });
    return { command, url };
  }

  async killAll(): Promise<void> {
    for (const command of this.#commands) await command.kill();
  }
}

/** What `verificar --json` prints. */
export interface DriftReport {
  readonly success: boolean;
  readonly versao: number;
  readonly produtos: number;
  readonly pedidos: number;
  readonly estoque_divergente: readonly unknown[];
  readonly saldo_divergente: readonly unknown[];
  readonly servidor: string | null;
  readonly servidor_confere: boolean | null;
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Everything stored, as one text per table: row count and a hash of the rows; the stock and the import journal too. */
export async function storedState(pool: pg.Pool): Promise<Record<string, string>> {
  const names = [...INPUT_TABLES.map((table) => table.name), 'ruptura.importacao', 'ruptura.configuracao'];
  const state: Record<string, string> = {};
  for (const name of names)
    state[name] = await fingerprint(pool, `SELECT t::text AS linha FROM ${name} AS t`);
  state['anotacao_pedido'] = await fingerprint(
    pool,
    `SELECT ROW(num_pedido, nota, responsavel, adiado_ate, alterado_por, extract(epoch FROM alterado_em))::text AS linha
     FROM anotacao_pedido`,
  );
  state['visao'] = await fingerprint(
    pool,
    `SELECT ROW(id, pagina, nome, consulta, compartilhada, dono, padrao, extract(epoch FROM alterada_em))::text AS linha
     FROM ruptura.visao`,
  );
  const stock = 'SELECT cod_produto, estoque FROM estoque_atual WHERE estoque <> 0';
  state['estoque_atual'] = await fingerprint(pool, `SELECT t::text AS linha FROM (${stock}) AS t`);
  return state;
}

async function fingerprint(pool: pg.Pool, query: string): Promise<string> {
  const { rows } = await pool.query<{ marca: string }>(
    `SELECT count(*) || ' ' || coalesce(md5(string_agg(linha, '|' ORDER BY linha COLLATE "C")), '') AS marca
     FROM (${query}) AS q`,
  );
  return rows[0]!.marca;
}

/** A verification inside this process: its digest sums up every answer. */
export async function verifyHere(database: Pick<Database, 'connect'>): Promise<Verification> {
  return await verify(() => database.connect(), TODAY_DAY, null);
}

/** Waits until a connection of a program is in the middle of a statement that begins like this; its backend's pid. */
export async function backendIn(pool: pg.Pool, application: string, statement: string): Promise<number> {
  return await eventually(async () => {
    const { rows } = await pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE application_name = $1 AND state = 'active' AND query LIKE $2 || '%'`,
      [application, statement],
    );
    return rows[0]?.pid ?? null;
  });
}

/** Pids of all processes of the server, but for the first and its log keeper. */
export async function serverProcesses(pool: pg.Pool): Promise<number[]> {
  const { rows } = await pool.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  return rows.map((row) => row.pid);
}
