import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findBrowser } from './find-browser.ts';

/** What a portal is told of who asks, whether a browser asks or this program in its place. */
export interface Identity {
  readonly userAgent: string;
  /** Languages, best first, e.g. `['pt-BR', 'pt', 'en-US', 'en']`. */
  readonly languages: readonly string[];
}

/** Browsers tell no more of their version than this; of one that does not say which it is, a recent one is assumed. */
const USUAL_MAJOR = 150;
/** A program that says its version does so at once; one that does not is not waited for. */
const VERSION_MS = 5_000;
/** The systems that browsers tell of, whatever the machine really is. */
const SYSTEMS: Readonly<Record<string, string>> = {
  win32: 'Windows NT 10.0; Win64; x64',
  darwin: 'Macintosh; Intel Mac OS X 10_15_7',
};
const OTHER_SYSTEM = 'X11; Linux x86_64';

const majors = new Map<string, Promise<number>>();

/**
 * The identity of the installed browser, which is not started for it: that of its window, which does not say that there
 * is none ("Headless"). Without a browser, that of a usual one.
 */
export async function browserIdentity(program: string | null = findBrowser()): Promise<Identity> {
  const { locale } = new Intl.DateTimeFormat().resolvedOptions();
  return identityOf(program === null ? USUAL_MAJOR : await majorOf(program), process.platform, locale);
}

/**
 * What a browser tells of itself. @param major of its version @param locale of the system, e.g. `pt-BR`
 */
export function identityOf(major: number, platform: string, locale: string): Identity {
  const system = SYSTEMS[platform] ?? OTHER_SYSTEM;
  return {
    userAgent: `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`,
    languages: languagesOf(locale),
  };
}

/** `Accept-Language` as browsers write it: each language counts a tenth less than the one before. */
export function acceptLanguage({ languages }: Identity): string {
  return languages
    .map((language, place) => (place === 0 ? language : `${language};q=${(1 - place / 10).toFixed(1)}`))
    .join(',');
}

/** Switches by which a browser tells the same of itself, in all its windows. */
export function identityFlags({ userAgent, languages }: Identity): readonly string[] {
  return [`--user-agent=${userAgent}`, `--accept-lang=${languages.join(',')}`];
}

function languagesOf(locale: string): readonly string[] {
  // C and POSIX systems have no language; their browsers speak English.
  const own = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/.exec(locale)?.[0] ?? 'en-US';
  return [...new Set([own, own.split('-')[0]!, 'en-US', 'en'])];
}

function majorOf(program: string): Promise<number> {
  const known = majors.get(program) ?? versionOf(program).then((version) => Number.parseInt(version, 10));
  majors.set(program, known);
  return known;
}

/** Version of a browser, e.g. `150.0.7871.100`. */
async function versionOf(program: string): Promise<string> {
  // On Windows the program prints nothing; its files lie in a folder called by the version, beside it.
  const beside = await readdir(dirname(program)).catch(() => []);
  const newest = beside
    .filter((name) => /^\d+(\.\d+){3}$/.test(name))
    .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
    .at(-1);
  if (newest !== undefined) return newest;
  if (process.platform === 'win32') return String(USUAL_MAJOR);
  return await new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: VERSION_MS }, (_, said) => {
      resolve(/\b\d+(\.\d+){3}\b/.exec(said)?.[0] ?? String(USUAL_MAJOR));
    });
  });
}
