import type { Language } from '../contract/language.ts';
import { costOf, orderReason } from '../contract/reason.ts';
import { costText, reasonText, shortageText } from '../contract/reason-text.ts';
import type { Explanation, OrderAnswer } from '../contract/wire.ts';
import { pageFormats } from '../i18n/page-formats.ts';

/** The sentences about an order, in the language of who asks. */
export function explanationOf(answer: OrderAnswer, language: Language): Explanation {
  const formats = pageFormats(language);
  const cost = costOf(answer);
  return {
    motivo: reasonText(orderReason(answer), formats),
    custo: cost === null ? null : costText(cost, formats),
    itens: answer.itens.flatMap((item) => {
      const { cod_produto, motivo } = item;
      const explicacao = shortageText(item, formats);
      return motivo === null || explicacao === null ? [] : [{ cod_produto, motivo, explicacao }];
    }),
  };
}
