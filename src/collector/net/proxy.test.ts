import { describe, expect, it } from 'vitest';
import { browserProxy, proxyAuthorization, proxyFor } from './proxy.ts';

const PORTAL = 'https://company.coupahost.com';

function serverFor(url: string, environment: Record<string, string>): string | null {
  return proxyFor(url, environment)?.server ?? null;
}

describe('the proxy of an address', () => {
  it('is that of its scheme, else that of all; none where the environment names none', () => {
    expect(serverFor(PORTAL, {})).toBeNull();
    expect(serverFor(PORTAL, { HTTP_PROXY: 'http://p:1' })).toBeNull();
    expect(serverFor(PORTAL, { HTTPS_PROXY: 'http://p:1', ALL_PROXY: 'http://q:2' })).toBe('http://p:1');
    expect(serverFor(PORTAL, { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:1' })).toBe(
      'http://low:1',
    );
    expect(serverFor(PORTAL, { https_proxy: '', HTTPS_PROXY: 'http://up:1' })).toBe('http://up:1');
    expect(serverFor('http://a.example/', { all_proxy: 'p.example:3128' })).toBe('http://p.example:3128');
    expect(serverFor('http://a.example/', { HTTP_PROXY: 'https://p.example' })).toBe('https://p.example:443');
    expect(serverFor('http://a.example/', { HTTP_PROXY: 'http://[::1]:81/' })).toBe('http://[::1]:81');
  });

  it.each([
    ['company.coupahost.com', true],
    ['.coupahost.com', true],
    ['*.coupahost.com', true],
    ['coupahost.com', true],
    ['other.example, COUPAHOST.COM', true],
    ['other.example company.coupahost.com:443', true],
    ['company.coupahost.com:8443', false],
    ['upahost.com', false],
    ['company', false],
    ['*', true],
    ['', false],
  ])('is not used for hosts of NO_PROXY=%s: %s', (rules, isExempt) => {
    const environment = { HTTPS_PROXY: 'http://p:1', NO_PROXY: rules };
    expect(serverFor(PORTAL, environment)).toBe(isExempt ? null : 'http://p:1');
    expect(serverFor(PORTAL, { HTTPS_PROXY: 'http://p:1', no_proxy: rules })).toBe(
      isExempt ? null : 'http://p:1',
    );
  });

  it.each(['::1', '[::1]', '[::1]:8080'])('leaves out %s', (rules) => {
    const environment = { HTTP_PROXY: 'http://p:1', NO_PROXY: rules };
    expect(serverFor('http://[::1]:8080/x', environment)).toBeNull();
  });

  it('shows nothing of its credentials but to the proxy', () => {
    const proxy = proxyFor(PORTAL, { HTTPS_PROXY: 'http://ana:p%40ss@p.example:3128' })!;
    expect(proxy.server).toBe('http://p.example:3128');
    expect(proxyAuthorization(proxy)).toBe(`Basic ${Buffer.from('ana:p@ss').toString('base64')}`);
    expect(proxyAuthorization({ ...proxy, username: '', password: '' })).toBeNull();
  });

  it.each(['socks5://ana:secret@p:1080', 'http://', 'http://a b'])(
    'cannot be %s, and that is said',
    (text) => {
      const refused = (): unknown => proxyFor(PORTAL, { HTTPS_PROXY: text });
      expect(refused).toThrow('HTTPS_PROXY');
      expect(refused).not.toThrow('secret');
    },
  );
});

describe('the proxy of a browser', () => {
  it('is that of the portal, with the exceptions in its own manner', () => {
    expect(browserProxy(PORTAL, {})).toBeNull();
    expect(browserProxy(PORTAL, { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' })).toBeNull();
    expect(browserProxy(PORTAL, { HTTPS_PROXY: 'http://p:1' })).toEqual({ server: 'http://p:1' });
    const environment = {
      HTTPS_PROXY: 'http://ana:pass@p:1',
      NO_PROXY: '.intra.example, 10.0.0.1:80,::1',
    };
    expect(browserProxy(PORTAL, environment)).toEqual({
      server: 'http://p:1',
      bypass: 'intra.example,*.intra.example,10.0.0.1:80,[::1]',
      username: 'ana',
      password: 'pass',
    });
  });
});
