import type { RankingKey } from '../../../../contract/codes.ts';
import type { SettingsAnswer } from '../../../../contract/settings-wire.ts';
import { CONFIGURATION } from '../../data/questions.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { Failure, Skeleton } from '../../parts/states.tsx';
import { WORDS } from './words.ts';

/** The settings in force: those that change answers, and those of this process. */
export function SettingsSection() {
  const { state, again } = useAnswer(CONFIGURATION, onlyAll);
  const { data, error } = state.value;
  if (data === null) {
    return error === null ? <Skeleton lines={8} /> : <Failure error={error} onRetry={again} />;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and nothing in it takes the focus
    <section class="admin-body" tabIndex={0} aria-label={WORDS.say('section_configuracao')}>
      <Answers settings={data} />
      <section class="card">
        <header class="card-head">
          <h2>{WORDS.say('settings_process')}</h2>
          <span class="muted">{WORDS.say('settings_process_hint')}</span>
        </header>
        <Process settings={data} />
      </section>
    </section>
  );
}

const POLICIES: Readonly<Record<string, 'policy_por_item' | 'policy_completa'>> = {
  por_item: 'policy_por_item',
  completa: 'policy_completa',
};
const KEYS: Readonly<Record<string, `key_${RankingKey}`>> = {
  agendamento: 'key_agendamento',
  data_pedido: 'key_data_pedido',
  expedicao: 'key_expedicao',
  valor: 'key_valor',
};

function Answers({ settings: { respostas } }: { settings: SettingsAnswer }) {
  const policy = POLICIES[respostas.politica];
  return (
    <section class="card">
      <header class="card-head">
        <h2>{WORDS.say('settings_answers')}</h2>
        <span class="muted">{WORDS.say('settings_answers_hint')}</span>
      </header>
      <dl class="answers">
        <div>
          <dt>{WORDS.say('time_zone')}</dt>
          <dd>
            <code>{respostas.RUPTURA_TZ}</code>
          </dd>
          <dd class="muted">{WORDS.say('time_zone_hint')}</dd>
        </div>
        <div>
          <dt>{WORDS.say('policy')}</dt>
          <dd>
            <code>{respostas.politica}</code>
          </dd>
          <dd class="muted">{policy === undefined ? '' : WORDS.say(policy)}</dd>
        </div>
        <div>
          <dt>{WORDS.say('ranking')}</dt>
          <dd>
            {respostas.classificacao.length === 0 ? (
              WORDS.say('ranking_default')
            ) : (
              <ol class="ranking">
                {respostas.classificacao.map((name) => (
                  <li key={name}>{KEYS[name] === undefined ? name : WORDS.say(KEYS[name])}</li>
                ))}
                <li>{WORDS.say('ranking_default')}</li>
              </ol>
            )}
          </dd>
          <dd class="muted">{WORDS.say('ranking_hint')}</dd>
        </div>
      </dl>
    </section>
  );
}

function Process({ settings: { processo } }: { settings: SettingsAnswer }) {
  return (
    <div class="table-scroll">
      <table class="plain-table settings-table">
        <caption class="hidden-label">{WORDS.say('settings_process')}</caption>
        <thead>
          <tr>
            <th scope="col">{WORDS.say('setting_name')}</th>
            <th scope="col">{WORDS.say('setting_value')}</th>
            <th scope="col">{WORDS.say('setting_source')}</th>
            <th scope="col">{WORDS.say('setting_meaning')}</th>
          </tr>
        </thead>
        <tbody>
          {processo.map(({ nome, valor, origem, unidade, significado }) => (
            <tr key={nome}>
              <th scope="row">
                <code>{nome}</code>
              </th>
              <td class="setting-value" title={valor ?? undefined}>
                {valor === null ? (
                  <span class="muted">{WORDS.say('setting_unset')}</span>
                ) : (
                  <>
                    <code>{valor}</code> {unidade !== null && <span class="muted">{unidade}</span>}
                  </>
                )}
              </td>
              <td>
                <Badge tone={origem === 'AMBIENTE' ? 'accent' : 'neutral'} outline={origem === 'PADRAO'}>
                  {WORDS.say(`source_${origem}`)}
                </Badge>
              </td>
              <td>{significado}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
