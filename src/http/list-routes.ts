import type { FastifyRequest } from 'fastify';
import { type Static, type TObject, type TProperties, Type } from 'typebox';
import type { Engine } from '../availability/engine.ts';
import type { Operation } from '../contract/route-texts.ts';
import { formatIsoDate } from '../contract/units.ts';
import type { ListTitle } from '../i18n/list-labels.ts';
import type { ExportList, ListWords } from '../views/exports/export-table.ts';
import { answerList, FORMAT_QUERY, listForm } from './list-file.ts';
import { aboutList, type FilterQuery, listWords } from './list-words.ts';
import { queryChoices } from './order-query.ts';
import { PRINT_PAPERS, type PrintPaper } from './print-files.ts';
import { printList } from './print-list.ts';
import { route } from './route.ts';
import { PAGE_POLICY } from './security-headers.ts';
import type { TypedServer } from './typed-server.ts';

/** A list that is taken away: as a file of any form, and on paper. */
interface TakenList<Properties extends TProperties> {
  /** The last part of its addresses. */
  readonly path: string;
  readonly operationId: Operation;
  readonly title: ListTitle;
  /** What says which rows and columns it has. */
  readonly query: Properties;
  readonly make: (
    query: Static<TObject<Properties>>,
    words: ListWords,
    onto: 'file' | 'paper',
  ) => Promise<MadeList>;
}

/** A list, and the state of the data that it tells. */
export interface MadeList {
  readonly list: ExportList;
  readonly engine: Engine;
}

const closed = { additionalProperties: false } as const;

/** What a printed page is asked with, beside what it holds. */
export const PRINT_QUERY = {
  idioma: Type.Optional(Type.String({ maxLength: 20 })),
  papel: Type.Optional(Type.String({ maxLength: 20 })),
} as const;

/** `GET /api/exportar/<path>` and `GET /imprimir/<path>`: the same rows and columns, asked for in the same words. */
export function listRoutes<Properties extends TProperties>(
  server: TypedServer,
  { path, operationId, title, query, make }: TakenList<Properties>,
): void {
  const file = route({
    action: 'book.export',
    operationId,
    querystring: Type.Object({ ...query, ...FORMAT_QUERY }, closed),
  });
  server.get(`/api/exportar/${path}`, file, async (request, reply) => {
    const asked = request.query as FilterQuery;
    const form = listForm(asked as Static<TObject<typeof FORMAT_QUERY>>, request.language);
    const { list, engine } = await make(asked as Static<TObject<Properties>>, form.words, 'file');
    const about = aboutList(title, asked, engine, new Date(), request.language);
    return answerList(reply, list, form, formatIsoDate(engine.book.today), about);
  });
  const paper = route({
    action: 'book.export',
    hide: true,
    querystring: Type.Object({ ...query, ...PRINT_QUERY }, closed),
  });
  server.get(`/imprimir/${path}`, paper, async (request, reply) => {
    const asked = request.query as FilterQuery;
    const { list, engine } = await make(
      asked as Static<TObject<Properties>>,
      listWords(request.language),
      'paper',
    );
    const about = aboutList(title, asked, engine, new Date(), request.language);
    const html = printList({ list, about, language: request.language, ...printAddresses(request, path) });
    return reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(html);
  });
}

/** The paper a page asks for, and where the same is on other paper, or as a workbook. */
export function printAddresses(request: FastifyRequest, path: string) {
  const asked = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
  const [paper = null] = queryChoices('papel', asked.get('papel') ?? undefined, PAPERS, 1);
  const withParameter = (base: string, name: string, value: string): string => {
    const changed = new URLSearchParams(asked);
    changed.delete('papel');
    changed.set(name, value);
    return `${base}?${changed.toString()}`;
  };
  return {
    paper,
    turned: (other: PrintPaper) => withParameter(request.url.split('?', 1)[0]!, 'papel', other),
    file: withParameter(`/api/exportar/${path}`, 'formato', 'xlsx'),
  };
}

const PAPERS = Object.keys(PRINT_PAPERS) as PrintPaper[];
