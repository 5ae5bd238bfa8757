import { RupturaError } from '../../contract/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy of the environment. */
export interface NetworkProxy {
  /** With scheme and port, without credentials: it may be shown and logged. */
  readonly server: string;
  readonly username: string;
  readonly password: string;
}

/** How a browser is told of a proxy. */
export interface BrowserProxy {
  readonly server: string;
  /** Hosts asked without it, in the manner of Chromium. */
  readonly bypass?: string;
  readonly username?: string;
  readonly password?: string;
}

const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * The proxy by which an address is asked; null: it is asked directly. The one place that reads `HTTPS_PROXY`,
 * `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` (lower case first, as curl does): pages, files, session checks and browsers
 * go by what it says.
 * @throws RupturaError COLETA_PROXY_INVALIDO
 */
export function proxyFor(url: string, environment: Environment = process.env): NetworkProxy | null {
  const { protocol, hostname, port } = new URL(url);
  const proxy = proxyOfScheme(protocol, environment);
  if (proxy === null) return null;
  return isExempt(hostname, port || (PORTS[protocol] ?? ''), environment) ? null : proxy;
}

/**
 * The proxy of a browser that works at a portal; null where the environment names none: then the browser goes by the
 * settings of its system. A browser has one proxy for all hosts but those of `NO_PROXY`.
 * @param base origin of the portal
 * @throws RupturaError COLETA_PROXY_INVALIDO
 */
export function browserProxy(base: string, environment: Environment = process.env): BrowserProxy | null {
  const proxy = proxyOfScheme(new URL(base).protocol, environment);
  const rules = exemptions(environment);
  if (proxy === null || rules.includes('*')) return null;
  const bypass = rules.flatMap((rule) => bypassRules(rule)).join(',');
  const { server, username, password } = proxy;
  return {
    server,
    ...(bypass === '' ? {} : { bypass }),
    ...(username === '' && password === '' ? {} : { username, password }),
  };
}

/** `Proxy-Authorization` for a proxy; null where it wants none. */
export function proxyAuthorization({ username, password }: NetworkProxy): string | null {
  if (username === '' && password === '') return null;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function proxyOfScheme(protocol: string, environment: Environment): NetworkProxy | null {
  const scheme = protocol.replace(':', '');
  const text = variable(`${scheme}_proxy`, environment) || variable('all_proxy', environment);
  if (text === '') return null;
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole)) throw new RupturaError('COLETA_PROXY_INVALIDO', { proxy: '…' });
  const url = new URL(whole);
  const { username, password, hostname } = url;
  if (PORTS[url.protocol] === undefined || hostname === '')
    throw new RupturaError('COLETA_PROXY_INVALIDO', { proxy: `${url.protocol}//${url.host}` });
  return {
    server: `${url.protocol}//${hostname}:${url.port || PORTS[url.protocol]}`,
    username: decoded(username),
    password: decoded(password),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function variable(name: string, environment: Environment): string {
  return (environment[name] || environment[name.toUpperCase()] || '').trim();
}

function exemptions(environment: Environment): readonly string[] {
  return variable('no_proxy', environment)
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((rule) => rule !== '');
}

function isExempt(hostname: string, port: string, environment: Environment): boolean {
  const host = withoutBrackets(hostname.toLowerCase().replace(/\.$/, ''));
  return exemptions(environment).some((rule) => {
    if (rule === '*') return true;
    const { name, port: onlyPort } = partsOf(rule);
    if (onlyPort !== '' && onlyPort !== port) return false;
    return host === name || host.endsWith(`.${name}`);
  });
}

/** A host of `NO_PROXY` counts for hosts below it too, with a dot or a star before it or without. */
function partsOf(rule: string): { readonly name: string; readonly port: string } {
  const [, host = '', port = ''] = /^(.*?)(?::(\d+))?$/.exec(rule)!;
  // An address of the sixth kind has colons of its own.
  const isBare = host.includes(':') && !host.startsWith('[');
  const name = isBare ? rule : host;
  return { name: withoutBrackets(name.replace(/^\*?\./, '')), port: isBare ? '' : port };
}

function bypassRules(rule: string): readonly string[] {
  const { name, port } = partsOf(rule);
  const isNumbers = name.includes(':') || /^[\d.]+$/.test(name);
  const host = name.includes(':') ? `[${name}]` : name;
  const suffix = port === '' ? '' : `:${port}`;
  return isNumbers ? [`${host}${suffix}`] : [`${host}${suffix}`, `*.${host}${suffix}`];
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
