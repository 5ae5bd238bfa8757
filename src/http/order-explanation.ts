import type { Language } from '../contract/language.ts';
import { costOf, orderReason } from '../contract/reason.ts';
import { costText, reasonText } from '../contract/reason-text.ts';
import type { Explanation, OrderAnswer } from '../contract/wire.ts';
import { pageFormats } from '../i18n/page-formats.ts';
import { translator } from '../i18n/translator.ts';

/** The sentences about an order, in the language of who asks. */
export function explanationOf(answer: OrderAnswer, language: Language): Explanation {
  const formats = pageFormats(language);
  const cost = costOf(answer);
  return {
    motivo: reasonText(orderReason(answer), formats),
    custo: cost === null ? null : costText(cost, formats),
    itens: itemReasons(answer, language),
  };
}

/** Why each item in shortage is short. */
function itemReasons({ itens }: OrderAnswer, language: Language): Explanation['itens'] {
  const labels = translator(language);
  return itens.flatMap(({ cod_produto, motivo, data_segura }) => {
    if (motivo === null) return [];
    const date = data_segura === null ? labels.say('none') : pageFormats(language).date(data_segura);
    return [{ cod_produto, motivo, explicacao: labels.say(`reason_${motivo}`, { date }) }];
  });
}
