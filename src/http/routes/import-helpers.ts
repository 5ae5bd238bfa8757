import { PassThrough } from 'node:stream';
import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { RupturaError } from '../../contract/errors.ts';
import { ForgottenMapSchema, RememberedMapsSchema } from '../../contract/import-wire.ts';
import { formatInstant } from '../../contract/instants.ts';
import { INPUT_TABLES } from '../../contract/tables.ts';
import { forgetMap, listRememberedMaps } from '../../imports/remembered-maps.ts';
import { templateName, writeTemplate } from '../../imports/template.ts';
import { attachment } from '../attachment.ts';
import { FILE_TYPES, FORMAT_QUERY, queryFormat } from '../list-file.ts';
import { queryChoices } from '../order-query.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const PATH = '/api/importacao';
const MapParams = Type.Object({ id: Type.String({ pattern: '^[0-9]{1,15}$' }) });
const TemplateParams = Type.Object({ tabela: Type.String({ maxLength: 64 }) });
const FormatQuery = Type.Object(FORMAT_QUERY, { additionalProperties: false });
const TABLES = INPUT_TABLES.map(({ name }) => name);

/** What makes the next import easier: maps that are remembered, and files to be filled in. */
export function importHelperRoutes(server: TypedServer, { ruptura }: Services): void {
  const { pool } = ruptura.database;
  const list = route({
    action: 'imports.read',
    operationId: 'importacao_mapas',
    querystring: NoQuery,
    response: { 200: RememberedMapsSchema },
  });
  server.get(`${PATH}/mapas`, list, async () => {
    const maps = await listRememberedMaps(pool);
    const { timeZone } = (await ruptura.fresh()).book.rules;
    const instant = (at: number): string => formatInstant(new Date(at), timeZone);
    return {
      mapas: maps.map(({ id, origin, table, columns, madeAt, madeBy, usedAt }) => ({
        id,
        origem: origin,
        tabela: table,
        colunas: columns.map((column) => ({ ...column })),
        criado_em: instant(madeAt),
        criado_por: madeBy,
        usado_em: usedAt === null ? null : instant(usedAt),
      })),
    };
  });

  const forget = route({
    action: 'imports.run',
    operationId: 'importacao_mapa_esquecer',
    params: MapParams,
    querystring: NoQuery,
    response: { 200: ForgottenMapSchema },
  });
  server.delete(`${PATH}/mapas/:id`, forget, async (request) => {
    const id = Number(request.params.id);
    if (await forgetMap(pool, id)) return { success: true, id };
    throw new RupturaError('IMPORTACAO_MAPA_DESCONHECIDO', { numero: id, opcao: `GET ${PATH}/mapas` });
  });

  const template = route({
    action: 'imports.read',
    operationId: 'importacao_modelo',
    params: TemplateParams,
    querystring: FormatQuery,
  });
  server.get(`${PATH}/modelos/:tabela`, template, async (request, reply) => {
    const [table = 'carteira_principal'] = queryChoices('tabela', request.params.tabela, TABLES, 1);
    const format = queryFormat(request.query.formato);
    const output = new PassThrough();
    writeTemplate(table, format, request.language, output).catch((error: Error) => output.destroy(error));
    return reply
      .type(FILE_TYPES[format])

      .header('content-disposition', attachment(templateName(table, format, request.language)))
      .send(output);
  });
}
