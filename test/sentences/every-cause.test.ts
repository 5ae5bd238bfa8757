/** Every sentence that is said of an order, each with a book that makes an order be told it. */
import { describe, expect, it } from 'vitest';
import { costOf, orderReason } from '../../src/contract/reason.ts';
import { costText, reasonText } from '../../src/contract/reason-text.ts';
import { pageFormats } from '../../src/i18n/page-formats.ts';
import { answerOrder } from '../../src/views/answers.ts';
import { engineOfTables } from '../support/engine-of-tables.ts';
import { CASES } from './cases.ts';
import { bookOfParts, TODAY } from './small-tables.ts';

const NOW = new Date(`${TODAY}T12:00:00Z`);

describe('the sentence of an order', () => {
  it.each(CASES)('$what', ({ book, policy = 'por_item', verdict, says, english, cost }) => {
    const engine = engineOfTables(bookOfParts(...book), TODAY, { politica: policy });
    const answer = answerOrder(engine, 'PED1', policy, NOW);
    const reason = orderReason(answer);
    expect(answer.veredito.texto).toBe(verdict);
    expect(reasonText(reason, pageFormats('pt-BR'))).toBe(says);
    expect(reasonText(reason, pageFormats('en'))).toBe(english);
    const costs = costOf(answer);
    expect(costs === null ? undefined : costText(costs, pageFormats('pt-BR'))).toBe(cost);
  });
});
