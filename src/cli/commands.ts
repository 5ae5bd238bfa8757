import type { Command } from 'commander';
import { registerAnalyse } from './commands/analisar.ts';
import { registerCollect } from './commands/coletar.ts';
import { registerConfig } from './commands/config.ts';
import { registerDemo } from './commands/demo.ts';
import { registerExport } from './commands/exportar.ts';
import { registerImport } from './commands/importar.ts';
import { registerProject } from './commands/projetar.ts';
import { registerPromise } from './commands/promessa.ts';
import { registerStart } from './commands/start.ts';
import { registerVerify } from './commands/verificar.ts';
import type { CliContext } from './context.ts';
import type { Outcome, RegisterCommand } from './program.ts';

/** Every command, in the order of the help page. */
const COMMANDS: readonly RegisterCommand[] = [
  registerStart,
  registerAnalyse,
  registerProject,
  registerPromise,
  registerImport,
  registerExport,
  registerCollect,
  registerVerify,
  registerConfig,
  registerDemo,
];

/** Adds all commands to the program. */
export function registerCommands(
  program: Command,
  context: CliContext,
  finish: (outcome: Outcome) => void,
): void {
  for (const register of COMMANDS) register(program, context, finish);
}
