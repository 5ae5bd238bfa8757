import { RupturaError } from '../contract/errors.ts';
import type { ExportFormat } from '../tabular/columns.ts';

const FORMATS: readonly ExportFormat[] = ['csv-br', 'csv-iso', 'xlsx'];

/** Reads the form of a file given to `--formato`. @throws RupturaError VALOR_DE_OPCAO_INVALIDO */
export function parseFormat(text: string): ExportFormat {
  const format = FORMATS.find((known) => known === text.trim().toLowerCase());
  if (format !== undefined) return format;
  const esperado = FORMATS.join(' | ');
  throw new RupturaError('VALOR_DE_OPCAO_INVALIDO', { opcao: '--formato', valor: text, esperado });
}
