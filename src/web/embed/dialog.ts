import type { OrderItemAnswer } from '../../contract/wire.ts';
import type { ToldOrder } from './answers.ts';
import { element } from './elements.ts';
import { paintOf } from './paint.ts';
import type { EmbedWords } from './words.ts';

/** The details of one order in a dialog; the browser keeps the focus inside, closes it on Esc and gives it back. */
export class DetailsDialog {
  readonly #words: EmbedWords;
  #dialog: HTMLDialogElement | null = null;
  #notice: HTMLElement | null = null;
  #content: HTMLElement | null = null;
  #order = '';

  constructor(words: EmbedWords) {
    this.#words = words;
  }

  /** Opens with an answer that is about to be analysed again. */
  open(answer: ToldOrder): void {
    this.close();
    const words = this.#words;
    this.#order = answer.num_pedido;
    const close = element(
      'button',
      { type: 'button', class: 'btn btn-sm btn-outline-secondary ruptura-cor' },
      words.say('dialog_close'),
    );
    const title = element(
      'h2',
      { id: 'ruptura-dialogo-titulo' },
      words.say('dialog_title', { order: answer.num_pedido }),
    );
    this.#notice = element('p', { class: 'ruptura-aviso', role: 'status' }, words.say('dialog_refreshing'));
    this.#content = element('div');
    const dialog = element(
      'dialog',
      { class: 'ruptura-dialogo', 'aria-labelledby': title.id },
      element('header', {}, title, close),
      element('section', {}, this.#notice, this.#content),
    );
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
    this.#dialog = dialog;
    this.#content.append(...details(answer, words));
    document.body.append(dialog);
    dialog.showModal();
  }

  /** Shows another answer, if it is that of the order shown. */
  update(answer: ToldOrder): void {
    if (this.order !== answer.num_pedido) return;
    const time = answer.calculado_em.slice(11, 19);
    this.#say(this.#words.say('dialog_fresh', { time }), false);
    this.#content?.replaceChildren(...details(answer, this.#words));
  }

  /** Says that the order shown could not be analysed again. */
  fail(order: string, reason: string): void {
    if (this.order === order) this.#say(this.#words.say('dialog_stale', { reason }), true);
  }

  /** Order whose details are open; null where none are. */
  get order(): string | null {
    return this.#dialog?.open === true ? this.#order : null;
  }

  close(): void {
    this.#dialog?.close();
    this.#dialog?.remove();
    this.#dialog = null;
  }

  #say(sentence: string, isTrouble: boolean): void {
    if (this.#notice === null) return;
    this.#notice.textContent = sentence;
    this.#notice.classList.toggle('ruptura-falha', isTrouble);
  }
}

function details(answer: ToldOrder, words: EmbedWords): Node[] {
  return [
    summary(answer, words),
    ...section('dialog_missing', answer, answer.itens, SHORT_COLUMNS, words),
    ...section('dialog_covered', answer, answer.itens_disponiveis, COVERED_COLUMNS, words),
  ];
}

/** The verdict; when it leaves and why then, and what that costs others, where it came with its sentences; figures. */
function summary(answer: ToldOrder, words: EmbedWords): HTMLElement {
  const { resumo, explicacao } = answer;
  const share = `${Math.floor(answer.percentual_disponibilidade)}%`;
  const value = `${words.money(resumo.valor_disponivel)} / ${words.money(resumo.valor_total_pedido)}`;
  const facts: [string, string][] = [
    [words.say('dialog_available'), `${share} · ${value}`],
    [words.say('dialog_short_value'), words.money(resumo.valor_com_ruptura)],
  ];
  if (resumo.criticidade !== null) {
    facts.push([words.say('dialog_severity'), words.say(`severity_${resumo.criticidade}`)]);
  }
  return element(
    'div',
    {},
    element('strong', {}, paintOf(answer, words).text),
    ...[explicacao?.motivo, explicacao?.custo].map((text) => text && element('p', {}, text)),
    element(
      'dl',
      {},
      ...facts.map(([name, text]) => element('div', {}, element('dt', {}, name), element('dd', {}, text))),
    ),
  );
}

type Column = readonly [
  label: Parameters<EmbedWords['say']>[0],
  isNumber: boolean,
  cell: (item: OrderItemAnswer, words: EmbedWords, answer: ToldOrder) => readonly (Node | string)[],
];

const PRODUCT: Column = [
  'column_product',
  false,
  (item) => [item.cod_produto, ...(item.nome_produto === null ? [] : [small(item.nome_produto)])],
];
const QUANTITY: Column = ['column_quantity', true, (item, words) => [words.number(item.qtd_saldo)]];
const STOCK: Column = ['column_stock', true, (item, words) => [words.number(item.estoque_atual)]];
const LOWEST: Column = ['column_lowest', true, (item, words) => [words.number(item.estoque_min_d7)]];
const VALUE: Column = ['column_value', true, (item, words) => [words.money(item.valor_total)]];
const RECEIPTS: Column = [
  'column_receipts',
  false,
  (item, words) =>
    item.producoes.map(({ data, qtd }) =>
      small(words.say('receipt', { quantity: words.number(qtd), date: words.shortDate(data) })),
    ),
];

const LEAVES: Column = [
  'column_leaves',
  false,
  ({ promessa }, words) => [promessa === null ? words.say('never') : words.date(promessa)],
];

const SHORT_COLUMNS: readonly Column[] = [
  PRODUCT,
  QUANTITY,
  STOCK,
  LOWEST,
  ['column_short', true, (item, words) => [words.number(item.ruptura_qtd)]],
  LEAVES,
  RECEIPTS,
  ['column_reason', false, whyShort],
  ['column_held_by', false, heldBy],
  VALUE,
];
const COVERED_COLUMNS: readonly Column[] = [PRODUCT, QUANTITY, STOCK, LOWEST, LEAVES, RECEIPTS, VALUE];

function whyShort(item: OrderItemAnswer, _: EmbedWords, { explicacao }: ToldOrder): string[] {
  const told = explicacao?.itens.find(({ cod_produto }) => cod_produto === item.cod_produto);
  return told === undefined ? [] : [told.explicacao];
}

function heldBy(item: OrderItemAnswer, words: EmbedWords): Node[] {
  const lines = item.ocupado_por.map(({ num_pedido, qtd, origem }) =>
    words.say('held', {
      order: num_pedido,
      quantity: words.number(qtd),
      source: words.say(`source_${origem}`),
    }),
  );
  if (item.ocupado_restantes > 0) {
    const [n, quantity] = [item.ocupado_restantes, item.ocupado_total].map(words.number);
    lines.push(words.say('held_more', { n: n!, quantity: quantity! }));
  }
  return lines.map(small);
}

function section(
  title: Parameters<EmbedWords['say']>[0],
  answer: ToldOrder,
  items: readonly OrderItemAnswer[],
  columns: readonly Column[],
  words: EmbedWords,
): Node[] {
  if (items.length === 0) return [];
  const heads = columns.map(([label, isNumber]) =>
    element('th', { scope: 'col', class: classOf(isNumber) }, words.say(label)),
  );
  const rows = items.map((item) =>
    element(
      'tr',
      {},
      // In a narrow window the columns stand below each other, each with its name.
      ...columns.map(([label, isNumber, cell]) =>
        element(
          'td',
          { class: classOf(isNumber), 'data-nome': words.say(label) },
          ...cell(item, words, answer),
        ),
      ),
    ),
  );
  const table = element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows),
  );
  const name = words.say(title);
  // What scrolls must be reachable by keyboard.
  const scroll = { class: 'ruptura-rolagem', tabindex: '0', role: 'region', 'aria-label': name };
  return [element('h3', {}, name), element('div', scroll, table)];
}

function classOf(isNumber: boolean): string | null {
  return isNumber ? 'ruptura-numero' : null;
}

function small(text: string): HTMLElement {
  return element('small', {}, text);
}
