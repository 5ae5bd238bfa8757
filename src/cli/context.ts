import pc from 'picocolors';
import type { Language } from '../contract/language.ts';
import { type Formats, formatsOf } from '../i18n/formats.ts';
import { type Translator, translator } from '../i18n/translator.ts';
import { type ResolvedSettings, resolveSettings } from '../settings/process-settings.ts';
import type { CliIo } from './io.ts';
import { Output } from './output.ts';
import { type Cell, renderTable, type Style, type TableColumn } from './table.ts';
import { columnsOf, cutText, wrapText } from './text.ts';

type Palette = ReturnType<typeof pc.createColors>;

/** What every command is given: the streams, the language and its formats, colours, the settings. */
export interface CliContext {
  readonly io: CliIo;
  readonly language: Language;
  readonly labels: Translator;
  readonly formats: Formats;
  readonly output: Output;
  readonly notices: Output;
  readonly colors: Palette;
  /** Columns of the window results go to; null where there is none and nothing is cut. */
  readonly width: number | null;
  /** The command line asks for JSON: failures are told in it too. */
  readonly machine: boolean;
  /** @throws RupturaError CONFIGURACAO_INVALIDA */
  settings(): ResolvedSettings;
  table(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[], indent?: number): string[];
  /** A heading over a part of the output. */
  heading(text: string): string;
  /** A quiet remark, broken into lines that fit. */
  remark(text: string, indent?: number): string[];
}

/** Colours are for terminals, NO_COLOR takes them away, FORCE_COLOR gives them to a pipe. */
function colorsWanted(io: CliIo): boolean {
  if (io.environment['NO_COLOR']) return false;
  const forced = io.environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  return io.stdout.isTTY === true && io.environment['TERM'] !== 'dumb';
}

/** Makes the context of one run of the program. `machine`: the command line has `--json`. */
export function createContext(io: CliIo, language: Language, machine: boolean): CliContext {
  const colors = pc.createColors(colorsWanted(io));
  const width = io.stdout.isTTY === true ? Math.max(40, io.stdout.columns ?? 80) : null;
  const bold: Style = colors.bold;
  let settings: ResolvedSettings | null = null;
  return {
    io,
    language,
    labels: translator(language),
    formats: formatsOf(language),
    output: new Output(io.stdout),
    notices: new Output(io.stderr),
    colors,
    width,
    machine,
    settings: () => {
      settings ??= resolveSettings(io.environment);
      return settings;
    },
    table: (columns, rows, indent = 0) =>
      renderTable(columns, rows, { width, heading: bold, rule: colors.dim, indent }),
    heading: (text) => bold(width === null ? text : cutText(text, width)),
    remark: (text, indent = 0) =>
      (width === null ? [text] : wrapText(text, width - indent)).map(
        (line) => ' '.repeat(indent) + colors.dim(line),
      ),
  };
}

/** Lines `label  value` with the values aligned. */
export function factLines(
  context: CliContext,
  facts: readonly (readonly [label: string, value: string])[],
): string[] {
  const widest = Math.max(...facts.map(([label]) => columnsOf(label)));
  return facts.map(
    ([label, value]) => `  ${context.colors.dim(label + ' '.repeat(widest - columnsOf(label)))}  ${value}`,
  );
}
