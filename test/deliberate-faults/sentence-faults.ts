import type { Fault } from './fault.ts';

const CAUSES = ['test/sentences/every-cause.test.ts'];
const DOORS = ['test/sentences/one-answer.test.ts'];

/** What is told of an order in words. */
export const SENTENCE_FAULTS: readonly Fault[] = [
  {
    file: 'src/contract/reason.ts',
    what: 'an order that waits for nothing is told what it waits for, because it is late',
    right: 'if (date === null || espera_dias !== 0) {',
    wrong: 'if (date === null || espera_dias !== 0 || atraso_dias !== 0) {',
    guards: CAUSES,
  },
  {
    file: 'src/contract/reason.ts',
    what: 'an item in shortage is told to be covered by the stock',
    right: 'if (order.itens.includes(item)) return { ...said, ...shortOf(order, item) };',
    wrong: 'if (order.itens.length === 0) return { ...said, ...shortOf(order, item) };',
    guards: CAUSES,
  },
  {
    file: 'src/contract/reason.ts',
    what: 'leaving later than it could without taking from anybody is told as a cost to others',
    right: 'return date === null || date > data ? { date } : null;',
    wrong: 'return { date };',
    guards: CAUSES,
  },
  {
    file: 'src/cli/order-view.ts',
    what: 'the terminal shows another day of an item than the other doors',
    right: "promessa === null ? context.labels.say('situation_SEM_DATA')",
    wrong: "promessa !== null ? context.labels.say('situation_SEM_DATA')",
    guards: DOORS,
  },
  {
    file: 'src/http/list-words.ts',
    what: 'a file says nothing of why a covered item holds its order up',
    right: 'if (holdsUp(order, item)) return causeSentence(orderReason(order), pageFormats(language));',
    wrong: '',
    guards: DOORS,
  },
];
