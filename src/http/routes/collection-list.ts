import type { Services } from '../../app/services.ts';
import type { ListPlan } from '../../collector/list/list-plan.ts';
import { type CarriedError, carriedError } from '../../contract/carried-error.ts';
import { type CollectionListAnswer, CollectionListSchema } from '../../contract/collection-wire.ts';
import { RupturaError } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import { COLLECTIONS_PATH, ListQuery } from '../collection-query.ts';
import { blankToNull } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { fileBody, foreseenBytes, TABLE_TYPES, takeFiles } from '../uploads.ts';

/** What a list comes to, before a collection of it is begun. */
export function collectionListRoute(server: TypedServer, { collections }: Services): void {
  const look = route({
    action: 'collections.run',
    operationId: 'coleta_lista',
    slowBody: true,
    querystring: ListQuery,
    response: { 200: CollectionListSchema },
  });
  takeFiles(server, (scope) => {
    scope.post(`${COLLECTIONS_PATH}/lista`, look, async (request) => {
      const body = fileBody(request, TABLE_TYPES);
      const { arquivo, coluna, forcar } = request.query;
      const choice = { force: forcar === '1', column: blankToNull(coluna) };
      const plan = await collections.examine(
        { name: arquivo, body, foreseen: foreseenBytes(request) },
        choice,
      );
      return listAnswer(arquivo, plan, request.language);
    });
  });
}

function listAnswer(name: string, plan: ListPlan, language: Language): CollectionListAnswer {
  const problem = plan.problem === null ? null : carriedError(plan.problem);
  return {
    success: true,
    arquivo: name,
    folha: plan.sheet?.name ?? null,
    outras_folhas: [...(plan.sheet?.others ?? [])],
    linha_titulos: plan.headerLine,
    titulos: plan.headings.map(({ title, column }) => ({ titulo: title, coluna: column })),
    posicao_pedido: plan.numberPlace,
    candidatas: [...plan.candidates],
    codigo: problem instanceof RupturaError ? problem.code : null,
    error: problem === null ? null : sentenceOf(plan.problem!, language),
    primeiras: plan.firstRows.map(({ line, cells }) => ({ linha: line, celulas: [...cells] })),
    linhas: plan.rows,
    pedidos: plan.purchases,
    concluidos: plan.completed,
    repetidas: plan.repeated,
    linhas_recusadas: plan.rejectedRows,
    recusadas: plan.rejected.map(({ line, text, error }) => ({
      linha: line,
      texto: text,
      error: sentenceOf(error, language),
    })),
  };
}

function sentenceOf(carried: CarriedError, language: Language): string {
  const error = carriedError(carried);
  return error instanceof RupturaError ? error.sentence(language) : error.message;
}
