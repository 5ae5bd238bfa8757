import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Type } from 'typebox';
import { RupturaError } from '../../contract/errors.ts';
import { ImportErrorsSchema, ImportTablesSchema, type RowErrorAnswer } from '../../contract/import-wire.ts';
import { INPUT_TABLES } from '../../contract/tables.ts';
import { zipFiles } from '../../files/zip-files.ts';
import type { ImportJob } from '../../imports/online/import-job.ts';
import type { ImportJobs } from '../../imports/online/import-jobs.ts';
import type { RowErrorReader } from '../../imports/row-error-file.ts';
import type { ExportColumn, ExportRow } from '../../tabular/columns.ts';
import { attachment } from '../attachment.ts';
import { rowErrorAnswer } from '../import-answer.ts';
import { FORMAT_QUERY, queryFormat, sendListFile } from '../list-file.ts';
import { queryWhole } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const PATH = '/api/importacao';
const Params = Type.Object({ id: Type.String() });
const WindowText = Type.Optional(Type.String({ maxLength: 20 }));
const WindowQuery = Type.Object({ posicao: WindowText, limite: WindowText }, { additionalProperties: false });
const FormatQuery = Type.Object(FORMAT_QUERY, { additionalProperties: false });
const RejectsQuery = Type.Object(
  { arquivo: Type.Optional(Type.String({ maxLength: 300 })) },
  { additionalProperties: false },
);
const MOST_ERRORS = 1000;
const USUAL_ERRORS = 100;
const LAST_POSITION = 999_999_999;

/** What an import found and left: row errors, rejected rows, and the tables that files may hold. */
export function importResultRoutes(server: TypedServer, jobs: ImportJobs): void {
  const tables = route({
    action: 'imports.read',
    operationId: 'importacao_tabelas',
    response: { 200: ImportTablesSchema },
  });
  server.get(`${PATH}/tabelas`, tables, async () => ({ tabelas: TABLES }));
  rowErrorRoutes(server, jobs);
  const rejects = route({
    action: 'imports.read',
    operationId: 'importacao_rejeitadas',
    params: Params,
    querystring: RejectsQuery,
  });
  server.get(`${PATH}/:id/rejeitadas`, rejects, async (request, reply) => {
    const job = await jobs.get(request.params.id);
    const paths = rejectPaths(job, request.query.arquivo);
    const single = paths.length === 1 ? basename(paths[0]!) : null;
    return reply
      .type(single === null ? 'application/zip' : 'text/csv; charset=utf-8')

      .header('content-disposition', attachment(single ?? 'rejeitadas.zip'))
      .send(single === null ? zipFiles(paths) : createReadStream(paths[0]!));
  });
}

const TABLES = INPUT_TABLES.map(({ name, columns }) => ({
  tabela: name,
  colunas: columns.map((column) => ({
    coluna: column.name,
    tipo: column.kind,
    obrigatoria: column.required,
    apelidos: [...column.aliases],
  })),
}));

function rowErrorRoutes(server: TypedServer, jobs: ImportJobs): void {
  const page = route({
    action: 'imports.read',
    operationId: 'importacao_erros',
    params: Params,
    querystring: WindowQuery,
    response: { 200: ImportErrorsSchema },
  });
  server.get(`${PATH}/:id/erros`, page, async (request) => {
    const { rowErrors } = await jobs.get(request.params.id);
    const { posicao, limite } = request.query;
    const from = queryWhole('posicao', posicao, LAST_POSITION, 0, 0);
    const most = queryWhole('limite', limite, MOST_ERRORS, USUAL_ERRORS);
    const language = request.language;
    const erros: RowErrorAnswer[] = [];
    if (rowErrors !== null) {
      for await (const error of rowErrors.read(from, most)) erros.push(rowErrorAnswer(error, language));
    }
    return { total: rowErrors?.total ?? 0, posicao: from, erros };
  });

  const file = route({
    action: 'imports.read',
    operationId: 'importacao_erros_arquivo',
    params: Params,
    querystring: FormatQuery,
  });
  server.get(`${PATH}/:id/erros/arquivo`, file, async (request, reply) => {
    const { id, rowErrors } = await jobs.get(request.params.id);
    const format = queryFormat(request.query.formato);
    const language = request.language;
    const rows = rowErrors === null ? [] : errorRows(rowErrors, language);
    return sendListFile(reply, { name: 'erros', columns: ERROR_COLUMNS, rows }, format, id);
  });
}

const ERROR_COLUMNS: readonly ExportColumn[] = [
  { name: 'arquivo', kind: 'text' },
  { name: 'folha', kind: 'text' },
  { name: 'linha', kind: 'number' },
  { name: 'coluna', kind: 'text' },
  { name: 'valor', kind: 'text' },
  { name: 'motivo', kind: 'text' },
];

async function* errorRows(
  errors: RowErrorReader,
  language: Parameters<typeof rowErrorAnswer>[1],
): AsyncGenerator<ExportRow> {
  for await (const found of errors.read(0, errors.total)) {
    const { arquivo, folha, linha, coluna, valor, error } = rowErrorAnswer(found, language);
    yield [arquivo, folha, linha, coluna, valor, error];
  }
}

/** @throws RupturaError IMPORTACAO_SEM_REJEITADAS */
function rejectPaths({ id, report }: ImportJob, name: string | undefined): string[] {
  const paths = (report?.files ?? []).flatMap(({ rejectFile }) => rejectFile ?? []);
  const wanted = name === undefined ? paths : paths.filter((path) => basename(path) === name);
  if (wanted.length === 0) throw new RupturaError('IMPORTACAO_SEM_REJEITADAS', { id });
  return wanted;
}
