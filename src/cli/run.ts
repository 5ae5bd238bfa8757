import { CommanderError } from 'commander';
import { languageFromEnvironment, languageFromTag } from '../i18n/language.ts';
import { programVersion } from '../processes/program-version.ts';
import { registerCommands } from './commands.ts';
import { type CliContext, createContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { reportFailure } from './failure.ts';
import type { CliIo } from './io.ts';
import { OutputClosed } from './output.ts';
import { checkLanguage, createProgram, languageArgument, type Outcome } from './program.ts';
import { usageError } from './usage-errors.ts';

/**
 * Runs one command line to its end.
 * @param argv arguments after the program's name
 * @returns the exit code; nothing is thrown, whatever happens
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const asked = languageArgument(argv);
  const language =
    (asked === undefined ? null : languageFromTag(asked)) ?? languageFromEnvironment(io.environment);
  const context = createContext(io, language, argv.includes('--json'));
  let code: ExitCode;
  try {
    checkLanguage(asked);
    code = await execute(argv, context);
    await context.output.flush();
  } catch (error) {
    code = await reportFailure(context, error);
  }
  return await finish(context, code);
}

async function execute(argv: readonly string[], context: CliContext): Promise<ExitCode> {
  const helpPages: string[] = [];
  let outcome: Outcome;
  const program = createProgram(context, programVersion(), (text) => helpPages.push(text));
  await registerCommands(program, context, argv, (result) => {
    outcome = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return outcome ?? EXIT.ok;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (helpPages.length === 0)
      throw usageError(
        error,
        helpCommand(
          argv,
          program.commands.map((c) => c.name()),
        ),
      );
    await context.output.lines(helpPages.join('').trimEnd());
    return error.code === 'commander.help' ? EXIT.usage : EXIT.ok;
  }
}

function helpCommand(argv: readonly string[], names: readonly string[]): string {
  const name = argv.find((argument) => names.includes(argument));
  return name === undefined ? 'ruptura --help' : `ruptura ${name} --help`;
}

/** What was printed must be out before the process ends; a reader that has gone is no failure. */
async function finish(context: CliContext, code: ExitCode): Promise<ExitCode> {
  for (const output of [context.output, context.notices]) {
    try {
      await output.flush();
    } catch (error) {
      if (!(error instanceof OutputClosed)) return EXIT.internal;
    }
  }
  return code;
}
