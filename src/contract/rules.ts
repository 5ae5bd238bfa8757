import { PROMISE_POLICIES, type PromisePolicy, RANKING_KEYS, type RankingKey } from './codes.ts';

/** Settings of the database that change answers (`ruptura.configuracao`), as all hosts read them. */
export interface AnswerRules {
  readonly policy: PromisePolicy;
  /** Keys put before the default ranking. */
  readonly ranking: readonly RankingKey[];
  /** IANA name of the time zone (`RUPTURA_TZ`) in which instants are written. */
  readonly timeZone: string;
}

/** The time zone where the database names none. */
const DEFAULT_TIME_ZONE = 'America/Sao_Paulo';

/** Reads the rules from the rows of `ruptura.configuracao`, whose constraints keep the values valid. */
export function answerRules(values: ReadonlyMap<string, string>): AnswerRules {
  const policy = values.get('politica');
  const keys = (values.get('classificacao') ?? '').split(',').map((key) => key.trim());
  return {
    policy: PROMISE_POLICIES.find((known) => known === policy) ?? 'por_item',
    ranking: keys.flatMap((key) => RANKING_KEYS.filter((known) => known === key)),
    timeZone: values.get('RUPTURA_TZ') ?? DEFAULT_TIME_ZONE,
  };
}

/** The rules as `ruptura.configuracao` holds them. */
export function ruleValues({ policy, ranking, timeZone }: AnswerRules): Readonly<Record<string, string>> {
  return { RUPTURA_TZ: timeZone, politica: policy, classificacao: ranking.join(',') };
}

/** Tells rules apart: equal for equal rules. */
export function rulesVersion(rules: AnswerRules): string {
  return Object.values(ruleValues(rules)).join(' ');
}
