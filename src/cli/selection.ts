import { Option } from 'commander';
import { RupturaError } from '../contract/errors.ts';
import type { Translator } from '../i18n/translator.ts';
import { wholeNumber } from './program.ts';

/** Codes given on the command line, each once, or null for `--todos`. @throws RupturaError CODIGO_OU_TODOS */
export function selectedCodes(codes: readonly string[], all: boolean, command: string): string[] | null {
  const given = [...new Set(codes.map((code) => code.trim()).filter((code) => code !== ''))];
  if (all === given.length > 0) {
    throw new RupturaError('CODIGO_OU_TODOS', { ajuda: `ruptura ${command} --help` });
  }
  return all ? null : given;
}

/** `--limite`: rows shown in lists that people read. */
export function limitOption(labels: Translator, usual: number): Option {
  return new Option(`--limite <${labels.say('placeholder_number')}>`, labels.say('option_limit'))
    .argParser(wholeNumber('--limite', 0, 1_000_000))
    .default(usual);
}
