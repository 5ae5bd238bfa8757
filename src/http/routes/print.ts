import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { orderReason } from '../../contract/reason.ts';
import { reasonText } from '../../contract/reason-text.ts';
import { codeWord, listHeading } from '../../i18n/list-labels.ts';
import { pageFormats } from '../../i18n/page-formats.ts';
import { printText } from '../../i18n/print-labels.ts';
import { answerOrder } from '../../views/answers.ts';
import { exportItems } from '../../views/exports/export-orders.ts';
import { pickingSheets, SHEET_KEYS } from '../../views/orders/picking-sheets.ts';
import { PRINT_QUERY, printAddresses } from '../list-routes.ts';
import { aboutList, listWords, NO_FILTERS } from '../list-words.ts';
import { queryChoices, TAKEN_ORDERS_QUERY, takenOrders } from '../order-query.ts';
import { PRINT_FILES, PRINT_PAPERS, PRINT_SCRIPT, PRINT_STYLE } from '../print-files.ts';
import { MOST_PRINTED, printList } from '../print-list.ts';
import { escapeHtml, printDocument } from '../print-page.ts';
import { sheetsHtml } from '../print-picking.ts';
import { pathCode, queryCodes } from '../request-values.ts';
import { route } from '../route.ts';
import { PAGE_POLICY } from '../security-headers.ts';
import type { TypedServer } from '../typed-server.ts';

const SheetsQuery = Type.Object(
  {
    ...TAKEN_ORDERS_QUERY,
    por: Type.Optional(Type.String({ maxLength: 20 })),
    subtotais: Type.Optional(Type.String({ maxLength: 1 })),
    ...PRINT_QUERY,
  },
  { additionalProperties: false },
);
const OrderQuery = Type.Object(
  { num_pedido: Type.String(), ...PRINT_QUERY },
  { additionalProperties: false },
);
const ONE_DAY = 'public, max-age=86400';

/** What is printed and no list: sheets for the warehouse, an order; and the files that printed pages load. */
export function printRoutes(server: TypedServer, services: Services): void {
  const hidden = route({ action: 'pages.open', hide: true });
  const files = [
    ['folha.css', 'text/css', PRINT_STYLE],
    ['folha.js', 'text/javascript', PRINT_SCRIPT],
    ...Object.entries(PRINT_PAPERS).map(([name, style]) => [`${name}.css`, 'text/css', style] as const),
  ] as const;
  for (const [name, type, text] of files) {
    server.get(`${PRINT_FILES}/${name}`, hidden, async (_request, reply) =>
      reply.header('cache-control', ONE_DAY).type(`${type}; charset=utf-8`).send(text),
    );
  }
  const sheets = route({ action: 'book.export', hide: true, querystring: SheetsQuery });
  server.get(`${PRINT_FILES}/separacao`, sheets, async (request, reply) =>
    sendPage(reply, await sheetsPage(request, services)),
  );
  const order = route({ action: 'book.export', hide: true, querystring: OrderQuery });
  server.get(`${PRINT_FILES}/pedido`, order, async (request, reply) =>
    sendPage(reply, await orderPage(request, services)),
  );
}

function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(html);
}

