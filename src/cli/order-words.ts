import type { Severity } from '../contract/codes.ts';
import type { OrderAnswer } from '../contract/wire.ts';
import type { CliContext } from './context.ts';
import type { Style } from './table.ts';
import { wireFormats } from './wire-formats.ts';

/** Colour of a severity: the one of the button and of the page. */
export function severityStyle(context: CliContext, severity: Severity | null): Style {
  const { colors } = context;
  switch (severity) {
    case 'CRITICA':
      return colors.red;
    case 'ALTA':
      return colors.yellow;
    case 'MEDIA':
      return colors.blue;
    case 'BAIXA':
      return colors.gray;
    case null:
      return colors.green;
  }
}

/** Severity in a word, or a dash. */
export function severityWord(context: CliContext, severity: Severity | null): string {
  return severity === null ? context.labels.say('none') : context.labels.say(`severity_${severity}`);
}

/** What a person is shown of an order, in the words and colour of the button: `Disp. 66% | Total Disp. 10/03`. */
export function orderVerdict(context: CliContext, answer: OrderAnswer): { text: string; style: Style } {
  const { labels, colors } = context;
  const wire = wireFormats(context);
  const { data, situacao } = answer.promessa;
  const all =
    data === null
      ? labels.say('analyse_all_never')
      : labels.say('analyse_all_on', { date: wire.shortDate(data) });
  if (answer.pedido_ok && (situacao === 'NO_PRAZO' || situacao === 'FORA_DO_HORIZONTE')) {
    return { text: labels.say('analyse_order_ok'), style: colors.green };
  }
  if (answer.pedido_ok) {
    return { text: `${labels.say('analyse_order_disputed')} | ${all}`, style: colors.yellow };
  }
  const share = wire.wholePercent(answer.percentual_disponibilidade);
  return {
    text: `${labels.say('analyse_order_partial', { share })} | ${all}`,
    style: situacao === 'NO_PRAZO' ? colors.green : severityStyle(context, answer.resumo.criticidade),
  };
}
