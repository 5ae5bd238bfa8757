import { useState } from 'preact/hooks';
import {
  PROMISE_POLICIES,
  type PromisePolicy,
  RANKING_KEYS,
  type RankingKey,
} from '../../../../contract/codes.ts';
import type { SettingsAnswer, SettingsPreview } from '../../../../contract/settings-wire.ts';
import { asApiError, ask } from '../../data/api.ts';
import { CONFIGURATION } from '../../data/questions.ts';
import { Button } from '../../parts/button.tsx';
import { Select } from '../../parts/fields.tsx';
import { notify } from '../../parts/notices.tsx';
import { Preview } from './rules-preview.tsx';
import { WORDS } from './words.ts';

/** The settings that change answers, as they are sent. */
export interface Rules {
  readonly RUPTURA_TZ: string;
  readonly politica: string;
  readonly classificacao: readonly string[];
}

type Answers = SettingsAnswer['respostas'];

/** What a preview was made of: another choice needs another one. */
interface Looked {
  readonly of: string;
  readonly found: SettingsPreview;
}

/**
 * Changes the settings that change answers. What the change would do is shown before it can be stored; what was stored
 * last can be taken back. `onStored` is told the settings then in force.
 */
export function RulesForm(props: {
  answers: Answers;
  isFixedDate: boolean;
  onStored: () => void;
  onClose: () => void;
}) {
  const { answers, isFixedDate, onStored, onClose } = props;
  const [rules, setRules] = useState<Rules>(rulesOf(answers));
  const [looked, setLooked] = useState<Looked | null>(null);
  const [isBusy, setBusy] = useState(false);
  const chosen = JSON.stringify(rules);
  const isSame = chosen === JSON.stringify(rulesOf(answers));
  const look = (): Promise<void> =>
    busy(setBusy, async () => {
      const found = await ask<SettingsPreview>('/api/configuracao/previa', { method: 'POST', body: rules });
      setLooked({ of: chosen, found });
    });
  const store = (): Promise<void> =>
    busy(setBusy, async () => {
      await sendRules(rules, answers.versao);
      notify(WORDS.say('rules_stored'));
      onStored();
      onClose();
    });
  const isLooked = looked?.of === chosen;
  return (
    <form
      class="rules-form"
      onSubmit={(event) => {
        event.preventDefault();
        void (isLooked ? store() : look());
      }}
    >
      <Fields rules={rules} isFixedDate={isFixedDate} onChange={setRules} />
      <div class="rules-buttons">
        <Button type="submit" kind={isLooked ? 'plain' : 'primary'} disabled={isSame || isLooked || isBusy}>
          {WORDS.say('rules_look')}
        </Button>
        {isLooked && (
          <Button type="submit" kind="primary" disabled={isBusy}>
            {WORDS.say('rules_store')}
          </Button>
        )}
        <Button onClick={onClose}>{WORDS.say('rules_cancel')}</Button>
      </div>
      <div role="status">{isLooked && <Preview found={looked.found} />}</div>
    </form>
  );
}

/** The settings in force without what names them. */
export function rulesOf({ RUPTURA_TZ, politica, classificacao }: Answers): Rules {
  return { RUPTURA_TZ, politica, classificacao };
}

/** Stores settings that were decided on a version of them. @throws ApiError */
export async function sendRules(rules: Rules, version: string): Promise<void> {
  await ask(CONFIGURATION, { method: 'PUT', body: { ...rules, versao: version } });
}

async function busy(setBusy: (isBusy: boolean) => void, work: () => Promise<void>): Promise<void> {
  setBusy(true);
  try {
    await work();
  } catch (error) {
    notify(asApiError(error).message, 'danger');
  } finally {
    setBusy(false);
  }
}

interface FieldsProps {
  readonly rules: Rules;
  readonly isFixedDate: boolean;
  readonly onChange: (rules: Rules) => void;
}

function Fields({ rules, isFixedDate, onChange }: FieldsProps) {
  return (
    <div class="rules-fields">
      <fieldset>
        <legend>{WORDS.say('policy')}</legend>
        {PROMISE_POLICIES.map((policy) => (
          <label key={policy} class="choice">
            <input
              type="radio"
              name="politica"
              checked={rules.politica === policy}
              onChange={() => onChange({ ...rules, politica: policy })}
            />
            <span>
              <strong>{policyName(policy)}</strong> {WORDS.say(`policy_${policy}`)}
            </span>
          </label>
        ))}
      </fieldset>
      <RankingFields rules={rules} onChange={onChange} />
      <fieldset>
        <legend>{WORDS.say('time_zone')}</legend>
        <label class="field">
          <input
            type="text"
            list="fusos"
            aria-label={WORDS.say('time_zone')}
            value={rules.RUPTURA_TZ}
            onInput={({ currentTarget }) => onChange({ ...rules, RUPTURA_TZ: currentTarget.value.trim() })}
          />
        </label>
        <datalist id="fusos">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <p class="muted">{WORDS.say(isFixedDate ? 'time_zone_fixed' : 'time_zone_hint')}</p>
      </fieldset>
    </div>
  );
}

/** Keys in their order, one box each; a key that is chosen stands in no other. */
function RankingFields({ rules, onChange }: Pick<FieldsProps, 'rules' | 'onChange'>) {
  const chosen = rules.classificacao;
  const places = [...chosen, ''].slice(0, RANKING_KEYS.length);
  const choose = (place: number, key: string): void => {
    const rest = chosen.filter((one, at) => at !== place && one !== key);
    const next = key === '' ? rest : [...rest.slice(0, place), key, ...rest.slice(place)];
    onChange({ ...rules, classificacao: next });
  };
  return (
    <fieldset>
      <legend>{WORDS.say('ranking')}</legend>
      {places.map((key, place) => (
        <Select
          key={place}
          label={WORDS.say('ranking_place', { n: String(place + 1) })}
          value={key}
          choices={[
            { value: '', label: WORDS.say('ranking_default') },
            ...RANKING_KEYS.filter((one) => one === key || !chosen.includes(one)).map((one) => ({
              value: one as string,
              label: keyName(one),
            })),
          ]}
          onChange={(value) => choose(place, value)}
        />
      ))}
      <p class="muted">{WORDS.say('ranking_hint')}</p>
    </fieldset>
  );
}

/** What people call a policy. */
export function policyName(policy: PromisePolicy): string {
  return WORDS.say(`policy_name_${policy}`);
}

/** What people call a key of the ranking. */
export function keyName(key: RankingKey): string {
  return WORDS.say(`key_${key}`);
}
