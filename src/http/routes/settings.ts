import type { Services } from '../../app/services.ts';
import { PROMISE_POLICIES, RANKING_KEYS } from '../../contract/codes.ts';
import { InvalidRequest, type RequestProblem } from '../../contract/invalid-request.ts';
import type { Language } from '../../contract/language.ts';
import { type AnswerRules, rulesVersion, ruleValues } from '../../contract/rules.ts';
import { settingsWithoutEffect } from '../../contract/settings.ts';
import {
  type RulesBody,
  RulesBodySchema,
  RulesChangeSchema,
  type SettingsAnswer,
  SettingsPreviewSchema,
  SettingsSchema,
} from '../../contract/settings-wire.ts';
import { type EpochDay, formatIsoDate, parseIsoDate } from '../../contract/units.ts';
import { isEmptyDatabase } from '../../demo/demo-job.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { type Environment, resolveSettings } from '../../settings/process-settings.ts';
import { previewRules } from '../../views/orders/settings-preview.ts';
import { dateIn, storeRules } from '../../writes/settings.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const PATH = '/api/configuracao';

/** `/api/configuracao…`: what is in force and where each setting comes from; what changes answers can be changed. */
export function settingsRoutes(server: TypedServer, services: Services): void {
  const { ruptura, environment } = services;
  const schema = route({
    action: 'settings.read',
    operationId: 'configuracao',
    response: { 200: SettingsSchema },
  });
  server.get(PATH, schema, async (request, reply) => {
    const language = request.language;
    reply.header('cache-control', 'no-cache');
    return await settingsAnswer(ruptura, environment, language);
  });
  changeRoutes(server, services);
}

function changeRoutes(server: TypedServer, { ruptura, orderBook, environment }: Services): void {
  const preview = route({
    action: 'settings.change',
    operationId: 'configuracao_previa',
    querystring: NoQuery,
    body: RulesBodySchema,
    response: { 200: SettingsPreviewSchema },
  });
  server.post(`${PATH}/previa`, preview, async (request) => {
    const before = (await ruptura.fresh()).book.rules;
    const rules = bodyRules(request.body, before);
    const today = await businessDate(ruptura, rules);
    const engine = await ruptura.fresh();
    return previewRules(engine, orderBook.list.columns(engine), rules, today);
  });
  const change = route({
    action: 'settings.change',
    operationId: 'configuracao_gravar',
    querystring: NoQuery,
    body: RulesChangeSchema,
    response: { 200: SettingsSchema },
  });
  server.put(PATH, change, async (request) => {
    const { language, actor } = request;
    const { versao, ...body } = request.body;
    const rules = bodyRules(body, (await ruptura.fresh()).book.rules);
    await businessDate(ruptura, rules);
    const before = await storeRules(ruptura.database.pool, rules, versao);
    const audit = { por: actor.owner ?? actor.id, antes: ruleValues(before), depois: ruleValues(rules) };
    request.log.info(audit, 'settings changed');
    return await settingsAnswer(ruptura, environment, language);
  });
}

/** The rules a body asks for. @throws InvalidRequest naming the field */
function bodyRules({ RUPTURA_TZ, politica, classificacao }: RulesBody, before: AnswerRules): AnswerRules {
  return {
    timeZone: RUPTURA_TZ?.trim() ?? before.timeZone,
    policy: politica === undefined ? before.policy : oneOf('/politica', politica, PROMISE_POLICIES),
    ranking:
      classificacao === undefined
        ? before.ranking
        : classificacao.map((key, at) => {
            if (classificacao.indexOf(key) < at) throw wrong(`/classificacao/${at}`, 'VALOR_REPETIDO');
            return oneOf(`/classificacao/${at}`, key, RANKING_KEYS);
          }),
  };
}

function oneOf<Choice extends string>(path: string, value: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((known) => known === value);
  if (choice !== undefined) return choice;
  throw wrong(path, 'VALOR_FORA_DA_LISTA', { valores: choices.join(', ') });
}

function wrong(
  path: string,
  code: RequestProblem['code'],
  params?: RequestProblem['params'],
): InvalidRequest {
  return new InvalidRequest({ place: 'corpo', path, code, ...(params === undefined ? {} : { params }) });
}

/** The business date under rules; the fixed one where it is fixed. @throws InvalidRequest of an unknown time zone */
async function businessDate(ruptura: Ruptura, { timeZone }: AnswerRules): Promise<EpochDay> {
  const date = await dateIn(ruptura.database.pool, timeZone);
  if (date === null) {
    throw wrong('/RUPTURA_TZ', 'VALOR_FORA_DA_LISTA', {
      valores: 'America/Sao_Paulo, America/Manaus, UTC, …',
    });
  }
  return ruptura.fixedToday ?? parseIsoDate(date)!;
}

async function settingsAnswer(
  ruptura: Ruptura,
  environment: Environment,
  language: Language,
): Promise<SettingsAnswer> {
  const { book } = await ruptura.fresh();
  const { report } = resolveSettings(environment);
  return {
    respostas: {
      RUPTURA_TZ: book.rules.timeZone,
      politica: book.rules.policy,
      classificacao: [...book.rules.ranking],
      versao: rulesVersion(book.rules),
    },
    data_hoje: formatIsoDate(book.today),
    data_fixa: ruptura.fixedToday !== null,
    processo: report.map(({ name, text, source, setting }) => ({
      nome: name,
      valor: text,
      origem: source === 'default' ? 'PADRAO' : 'AMBIENTE',
      unidade: setting.unit,
      significado: setting.meaning[language],
    })),
    sem_efeito: settingsWithoutEffect(environment).map(({ name, reason }) => ({
      nome: name,
      motivo: reason[language],
    })),
    vazio: await isEmptyDatabase(ruptura.database.pool),
    versao: book.version,
  };
}
