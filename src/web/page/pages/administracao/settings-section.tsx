import { useRef, useState } from 'preact/hooks';
import { PROMISE_POLICIES, RANKING_KEYS } from '../../../../contract/codes.ts';
import type { SettingsAnswer } from '../../../../contract/settings-wire.ts';
import { asApiError } from '../../data/api.ts';
import { CONFIGURATION } from '../../data/questions.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { notify } from '../../parts/notices.tsx';
import { Failure, Skeleton } from '../../parts/states.tsx';
import { keyName, policyName, type Rules, RulesForm, rulesOf, sendRules } from './rules-form.tsx';
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
      <Answers settings={data} again={again} />
      <WithoutEffect settings={data} />
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

function Answers({ settings, again }: { settings: SettingsAnswer; again: () => void }) {
  const { respostas, data_fixa } = settings;
  const [isOpen, setOpen] = useState(false);
  const before = useRef<Rules | null>(null);
  const [canUndo, setUndo] = useState(false);
  const undo = (): void => {
    sendRules(before.current!, respostas.versao).then(
      () => {
        setUndo(false);
        notify(WORDS.say('rules_undone'));
        again();
      },
      (error: unknown) => notify(asApiError(error).message, 'danger'),
    );
  };
  return (
    <section class="card">
      <header class="card-head">
        <h2>{WORDS.say('settings_answers')}</h2>
        <span class="muted">{WORDS.say('settings_answers_hint')}</span>
        {canUndo && !isOpen && <Button onClick={undo}>{WORDS.say('rules_undo')}</Button>}
        {!isOpen && <Button onClick={() => setOpen(true)}>{WORDS.say('rules_change')}</Button>}
      </header>
      {isOpen ? (
        <RulesForm
          answers={respostas}
          isFixedDate={data_fixa}
          onStored={() => {
            before.current = rulesOf(respostas);
            setUndo(true);
            again();
          }}
          onClose={() => setOpen(false)}
        />
      ) : (
        <InForce respostas={respostas} />
      )}
    </section>
  );
}

function InForce({ respostas }: Pick<SettingsAnswer, 'respostas'>) {
  const policy = PROMISE_POLICIES.find((known) => known === respostas.politica);
  const keys = respostas.classificacao.map((name) => RANKING_KEYS.find((known) => known === name));
  return (
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
        <dd>{policy === undefined ? respostas.politica : policyName(policy)}</dd>
        <dd class="muted">{policy === undefined ? '' : WORDS.say(`policy_${policy}`)}</dd>
      </div>
      <div>
        <dt>{WORDS.say('ranking')}</dt>
        <dd>
          {keys.length === 0 ? (
            WORDS.say('ranking_default')
          ) : (
            <ol class="ranking">
              {keys.map((key) => (key === undefined ? null : <li key={key}>{keyName(key)}</li>))}
              <li>{WORDS.say('ranking_default')}</li>
            </ol>
          )}
        </dd>
        <dd class="muted">{WORDS.say('ranking_hint')}</dd>
      </div>
    </dl>
  );
}

/** What somebody set that nothing reads. */
function WithoutEffect({ settings: { sem_efeito } }: { settings: SettingsAnswer }) {
  return (
    <>
      {sem_efeito.map(({ nome, motivo }) => (
        <p key={nome} class="card mark tone-warning without-effect">
          <Icon name="alert" size={14} />
          <span>
            <code>{nome}</code>: {motivo}
          </span>
        </p>
      ))}
    </>
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
