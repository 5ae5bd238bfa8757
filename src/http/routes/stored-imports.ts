import { basename } from 'node:path';
import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { RupturaError } from '../../contract/errors.ts';
import {
  type StoredImportAnswer,
  StoredImportsSchema,
  type UndoAnswer,
  UndoRequestSchema,
  UndoSchema,
} from '../../contract/import-wire.ts';
import { formatInstant } from '../../contract/instants.ts';
import type { Language } from '../../contract/language.ts';
import { listStoredImports, type StoredImport } from '../../imports/stored-imports.ts';
import { type UndoOptions, type UndoPlan, undoImport } from '../../imports/undo.ts';
import { withApiOptions } from '../import-answer.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const PATH = '/api/importacao/gravadas';
const Params = Type.Object({ numero: Type.String({ pattern: '^[0-9]{1,15}$' }) });
/** Imports listed: as many as can be undone, and some to look back at. */
const LISTED = 30;

/** Imports that were stored: the last ones, and the way back. */
export function storedImportRoutes(server: TypedServer, { ruptura }: Services): void {
  const { pool } = ruptura.database;
  const answerOf = async (number: number, options: UndoOptions): Promise<UndoAnswer> => {
    try {
      return undoAnswer(await undoImport(pool, number, options));
    } catch (error) {
      throw error instanceof RupturaError ? withApiOptions(error) : error;
    }
  };
  const list = route({
    action: 'imports.read',
    operationId: 'importacao_gravadas',
    querystring: NoQuery,
    response: { 200: StoredImportsSchema },
  });
  server.get(PATH, list, async (request) => {
    const stored = await listStoredImports(pool, LISTED);
    const { timeZone } = (await ruptura.fresh()).book.rules;
    return { gravadas: stored.map((one) => storedAnswer(one, timeZone, request.language)) };
  });

  const look = route({
    action: 'imports.read',
    operationId: 'importacao_desfazer_antes',
    params: Params,
    querystring: NoQuery,
    response: { 200: UndoSchema },
  });
  server.get(`${PATH}/:numero/desfazer`, look, async (request) => {
    const options = { confirmed: false, undoneBy: null, dryRun: true };
    return await answerOf(Number(request.params.numero), options);
  });

  const undo = route({
    action: 'imports.run',
    operationId: 'importacao_desfazer',
    params: Params,
    body: UndoRequestSchema,
    response: { 200: UndoSchema },
  });
  server.post(`${PATH}/:numero/desfazer`, undo, async (request) => {
    const options = { confirmed: request.body.confirmar === true, undoneBy: null, dryRun: false };
    return await answerOf(Number(request.params.numero), options);
  });
}

function storedAnswer(stored: StoredImport, timeZone: string, language: Language): StoredImportAnswer {
  const instant = (date: Date | null): string | null =>
    date === null ? null : formatInstant(date, timeZone);
  const { obstacle } = stored;
  return {
    numero: stored.number,
    modo: stored.mode,
    importado_em: formatInstant(stored.at, timeZone),
    importado_por: stored.by,
    arquivos: stored.files.map((file) => ({ ...file, arquivo: basename(file.arquivo) })),
    guardada_ate: instant(stored.keptUntil),
    desfeita_em: instant(stored.undoneAt),
    impedimento: obstacle === null ? null : { codigo: obstacle.code, error: obstacle.sentence(language) },
  };
}

function undoAnswer({ number, mode, tables, needsConfirmation }: UndoPlan): UndoAnswer {
  return {
    success: true,
    numero: number,
    modo: mode,
    tabelas: tables.map(({ table, back, out, changed, gone, beside }) => ({
      tabela: table,
      voltam: back,
      saem: out,
      alteradas: changed,
      ja_sairam: gone,
      ao_lado: beside,
    })),
    precisa_confirmar: needsConfirmation,
  };
}
