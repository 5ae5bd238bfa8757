import type { Severity } from '../contract/codes.ts';
import {
  severityColour,
  type VerdictColour,
  verdictOf,
  verdictRemark,
  verdictText,
} from '../contract/verdict.ts';
import type { OrderAnswer } from '../contract/wire.ts';
import type { CliContext } from './context.ts';
import type { Style } from './table.ts';
import { wireFormats } from './wire-formats.ts';

const COLOURS = {
  success: 'green',
  warning: 'yellow',
  danger: 'red',
  primary: 'blue',
  secondary: 'gray',
} as const;

/** Colour of a severity: the one of the button and of the page. */
export function severityStyle(context: CliContext, severity: Severity | null): Style {
  return styleOf(context, severityColour(severity));
}

/** A terminal has no frames: an outline has the same colour. */
function styleOf({ colors }: CliContext, colour: VerdictColour): Style {
  return colors[COLOURS[colour]];
}

/** Severity in a word, or a dash. */
export function severityWord(context: CliContext, severity: Severity | null): string {
  return severity === null ? context.labels.say('none') : context.labels.say(`severity_${severity}`);
}

/**
 * What a person is shown of an order, in the words and colour of the button: `Disp. 66% | Total Disp. 10/03`, and
 * beside it how late an order is that can leave now.
 */
export function shownVerdict(context: CliContext, answer: OrderAnswer): { text: string; style: Style } {
  const verdict = verdictOf({ ...answer, criticidade: answer.resumo.criticidade });
  const { language } = context.labels;
  const remark = verdictRemark(verdict, language);
  const text = verdictText(verdict, language, wireFormats(context).shortDate);
  return { text: remark === '' ? text : `${text} (${remark})`, style: styleOf(context, verdict.colour) };
}
