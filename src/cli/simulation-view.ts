import type { PartEvidence, PurchaseOutcome } from '../collector/purchase.ts';
import { saysNone } from '../collector/run/finished-purchase.ts';
import { partWord } from '../contract/attachment-parts.ts';
import { type CliContext, factLines } from './context.ts';
import type { Cell, TableColumn } from './table.ts';

/** What a dry run saw, for a person: a line for each part of each page, and all of it in sum. */
export function simulationLines(context: CliContext, outcomes: readonly PurchaseOutcome[]): string[] {
  const { labels } = context;
  if (outcomes.length === 0) return [];
  const columns: TableColumn[] = [
    { title: labels.say('collect_column_purchase') },
    { title: labels.say('collect_column_part') },
    { title: labels.say('collect_column_said'), align: 'right' },
    { title: labels.say('collect_column_found'), align: 'right' },
    { title: labels.say('collect_column_stored'), align: 'right' },
    { title: labels.say('collect_column_would_come'), least: 16, sacrifice: 1 },
    { title: labels.say('collect_column_missing'), least: 12 },
  ];
  return [
    '',
    context.heading(labels.say('collect_simulation_heading')),
    ...context.table(
      columns,
      outcomes.flatMap((outcome) => rowsOf(context, outcome)),
      2,
    ),
    '',
    ...factLines(context, sums(context, outcomes)),
    '',
  ];
}

function rowsOf(context: CliContext, outcome: PurchaseOutcome): Cell[][] {
  const { formats, labels } = context;
  const { number, evidence, found, stored, error } = outcome;
  const none = saysNone(outcome) ? labels.say('collect_says_none') : '';
  if (evidence.length === 0) {
    const counts = [formats.integer(found), formats.integer(stored.length)];
    return [[number, '', '', ...counts, namesOf(outcome, null), problem(context, error) || none]];
  }
  return evidence.map((one, index) => [
    index === 0 ? number : '',
    partWord(one.part, labels.language),
    one.said === null ? '–' : formats.integer(one.said),
    formats.integer(one.found),
    formats.integer(one.stored),
    namesOf(outcome, one),
    problem(context, one.missing ?? (index === 0 ? error : null)) || (index === 0 ? none : ''),
  ]);
}

function problem({ colors }: CliContext, text: string | null): Cell {
  return text === null ? '' : { text, style: colors.yellow };
}

function namesOf({ foreseen = [] }: PurchaseOutcome, evidence: PartEvidence | null): string {
  return foreseen
    .filter(({ part, page }) => evidence === null || (part === evidence.part && page === evidence.page))
    .map(({ name }) => name)
    .join(', ');
}

function sums({ labels, formats }: CliContext, outcomes: readonly PurchaseOutcome[]): [string, string][] {
  const sum = (count: (outcome: PurchaseOutcome) => number): string =>
    formats.integer(outcomes.reduce((total, outcome) => total + count(outcome), 0));
  return [
    [labels.say('collect_sum_found'), sum(({ found }) => found)],
    [labels.say('collect_sum_stored'), sum(({ stored }) => stored.length)],
    [labels.say('collect_sum_would_come'), sum(({ foreseen = [] }) => foreseen.length)],
  ];
}
