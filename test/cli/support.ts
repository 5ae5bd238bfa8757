import { Writable } from 'node:stream';
import { runCli } from '../../src/cli/run.ts';

/** What a command line wrote, and its exit code. */
export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The lines of `out` parsed as JSON. */
  json<Line>(): Line[];
}

export interface CliRunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** A window of so many columns; without it the output is a pipe. */
  readonly columns?: number;
  readonly signal?: AbortSignal;
}

class Sink extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  text = '';

  constructor(columns: number | undefined) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function sink(columns: number | undefined): Sink & { readonly columns: number } {
  return new Sink(columns) as Sink & { readonly columns: number };
}

/** Runs a command line inside this process, against real everything but the terminal. */
export async function cli(argv: readonly string[], options: CliRunOptions = {}): Promise<CliRun> {
  const stdout = sink(options.columns);
  const stderr = sink(undefined);
  const code = await runCli(argv, {
    stdout,
    stderr,
    environment: options.environment ?? {},
    signal: options.signal ?? new AbortController().signal,
  });
  const json = <Line>(): Line[] =>
    stdout.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  return { code, out: stdout.text, err: stderr.text, json };
}

/** Without colours. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
