import { type Command, Option } from 'commander';
import { type FileWishes, parseBytes, parseDay, parseEndings, parseRate } from '../collector/file-wishes.ts';
import { checkedTemplate } from '../collector/folder/folder-layout.ts';
import { RupturaError } from '../contract/errors.ts';
import type { CliContext } from './context.ts';

/** Options of `ruptura coletar` that say which files are wanted, how fast, and what they are called. */
export interface WishFlags {
  readonly tipo?: readonly string[];
  readonly tamanhoMax?: number;
  readonly depoisDe?: string;
  readonly modelo?: string;
  /** Bytes per second. */
  readonly banda?: number;
}

const TEMPLATE = '{fornecedor}/{po}_{status}/{nome}';

export function addWishOptions(command: Command, { labels }: CliContext): void {
  const size = labels.say('placeholder_size');
  const option = (flags: string, text: string, parse: (text: string) => unknown): void =>
    void command.addOption(new Option(flags, text).argParser(parse));
  option(
    `--tipo <${labels.say('placeholder_endings')}>`,
    labels.say('collect_option_type'),
    parsed('--tipo', parseEndings, 'pdf,xml'),
  );
  option(
    `--tamanho-max <${size}>`,
    labels.say('collect_option_size'),
    parsed('--tamanho-max', parseBytes, '500kB | 20MB | 1GB'),
  );
  option(
    `--depois-de <${labels.say('placeholder_since')}>`,
    labels.say('collect_option_after'),
    parsed('--depois-de', parseDay, '2026-03-01 | 01/03/2026'),
  );
  option(
    `--modelo <${labels.say('placeholder_template')}>`,
    labels.say('collect_option_template', { exemplo: TEMPLATE }),
    checkedTemplate,
  );
  option(
    `--banda <${size}>`,
    labels.say('collect_option_bandwidth'),
    parsed('--banda', parseRate, '10kB … 1GB'),
  );
}

/** What the options ask for. */
export function wishesOf({ tipo, tamanhoMax, depoisDe, modelo }: WishFlags): FileWishes {
  return {
    endings: tipo ?? [],
    mostBytes: tamanhoMax ?? null,
    since: depoisDe ?? null,
    template: modelo ?? null,
  };
}

/** Reads the value of an option. @param expected what it may be, for who wrote another */
function parsed<T>(opcao: string, parse: (text: string) => T | null, expected: string): (text: string) => T {
  return (text) => {
    const value = parse(text);
    if (value !== null) return value;
    throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', { opcao, valor: text, esperado: expected });
  };
}
