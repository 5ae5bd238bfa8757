import { describe, expect, it } from 'vitest';
import { acceptLanguage, browserIdentity, identityFlags, identityOf } from './identity.ts';

describe('what a portal is told of who asks', () => {
  it.each([
    ['linux', 'pt-BR', /^Mozilla\/5\.0 \(X11; Linux x86_64\)/, 'pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7'],
    ['win32', 'en-US', /^Mozilla\/5\.0 \(Windows NT 10\.0; Win64; x64\)/, 'en-US,en;q=0.9'],
    ['darwin', 'pt', /^Mozilla\/5\.0 \(Macintosh; Intel Mac OS X 10_15_7\)/, 'pt,en-US;q=0.9,en;q=0.8'],
    ['linux', 'en-US-u-va-posix', /Linux/, 'en-US,en;q=0.9'],
  ])('on %s in %s', (platform, locale, system, languages) => {
    const identity = identityOf(150, platform, locale);
    expect(identity.userAgent).toMatch(system);
    expect(identity.userAgent).toMatch(/ Chrome\/150\.0\.0\.0 Safari\/537\.36$/);
    expect(acceptLanguage(identity)).toBe(languages);
    expect(identityFlags(identity)[0]).toBe(`--user-agent=${identity.userAgent}`);
  });

  it('is a usual browser where none is installed, or where it does not say what it is', async () => {
    const usual = (await browserIdentity(null)).userAgent;
    expect(usual).toMatch(/Chrome\/\d+\.0\.0\.0 Safari/);
    expect((await browserIdentity('/bin/true')).userAgent).toBe(usual);
    expect((await browserIdentity('/nowhere/chromium')).userAgent).toBe(usual);
  });
});
