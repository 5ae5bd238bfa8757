import type { Command } from 'commander';
import type { CliContext } from './context.ts';
import type { Outcome, RegisterCommand } from './program.ts';

/** Every command, in the order of the help page. Loaded by who asks for it: one needs a fraction of what all need. */
const COMMANDS = new Map<string, () => Promise<RegisterCommand>>([
  ['start', async () => (await import('./commands/start.ts')).registerStart],
  ['analisar', async () => (await import('./commands/analisar.ts')).registerAnalyse],
  ['projetar', async () => (await import('./commands/projetar.ts')).registerProject],
  ['promessa', async () => (await import('./commands/promessa.ts')).registerPromise],
  ['importar', async () => (await import('./commands/importar.ts')).registerImport],
  ['exportar', async () => (await import('./commands/exportar.ts')).registerExport],
  ['coletar', async () => (await import('./commands/coletar.ts')).registerCollect],
  ['verificar', async () => (await import('./commands/verificar.ts')).registerVerify],
  ['config', async () => (await import('./commands/config.ts')).registerConfig],
  ['demo', async () => (await import('./commands/demo.ts')).registerDemo],
]);

/** Adds the command that a command line names to the program, or all of them where it names none. */
export async function registerCommands(
  program: Command,
  context: CliContext,
  argv: readonly string[],
  finish: (outcome: Outcome) => void,
): Promise<void> {
  const named = COMMANDS.get(argv.find((argument) => !argument.startsWith('-')) ?? '');
  const loaded = await Promise.all(
    (named === undefined ? [...COMMANDS.values()] : [named]).map((load) => load()),
  );
  for (const register of loaded) register(program, context, finish);
}
