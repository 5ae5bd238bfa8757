import { RupturaError } from '../contract/errors.ts';
import { SETTINGS, type Setting, type SettingName } from '../contract/settings.ts';
import { type EpochDay, parseIsoDate } from '../contract/units.ts';

type ParsedOf<S extends Setting> = S['kind'] extends 'port' | 'count'
  ? number
  : S['kind'] extends 'date'
    ? EpochDay
    : string;

/** Values of all settings, parsed: ports and counts as numbers, dates as epoch days, null where none applies. */
export type SettingValues = {
  readonly [Name in SettingName]:
    | ParsedOf<(typeof SETTINGS)[Name]>
    | ((typeof SETTINGS)[Name]['default'] extends null ? null : never);
};

type SettingSource = 'default' | 'environment';

/** One setting as `ruptura config` shows it. `text` is null where the setting is empty; secrets are masked. */
interface SettingReport {
  readonly name: SettingName;
  readonly text: string | null;
  readonly source: SettingSource;
  readonly setting: Setting;
}

export interface ResolvedSettings {
  readonly values: SettingValues;
  readonly report: readonly SettingReport[];
  /** Variables that begin with `RUPTURA_` and name no setting: most likely misspelt. */
  readonly unknown: readonly string[];
}

/** Variables that settings are read from, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;
type Parsed = { readonly value: string | number | null } | { readonly mistake: RupturaError };

/**
 * Reads and checks every process setting. An empty variable counts as not given.
 * @throws RupturaError CONFIGURACAO_INVALIDA naming every setting in error; `details` holds one RupturaError each.
 */
export function resolveSettings(environment: Environment): ResolvedSettings {
  const values: Partial<Record<SettingName, string | number | null>> = {};
  const report: SettingReport[] = [];
  const mistakes: RupturaError[] = [];
  for (const [name, setting] of settingEntries()) {
    const given = environment[name]?.trim() || null;
    const text = given ?? setting.default;
    const parsed = text === null ? { value: null } : parseSetting(name, setting, text);
    if ('mistake' in parsed) mistakes.push(parsed.mistake);
    else values[name] = parsed.value;
    report.push({
      name,
      text: setting.isSecret === true && text !== null ? '***' : maskSecrets(text),
      source: given === null ? 'default' : 'environment',
      setting,
    });
  }
  if (mistakes.length > 0) throw invalidSettings(mistakes);
  return { values: values as SettingValues, report, unknown: unknownNames(environment) };
}

function settingEntries(): [SettingName, Setting][] {
  return Object.entries(SETTINGS) as [SettingName, Setting][];
}

function invalidSettings(mistakes: readonly RupturaError[]): RupturaError {
  const names = mistakes.map((mistake) => mistake.params['nome']).join(', ');
  return new RupturaError('CONFIGURACAO_INVALIDA', { nomes: names }, { details: mistakes });
}

function parseSetting(name: SettingName, setting: Setting, text: string): Parsed {
  switch (setting.kind) {
    case 'port':
      return parseWhole(name, text, setting.least ?? 1, setting.most ?? 65_535);
    case 'count':
      return parseWhole(name, text, setting.least ?? 1, setting.most ?? Number.MAX_SAFE_INTEGER);
    case 'date':
      return parseDate(name, text);
    case 'url':
      return parseDatabaseUrl(name, text);
    case 'origins':
      return parseOrigins(name, text);
    case 'site':
      return parseSite(name, text);
    case 'path':
    case 'text':
      return { value: text };
  }
}

function parseWhole(name: SettingName, text: string, least: number, most: number): Parsed {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return { value };
  const params = { nome: name, valor: text, minimo: least, maximo: most };
  return { mistake: new RupturaError('CONFIGURACAO_NAO_E_NUMERO', params) };
}

function parseDate(name: SettingName, text: string): Parsed {
  const value = parseIsoDate(text);
  if (value !== null) return { value };
  return { mistake: new RupturaError('CONFIGURACAO_NAO_E_DATA', { nome: name, valor: text }) };
}

function parseDatabaseUrl(name: SettingName, text: string): Parsed {
  if (/^postgres(ql)?:\/\//.test(text) && canBeParsed(text)) return { value: text };
  const params = { nome: name, valor: maskSecrets(text) ?? '' };
  return { mistake: new RupturaError('CONFIGURACAO_NAO_E_POSTGRES', params) };
}

/** Origins as browsers send them, separated by commas. `*` is none: whoever may call is named. */
function parseOrigins(name: SettingName, text: string): Parsed {
  const origins = text.split(/[\s,]+/).filter((one) => one !== '');
  const wrong = origins.find((one) => originOf(one) === null);
  if (wrong === undefined) return { value: origins.map(originOf).join(',') };
  return { mistake: new RupturaError('CONFIGURACAO_NAO_E_ORIGEM', { nome: name, valor: wrong }) };
}

function parseSite(name: SettingName, text: string): Parsed {
  const value = siteOf(text);
  if (value !== null) return { value };
  return { mistake: new RupturaError('CONFIGURACAO_NAO_E_SITE', { nome: name, valor: text }) };
}

/** Origin of an address somebody copied from a browser, wherever it led; null where it is none. */
export function siteOf(text: string): string | null {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return null;
  return new URL(trimmed).origin;
}

/** Scheme, host and port of an address that has nothing else; null where it has. */
function originOf(text: string): string | null {
  if (!/^https?:\/\/[^/?#@]+\/?$/i.test(text) || !URL.canParse(text)) return null;
  const { origin, hostname } = new URL(text);
  // A pattern is compared with nothing: it would be taken and never let anybody in.
  return /^[\w.-]+$|^\[/.test(hostname) ? origin : null;
}

/** `user@/database` (a socket) is good for PostgreSQL, though no URL without a host is. */
function canBeParsed(text: string): boolean {
  return URL.canParse(text.replace('@/', '@localhost/'));
}

/** Hides the password of a URL, also of one too malformed to be parsed. */
export function maskSecrets(text: string | null): string | null {
  if (text === null) return null;
  return text
    .replace(/(:\/\/[^:/?#@]*):.*@/, '$1:***@')
    .replace(/([?&](?:password|sslpassword)=)[^&]*/gi, '$1***');
}

function unknownNames(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('RUPTURA_') && !Object.hasOwn(SETTINGS, name))
    .sort();
}
