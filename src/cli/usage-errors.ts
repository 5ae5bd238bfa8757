import type { CommanderError } from 'commander';
import { RupturaError } from '../contract/errors.ts';

/** Turns the argument parser's complaint, whose wording is English, into ours. `help` is the command to look things up. */
export function usageError(error: CommanderError, help: string): RupturaError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const similar = /\(Did you mean (?:one of )?([^?,)]*)/.exec(error.message)?.[1];
  const details = similar === undefined ? {} : { details: { sugestao: similar } };
  switch (error.code) {
    case 'commander.unknownCommand':
      return new RupturaError('COMANDO_DESCONHECIDO', { comando: quoted, ajuda: help }, details);
    case 'commander.unknownOption':
      return new RupturaError('OPCAO_DESCONHECIDA', { opcao: quoted, ajuda: help }, details);
    case 'commander.optionMissingArgument':
      return new RupturaError('VALOR_AUSENTE', { opcao: quoted, ajuda: help });
    case 'commander.missingArgument':
      return new RupturaError('ARGUMENTO_AUSENTE', { argumento: quoted, ajuda: help });
    default:
      return new RupturaError('ARGUMENTO_SOBRANDO', { ajuda: help });
  }
}
