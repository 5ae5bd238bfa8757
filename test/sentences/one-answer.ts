/** That an order is told one thing, whatever door is asked: the check itself, for random books and for whole ones. */
import { expect } from 'vitest';
import type { Engine } from '../../src/availability/engine.ts';
import { costOf, itemsByUrgency, orderReason, partToday } from '../../src/contract/reason.ts';
import {
  answerText,
  causeSentence,
  costText,
  reasonText,
  shortageText,
} from '../../src/contract/reason-text.ts';
import { verdictOf } from '../../src/contract/verdict.ts';
import type { OrderItemAnswer } from '../../src/contract/wire.ts';
import { pageFormats } from '../../src/i18n/page-formats.ts';
import { buttonText, pageVerdict } from './browser-doors.ts';
import { dialogOf, fileItems, fileOrder, type Told, terminalText } from './doors.ts';

const FORMATS = pageFormats('pt-BR');

/** Holds every door to one verdict, one date, one sentence and one set of figures for an order. */
export async function expectOneAnswer(engine: Engine, told: Told): Promise<void> {
  const printed = await terminalText(engine, told);
  expectOneVerdict(engine, told, printed);
  expectOneDate(engine, told, printed);
  expectOneReason(engine, told, printed);
  expectNoDenial(told);
}

function expectOneVerdict(engine: Engine, told: Told, printed: string): void {
  const { answer, row } = told;
  const whole = pageVerdict(row);
  expect(answer.veredito).toEqual(row.veredito);
  expect(whole.startsWith(answer.veredito.texto)).toBe(true);
  expect(buttonText(answer)).toBe(whole);
  expect(dialogOf(told)).toContain(whole);
  expect(printed).toContain(whole);
  expect(fileOrder(engine, told)['Disponibilidade']).toBe(whole);
}

/** The promised date and no other is *the* date: of the answer, its summary, the row, the file and the words. */
function expectOneDate(engine: Engine, told: Told, printed: string): void {
  const { answer, row } = told;
  const { data } = answer.promessa;
  const dates = [
    answer.data_disponibilidade_total,
    answer.resumo.data_disponibilidade_total,
    row.data_disponibilidade_total,
    row.promessa.data,
    fileOrder(engine, told)['Promessa'],
    verdictOf(row).date,
  ];
  expect(dates).toEqual(dates.map(() => data));
  expect(answer.promessa).toMatchObject(row.promessa);
  const said = data === null ? [] : [FORMATS.shortDate(data)];
  expect(datesIn(answer.veredito.texto).filter((date) => !said.includes(date))).toEqual([]);
  const items = [...answer.itens, ...answer.itens_disponiveis];
  for (const { promessa } of items) if (data !== null) expect(promessa! <= data).toBe(true);
  expectItemDates(engine, told, printed, items);
}

/** Every item has its own promised date, the same in the dialog, the terminal and the file. */
function expectItemDates(
  engine: Engine,
  told: Told,
  printed: string,
  items: readonly OrderItemAnswer[],
): void {
  const day = ({ promessa }: OrderItemAnswer): string =>
    promessa === null ? 'sem data' : FORMATS.date(promessa);
  const texts = dialogOf(told);
  for (const item of items) {
    expect(texts).toContain(day(item));
    expect(printed).toContain(day(item));
  }
  expectItemReasons(told, texts, printed);
  expect(fileItems(engine, told).map((row) => row['Promessa'])).toEqual(
    items.map(({ promessa }) => promessa),
  );
  expect(new Set(itemsByUrgency(told.answer))).toEqual(new Set(items));
}

/** An item that is promised a day is not told that it gets none, nor an item without one that it does. */
function expectItemReasons({ answer }: Told, texts: readonly string[], printed: string): void {
  for (const { motivo, promessa, data_segura: safe, ...item } of answer.itens) {
    const text = shortageText({ motivo, promessa, data_segura: safe }, FORMATS)!;
    expect(texts).toContain(text);
    expect(printed.replace(/\s+/g, ' ')).toContain(`${text}.`);
    expect(/comprometidos|Nenhuma entrada|não chegam/.test(text) && promessa !== null, item.cod_produto).toBe(
      false,
    );
    const said = [promessa, safe].flatMap((date) => (date === null ? [] : [FORMATS.date(date)]));
    expect(datesIn(text).filter((date) => !said.includes(date))).toEqual([]);
  }
}

