/** Where a command writes. `process.stdout` is one; tests give their own. */
export interface CliStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** Window width in columns, where there is a window. */
  readonly columns?: number;
  readonly rows?: number;
}

/** Everything a command may know of the process around it. */
export interface CliIo {
  /** Where answers to questions come from; without it nothing is asked. */
  readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: CliStream;
  readonly stderr: CliStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the person presses Ctrl-C; the reason's message is the signal's name. */
  readonly signal: AbortSignal;
  /** Aborted when the person presses it again: for commands that then still have something to put in order. */
  readonly halt?: AbortSignal;
}
