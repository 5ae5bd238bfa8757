/** The session has ended, said in the ways that portals say it. */
import { shortPage } from './page-texts.ts';
import type { Variant } from './variant.ts';

const PASSWORD_FORM =
  '<form action="/sessions" method="post"><label>User <input name="user[login]"></label> <label>Password <input type="password" name="user[password]"></label><button>Sign In</button></form>';

function ended(name: string, is: string, html: string, others: Partial<Variant> = {}, status = 200): Variant {
  return { name, is, ending: 'sign-in', ...others, answer: () => ({ status, html }) };
}

export const SIGNING_IN: readonly Variant[] = [
  {
    name: 'sign-in-redirect',
    is: '302 to the sign-in page',
    ending: 'sign-in',
    answer: () => ({ status: 302, headers: { location: '/sessions/new' }, html: '' }),
  },
  {
    name: 'sign-in-other-host',
    is: '302 to an identity provider on another host',
    ending: 'sign-in',
    answer: ({ foreignBase }) => ({
      status: 302,
      headers: {
        location: `${foreignBase}/identity/sign-in?client_id=coupa&response_type=code`,
      },
      html: '',
    }),
  },
  ended(
    'sign-in-meta-refresh',
    'a page whose meta refresh leads to the sign-in page',
    '<!DOCTYPE html><html><head><meta http-equiv="refresh" content="0; url=/sessions/new"><title>Coupa</title></head><body></body></html>',
  ),
  ended(
    'sign-in-script',
    'a page whose script leads to the sign-in page',
    '<!DOCTYPE html><html><head><title>Coupa</title><script>window.location.href = "/sessions/new?return_to=" + encodeURIComponent(location.pathname);</script></head><body></body></html>',
  ),
  {
    name: 'sign-in-form-submits',
    is: 'a form with a SAMLRequest that a script submits to an identity provider on another host',
    ending: 'sign-in',
    answer: ({ foreignBase }) => ({
      html: `<!DOCTYPE html><html><head><title>Single Sign-On</title></head><body onload="document.forms[0].submit()"><form method="post" action="${foreignBase}/identity/sign-in"><input type="hidden" name="SAMLRequest" value="PHNhbWxwOkF1dGhuUmVxdWVzdD4="><noscript><button>Continue</button></noscript></form></body></html>`,
    }),
  },
  ended('sign-in-form', 'the form of the sign-in page itself, 200', shortPage('Sign In', PASSWORD_FORM)),
  ended('sign-in-401', 'status 401', shortPage('Unauthorized', 'Sign in to go on.'), {}, 401),
  ended(
    'sign-in-words',
    'a page that says that the session has ended, with a link to sign in and no form',
    shortPage('Session expired', 'Your session has expired. <a href="/sessions/new">Sign in again</a>.'),
    { alsoRight: ['not-a-purchase'] },
  ),
  ended(
    'sign-in-words-pt',
    'the same in Portuguese',
    shortPage('Sessão expirada', 'Sua sessão expirou. <a href="/sessions/new">Entre novamente</a>.'),
    { alsoRight: ['not-a-purchase'] },
  ),
  ended(
    'sign-in-code',
    'a page that wants a code from the telephone',
    shortPage(
      'Verify your identity',
      '<form action="/sessions/verify" method="post"><label>Code <input name="otp" autocomplete="one-time-code" inputmode="numeric"></label><button>Verify</button></form>',
    ),
    { alsoRight: ['not-a-purchase'] },
  ),
];
