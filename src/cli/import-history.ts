import { basename } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import { listStoredImports, type StoredImport } from '../imports/stored-imports.ts';
import { type UndoPlan, undoImport } from '../imports/undo.ts';
import type { Database } from '../postgres/database.ts';
import type { CliContext } from './context.ts';
import type { Cell, TableColumn } from './table.ts';
import { printable } from './text.ts';

/** Imports listed: as many as can be undone, and some to look back at. */
const LISTED = 30;

/** `ruptura importar --historico`: the last imports, and which of them can be undone. */
export async function printHistory(context: CliContext, database: Database, isJson: boolean): Promise<void> {
  const stored = await listStoredImports(database.pool, LISTED);
  const { labels, output } = context;
  if (isJson) return await output.json(stored.map(jsonOf));
  if (stored.length === 0) return await output.lines(labels.say('import_history_none'));
  const columns: TableColumn[] = [
    { title: labels.say('import_number'), align: 'right' },
    { title: labels.say('import_when') },
    { title: labels.say('import_mode'), sacrifice: 1 },
    { title: labels.say('column_file'), least: 14 },
    { title: labels.say('import_rows'), align: 'right' },
    { title: labels.say('import_undo_state'), least: 12 },
  ];
  const rows = stored.map((one) => historyRow(context, one));
  await output.lines(...context.table(columns, rows));
}

function jsonOf({ obstacle, ...one }: StoredImport): object {
  return { ...one, obstacle: obstacle?.code ?? null };
}

function historyRow({ labels, formats, colors }: CliContext, one: StoredImport): Cell[] {
  const rows = one.files.reduce((sum, { inseridas, atualizadas }) => sum + inseridas + atualizadas, 0);
  const state = one.obstacle === null ? 'import_can_undo' : STATES[one.obstacle.code];
  const number = one.obstacle?.params['posterior'] ?? '';
  const text = state === undefined ? '' : labels.say(state, { number: String(number) });
  return [
    String(one.number),
    localMinute(one.at),
    labels.say(`import_mode_${one.mode}`),
    printable(one.files.map(({ arquivo }) => basename(arquivo)).join(', ')),
    formats.integer(rows),
    one.obstacle === null ? { text, style: colors.green } : { text, style: colors.dim },
  ];
}

const STATES: Partial<Record<string, 'import_undone' | 'import_undo_forgotten' | 'import_undo_later'>> = {
  IMPORTACAO_JA_DESFEITA: 'import_undone',
  IMPORTACAO_NAO_GUARDADA: 'import_undo_forgotten',
  IMPORTACAO_COM_POSTERIOR: 'import_undo_later',
};

/** `02/03/2026 11:00` on the clock of this machine. */
function localMinute(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What the command line says of an undoing. */
export interface UndoFlags {
  readonly number: number;
  readonly isDryRun: boolean;
  readonly isConfirmed: boolean;
  readonly isJson: boolean;
}

/** `ruptura importar --desfazer N`: says what it does, and does it. */
export async function undoStored(context: CliContext, database: Database, flags: UndoFlags): Promise<void> {
  const { labels, output, colors } = context;
  const options = { confirmed: flags.isConfirmed, undoneBy: null, dryRun: true };
  const foreseen = await undoImport(database.pool, flags.number, options);
  if (!flags.isJson) await output.lines(...planLines(context, foreseen));
  if (flags.isDryRun) {
    if (flags.isJson) await output.json(foreseen);
    return;
  }
  const done = await undoImport(database.pool, flags.number, { ...options, dryRun: false }).catch(
    (error: unknown) => {
      // The numbers are told already, and are not the machine's business.
      if (error instanceof RupturaError) throw new RupturaError(error.code, error.params, { cause: error });
      throw error;
    },
  );
  if (flags.isJson) return await output.json(done);
  const text = labels.say('import_undo_done', { number: String(flags.number) });
  await output.lines('', `${colors.green('✓')} ${text}`);
}

function planLines({ labels, formats, table, heading }: CliContext, plan: UndoPlan): string[] {
  const right = 'right' as const;
  const columns: TableColumn[] = [
    { title: labels.say('column_table') },
    { title: labels.say('import_undo_back'), align: right },
    { title: labels.say('import_go'), align: right },
    { title: labels.say('import_undo_changed'), align: right },
    { title: labels.say('import_undo_beside'), align: right },
  ];
  const rows = plan.tables.map((one): Cell[] => [
    one.table,
    formats.integer(one.back),
    formats.integer(one.out),
    formats.integer(one.changed),
    formats.integer(one.beside),
  ]);
  return [
    heading(labels.say('import_undo_plan', { number: String(plan.number) })),
    ...table(columns, rows, 2),
  ];
}
