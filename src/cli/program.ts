import { Command, type Help, Option } from 'commander';
import { RupturaError } from '../contract/errors.ts';
import { languageFromTag } from '../i18n/language.ts';
import type { PlainKey, Translator } from '../i18n/translator.ts';
import type { CliContext } from './context.ts';
import { EXIT_MEANINGS, type ExitCode } from './exit-codes.ts';

/** What a command's action returns: its exit code, or nothing for success. */
export type Outcome = ExitCode | undefined;

/** Adds one command to the program. `finish` takes what its action returns. */
export type RegisterCommand = (
  program: Command,
  context: CliContext,
  finish: (outcome: Outcome) => void,
) => void;

const TITLES: Readonly<Record<string, PlainKey>> = {
  'Usage:': 'help_usage',
  'Arguments:': 'help_arguments',
  'Options:': 'help_options',
  'Commands:': 'help_commands',
};

function translatedTitle(title: string, labels: Translator): string {
  const key = TITLES[title];
  return key === undefined ? title : labels.say(key);
}

/** Help pages in the language of the person: the library's own words are replaced. */
function translatedHelp(labels: Translator, context: CliContext): Partial<Help> {
  return {
    styleTitle: (title) => context.colors.bold(translatedTitle(title, labels)),
    styleCommandText: (text) => context.colors.cyan(text),
    styleOptionText: (text) => context.colors.cyan(text),
    subcommandTerm: (command) => command.name(),
    styleSubcommandText: (text) => context.colors.cyan(text),
    optionDescription: (option) => {
      if (option.defaultValue === undefined || option.defaultValue === false) return option.description;
      return `${option.description} (${labels.say('help_default', { value: String(option.defaultValue) })})`;
    },
  };
}

/** The frame all commands hang in: language, help, output and errors of the parser. */
export function createProgram(context: CliContext, version: string, write: (text: string) => void): Command {
  const { labels } = context;
  const program = new Command('ruptura')
    .exitOverride()
    .configureHelp(translatedHelp(labels, context))
    .configureOutput({
      writeOut: write,
      writeErr: write,
      outputError: () => undefined,
      getOutHelpWidth: () => context.width ?? 100,
      getErrHelpWidth: () => context.width ?? 100,
      getOutHasColors: () => context.colors.isColorSupported,
      getErrHasColors: () => context.colors.isColorSupported,
    })
    .usage(labels.say('help_program_usage'))
    .description(labels.say('program_summary'))
    .version(version, '-V, --version', labels.say('option_version'))
    .helpOption('-h, --help', labels.say('option_help'))
    .helpCommand(false)
    .addOption(languageOption(labels));
  const more = labels.say('help_more', { command: context.colors.cyan('ruptura analisar --help') });
  program.addHelpText('after', () => `\n${more}\n\n${exitCodeHelp(context)}`);
  return program;
}

/** A sub-command with the options all of them share. */
export function addCommand(
  program: Command,
  context: CliContext,
  name: string,
  summary: PlainKey,
  usage: string,
): Command {
  const { labels } = context;
  return program
    .command(name)
    .description(labels.say(summary))
    .usage(usage)
    .helpOption('-h, --help', labels.say('option_help'))
    .addOption(languageOption(labels));
}

/** Examples under the help page of a command: the command line, and what it does. */
export function addExamples(
  command: Command,
  context: CliContext,
  examples: readonly (readonly [string, PlainKey])[],
): void {
  const { labels, colors } = context;
  const lines = examples.flatMap(([line, key]) => [`  ${colors.cyan(line)}`, `      ${labels.say(key)}`]);
  command.addHelpText('after', `\n${[colors.bold(labels.say('help_examples')), ...lines].join('\n')}`);
}

/** `--json`, worded alike everywhere. */
export function jsonOption(labels: Translator): Option {
  return new Option('--json', labels.say('option_json'));
}

function languageOption(labels: Translator): Option {
  return new Option(`--lang <${labels.say('placeholder_language')}>`, labels.say('option_lang'));
}

/** The `--lang` of a command line, wherever it stands; undefined when it is not given. */
export function languageArgument(argv: readonly string[]): string | undefined {
  for (const [at, argument] of argv.entries()) {
    if (argument === '--') return undefined;
    if (argument === '--lang') return argv[at + 1];
    if (argument.startsWith('--lang=')) return argument.slice('--lang='.length);
  }
  return undefined;
}

/** @throws RupturaError VALOR_DE_OPCAO_INVALIDO when the language is none of ours. */
export function checkLanguage(tag: string | undefined): void {
  if (tag === undefined || languageFromTag(tag) !== null) return;
  throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', { opcao: '--lang', valor: tag, esperado: 'pt-BR | en' });
}

/** Reads a whole number given to an option. @throws RupturaError VALOR_DE_OPCAO_INVALIDO */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', {
      opcao: option,
      valor: text,
      esperado: `${least}..${most}`,
    });
  };
}

function exitCodeHelp(context: CliContext): string {
  const { labels, colors } = context;
  const rows = EXIT_MEANINGS.map(([code, key]) => `  ${String(code).padStart(3)}  ${labels.say(key)}`);
  return [colors.bold(labels.say('help_exit_codes')), ...rows].join('\n');
}