async function sheetsPage(request: FastifyRequest, { ruptura, orderBook }: Services): Promise<string> {
  const query = request.query as Static<typeof SheetsQuery>;
  const { language } = request;
  const [by = 'lote'] = queryChoices('por', query.por, SHEET_KEYS, 1);
  const [subtotals = '0'] = queryChoices('subtotais', query.subtotais, ['0', '1'], 1);
  const taken = takenOrders(orderBook, query);
  const engine = await ruptura.fresh();
  const orders = taken(engine);
  const about = aboutList('list_carteira', query, engine, new Date(), language);
  const { paper, turned, file } = printAddresses(request, 'itens');
  const common = {
    title: printText('picking', language),
    language,
    paper: paper ?? 'retrato',
    turned: turned(paper === 'paisagem' ? 'retrato' : 'paisagem'),
  } as const;
  const { integer } = pageFormats(language);
  const message = (text: string): string => `<p class="message">${escapeHtml(text)}</p>`;
  if (orders.length > MOST_PRINTED) {
    const counts = { n: integer(orders.length), limit: integer(MOST_PRINTED) };
    const body = message(printText('too_many_orders', language, counts));
    return printDocument({ ...common, isPrintable: false, links: fileLink(file, language), body });
  }
  const lots = queryCodes('lote', query.lote, MOST_PRINTED);
  const made = pickingSheets(engine, orders, by, lots);
  if (made.length === 0) {
    const text = printText(by === 'lote' && orders.length > 0 ? 'no_lots' : 'nothing', language);
    return printDocument({ ...common, isPrintable: false, body: message(text) });
  }
  const other = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
  other.set('subtotais', subtotals === '1' ? '0' : '1');
  const label = printText(subtotals === '1' ? 'no_subtotals' : 'subtotals', language);
  return printDocument({
    ...common,
    isPrintable: true,
    links: `<a href="?${escapeHtml(other.toString())}">${escapeHtml(label)}</a>`,
    body: sheetsHtml(made, {
      by,
      subtotals: subtotals === '1',
      about: isFiltered(query) ? about.slice(1) : about.slice(2),
      language,
    }),
  });
}

/** Whether a query asks for less than all orders. */
function isFiltered(query: Static<typeof SheetsQuery>): boolean {
  return Object.keys(query).some((name) => !NO_FILTERS.has(name));
}

function fileLink(file: string, language: FastifyRequest['language']): string {
  return `<a href="${escapeHtml(file)}" download>${escapeHtml(printText('file', language))}</a>`;
}

async function orderPage(request: FastifyRequest, { ruptura, orderBook }: Services): Promise<string> {
  const { num_pedido } = request.query as Static<typeof OrderQuery>;
  const code = pathCode('num_pedido', num_pedido);
  const { language } = request;
  const words = listWords(language);
  const engine = await ruptura.fresh();
  // Its fault, where it has one, is the answer.
  const { policy } = engine.book.rules;
  const answer = answerOrder(engine, code, policy, new Date());
  const number = engine.book.orders.find(code);
  const row = orderBook.row(engine, number);
  const { date, money } = pageFormats(language);
  const dated = (iso: string | null): string => (iso === null ? '—' : date(iso));
  const facts: readonly (readonly [string, string])[] = [
    ['cliente', row.cliente ?? '—'],
    ['cidade', [row.cidade, row.uf].filter(Boolean).join('/') || '—'],
    ['vendedor', row.vendedor ?? '—'],
    ['data_pedido', dated(row.data_pedido)],
    ['expedicao', dated(row.expedicao)],
    ['agendamento', dated(row.agendamento)],
    ['veredito', words.verdict(row)],
    ['promessa', dated(row.promessa.data)],
    ['porque', reasonText(orderReason(answer), pageFormats(language))],
    ['situacao', codeWord('situation', row.promessa.situacao, language)],
    ['valor_total_pedido', money(row.valor_total_pedido)],
    ['valor_com_ruptura', money(row.valor_com_ruptura)],
    ['lotes', row.lotes.join(', ') || '—'],
  ];
  const [, , data] = aboutList('list_itens', {}, engine, new Date(), language);
  return printList({
    list: exportItems(engine, [number], words, ORDER_ITEM_FIELDS),
    about: [printText('order', language, { order: code }), data],
    language,
    ...printAddresses(request, 'itens'),
    facts: `<dl class="facts">${facts
      .map(
        ([name, text]) =>
          `<div><dt>${escapeHtml(listHeading(name, language))}</dt><dd>${escapeHtml(text)}</dd></div>`,
      )
      .join('')}</dl>`,
  });
}

/** Of an order that the page names already. */
const ORDER_ITEM_FIELDS = [
  'cod_produto',
  'nome_produto',
  'qtd_saldo',
  'ruptura_qtd',
  'valor_total',
  'estoque_atual',
  'promessa',
  'motivo',
  'data_producao',
  'qtd_producao',
  'ocupado_por',
];
