import { proposalSentence } from '../contract/row-reasons.ts';
import type { PlainKey } from '../i18n/translator.ts';
import { type Comings, isGreatLoss, lostPercent, type TableDifference } from '../imports/difference.ts';
import type { ImportReport } from '../imports/report.ts';
import type { CliContext } from './context.ts';
import type { Cell, TableColumn } from './table.ts';

/** What an import changes in the tables, or would, and how it goes in. */
export function differenceLines(context: CliContext, report: ImportReport): string[] {
  if (report.differences.length === 0) return [];
  const { labels } = context;
  const right = 'right' as const;
  const columns: TableColumn[] = [
    { title: labels.say('column_table') },
    { title: '', least: 6 },
    { title: labels.say('import_before'), align: right },
    { title: labels.say('import_after'), align: right },
    { title: labels.say('import_come'), align: right },
    { title: labels.say('import_go'), align: right },
    { title: labels.say('import_change'), align: right },
  ];
  const rows = report.differences.flatMap((difference) => differenceRows(context, difference));
  const heading = labels.say('import_difference', { mode: labels.say(`import_mode_${report.mode}`) });
  return ['', context.heading(heading), ...context.table(columns, rows, 2), ...remarks(context, report)];
}

function differenceRows(context: CliContext, difference: TableDifference): Cell[][] {
  const { labels, formats, colors } = context;
  const { table, unit, units, rows, value } = difference;
  const great = isGreatLoss(difference);
  const count = (n: number): Cell => (n === 0 ? { text: '·', style: colors.dim } : formats.integer(n));
  const line = (key: PlainKey, { before, after, come, go, change }: Comings, isGreat = false): Cell[] => [
    table,
    labels.say(key),
    formats.integer(before),
    formats.integer(after),
    count(come),
    isGreat ? { text: formats.integer(go), style: colors.red } : count(go),
    count(change),
  ];
  const lines = [line(`import_unit_${unit}`, units), line('import_lines', rows, great)];
  if (table === 'pedido') lines.shift();
  if (value === null) return lines;
  const money = (text: string): string => formats.money(BigInt(text.replace('.', '')));
  return [...lines, [table, labels.say('import_value'), money(value.before), money(value.after), '', '', '']];
}

/** What is not to be overlooked. */
function remarks(context: CliContext, { differences, proposal, undoable, mode }: ImportReport): string[] {
  const { labels, formats, colors, language } = context;
  const notes: string[] = [];
  if (proposal !== null) {
    const reason = proposalSentence(proposal.table, proposal.known, proposal.total, language);
    const key = mode === 'acrescentar' ? 'import_known_twice' : 'import_known_already';
    notes.push(labels.say(key, { reason }));
  }
  for (const difference of differences.filter(isGreatLoss)) {
    const share = formats.percent(Math.round(lostPercent(difference) * 100));
    notes.push(labels.say('import_great_loss', { table: difference.table, share }));
  }
  const orphans = differences.reduce((sum, { orphanedDrafts }) => sum + (orphanedDrafts ?? 0), 0);
  if (orphans > 0) notes.push(labels.count('import_orphans', orphans, { n: formats.integer(orphans) }));
  if (!undoable) notes.push(labels.say('import_not_undoable'));
  return notes.map((note) => `  ${colors.yellow('!')} ${note}`);
}