function expectOneReason(engine: Engine, told: Told, printed: string): void {
  const { answer } = told;
  const reason = orderReason(answer);
  const sentence = reasonText(reason, FORMATS);
  // As the pages paint it, in two parts.
  const parts = `${answerText(reason, FORMATS)}: ${causeSentence(reason, FORMATS)}`;
  if (reason.kind !== 'untold') expect(parts.toLowerCase()).toBe(sentence.toLowerCase());
  const texts = dialogOf(told);
  expect(texts).toContain(sentence);
  expect(printed).toContain(printable(sentence));
  const cost = costOf(answer);
  const costs = cost === null ? [] : [costText(cost, FORMATS)];
  expect(texts.filter((text) => text.startsWith('Sem tirar de ninguém'))).toEqual(costs);
  expect(printed.split('\n').filter((text) => text.trim().startsWith('Sem tirar de ninguém'))).toHaveLength(
    costs.length,
  );
  expectFigures(told, sentence, texts, printed);
  expectReasonDates(told, sentence);
  if (reason.kind === 'contested' || reason.kind === 'short') {
    const causes = fileItems(engine, told).filter((row) => row['Motivo'] === causeSentence(reason, FORMATS));
    expect(causes.length).toBe(answer.promessa.situacao === 'FORA_DO_HORIZONTE' ? 0 : 1);
  }
}

/** A control character of a code is a dot in a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, '·');
}

/** What a sentence says to be missing is what the item is short of everywhere; its parts leave today as the totals say. */
function expectFigures(told: Told, sentence: string, texts: readonly string[], printed: string): void {
  const { answer, today } = told;
  const { kind, product, quantity } = orderReason(answer);
  const isMissing = kind === 'short' || kind === 'served' || kind === 'in_time';
  expect(/faltam? /.test(sentence)).toBe(isMissing);
  if (isMissing) {
    const item = answer.itens.find(({ cod_produto }) => cod_produto === product)!;
    expect(quantity).toBe(item.ruptura_qtd);
    expect(texts).toContain(FORMATS.number(quantity));
    expect(printed).toContain(FORMATS.number(quantity));
  }
  const part = partToday(answer, today);
  expect(printed.includes('Podem sair hoje')).toBe(part !== null);
  const { share } = verdictOf({ ...answer, criticidade: answer.resumo.criticidade });
  expect(share).toBe(Math.floor(answer.percentual_disponibilidade));
}

/** The dates that a sentence names are the promised one, its own (with words of their own), or those of receipts. */
function expectReasonDates(told: Told, sentence: string): void {
  const { promessa } = told.answer;
  const { lateFor, receipt, next, answer } = orderReason(told.answer);
  const own = [
    lateFor,
    answer === 'beyond' ? promessa.mais_cedo : null,
    receipt?.data ?? null,
    next?.data ?? null,
    promessa.data,
  ];
  const known = own.flatMap((date) => (date === null ? [] : [FORMATS.date(date), FORMATS.shortDate(date)]));
  expect(datesIn(sentence).filter((date) => !known.includes(date))).toEqual([]);
  if (receipt !== null) expect(receipt.data <= promessa.data!).toBe(true);
  if (answer === 'on')
    expect(sentence.startsWith(`Sai tudo em ${FORMATS.shortDate(promessa.data!)}`)).toBe(true);
  if (lateFor !== null) expect(sentence).toContain('está atrasado porque a expedição era até');
}

function datesIn(text: string): string[] {
  return text.match(/\b\d\d\/\d\d(?:\/\d{4})?\b/g) ?? [];
}

/** No sentence says what the header of the same order denies. */
function expectNoDenial({ answer }: Told): void {
  expect(denials(answer)).toEqual([]);
}

/** What a sentence says against the header of its order, by name; empty where it says nothing against it. */
export function denials(answer: Told['answer']): string[] {
  const { data, espera_dias, situacao } = answer.promessa;
  const { tom } = answer.veredito;
  const reason = orderReason(answer);
  const waits = situacao !== 'FORA_DO_HORIZONTE' && espera_dias !== 0;
  const found: Record<string, boolean> = {
    'contested without waiting': tom === 'DISPUTADO' && espera_dias === 0,
    'contested and called covered': tom === 'DISPUTADO' && reason.kind === 'covered',
    'covered and called contested': tom.startsWith('OK') && reason.kind !== 'covered',
    'short and called covered': !answer.pedido_ok && reason.kind === 'covered',
    'a date where the header has none':
      data === null && (reason.answer === 'on' || reason.answer === 'today'),
    'no date where the header has one': data !== null && reason.date !== data,
    'waits, and nothing is waited for': waits && reason.product === null,
    'waits for nobody, and has a queue': !waits && reason.queue !== null,
  };
  return Object.keys(found).filter((name) => found[name]);
}
