import type { Services } from '../../app/services.ts';
import type { Language } from '../../contract/language.ts';
import { type SettingsAnswer, SettingsSchema } from '../../contract/settings-wire.ts';
import { formatIsoDate } from '../../contract/units.ts';
import { isEmptyDatabase } from '../../demo/demo-job.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { type Environment, resolveSettings } from '../../settings/process-settings.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

/** `GET /api/configuracao`: what is in force, and where each setting comes from. */
export function settingsRoutes(server: TypedServer, { ruptura, environment }: Services): void {
  const schema = route({
    action: 'settings.read',
    operationId: 'configuracao',
    response: { 200: SettingsSchema },
  });
  server.get('/api/configuracao', schema, async (request, reply) => {
    const language = request.language;
    reply.header('cache-control', 'no-cache');
    return await settingsAnswer(ruptura, environment, language);
  });
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
    vazio: await isEmptyDatabase(ruptura.database.pool),
    versao: book.version,
  };
}
