import { expect, it } from 'vitest';
import { Cookies, PurchaseCookies, type StoredCookie } from './cookies.ts';

function cookie(name: string, domain: string, others: Partial<StoredCookie> = {}): StoredCookie {
  return {
    name,
    value: '1',
    domain,
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Lax',
    ...others,
  };
}

it('sends each cookie to its host, path and scheme only', () => {
  const cookies = new Cookies([
    cookie('host', 'tenant.example.com'),
    cookie('domain', '.example.com'),
    cookie('path', 'tenant.example.com', { path: '/order_headers' }),
    cookie('secure', 'tenant.example.com', { secure: true }),
    cookie('old', 'tenant.example.com', { expires: 1_000 }),
    cookie('number', '127.0.0.1'),
  ]);
  expect(cookies.header('https://tenant.example.com/order_headers/1')).toBe(
    'path=1; host=1; domain=1; secure=1',
  );
  expect(cookies.header('http://tenant.example.com/')).toBe('host=1; domain=1');
  expect(cookies.header('https://other.example.com/')).toBe('domain=1');
  expect(cookies.header('https://example.org/')).toBe('');
  expect(cookies.header('http://127.0.0.1:8080/')).toBe('number=1');
});

it('gives a storage state back as it was, without what has run out', () => {
  const kept = [
    cookie('a', 'tenant.example.com', { sameSite: 'Strict' }),
    cookie('b', '.example.com', { secure: true, sameSite: 'None', expires: 4_000_000_000 }),
  ];
  const listed = new Cookies([...kept, cookie('old', 'tenant.example.com', { expires: 1_000 })]).list();
  expect(listed.sort((one, other) => one.name.localeCompare(other.name))).toEqual(kept);
});

it('takes what an answer sets, leaves out what is not for its host, and tells of it', () => {
  const told: StoredCookie[][] = [];
  const cookies = new PurchaseCookies([cookie('session', 'tenant.example.com')], (all) =>
    told.push([...all]),
  );
  cookies.take(
    ['session=2; Path=/; HttpOnly', 'evil=1; Domain=bank.example', ';;;', ''],
    'https://tenant.example.com/x',
  );
  expect(cookies.header('https://tenant.example.com/')).toBe('session=2');
  expect(cookies.header('https://bank.example/')).toBe('');
  expect(told.at(-1)?.map(({ name, value }) => [name, value])).toEqual([['session', '2']]);
});
