/** Pages that never come to rest, that speak up, or that were written for other browsers. All of them are good purchases. */
import { real } from '../file-spec.ts';
import type { PageShape } from '../order-page/shape.ts';
import type { Variant } from './variant.ts';

const FILES = [real('No formulário.pdf', 'form'), real('No comentário.pdf', 'comments')];
const LATE = { manner: 'answer', ms: 600 } as const;

function restless(name: string, is: string, script: string, shape: Partial<PageShape> = {}): Variant {
  return {
    name,
    is,
    ending: 'all',
    files: FILES,
    shape: { mount: LATE, after: () => `<script>${script}</script>`, ...shape },
  };
}

export const RESTLESS: readonly Variant[] = [
  restless(
    'waits-for-news',
    'a request for news that is never answered is under way all the time',
    "fetch('/realtime/poll').catch(function () {});",
  ),
  restless('news-stream', 'a stream of events is open all the time', "new EventSource('/realtime/stream');"),
  restless(
    'asks-all-the-time',
    'the page asks who is there every 200 ms',
    "setInterval(function () { fetch('/realtime/presence').catch(function () {}); }, 200);",
  ),
  restless(
    'changes-all-the-time',
    'a clock in the page changes every 50 ms',
    "var clock = document.createElement('span'); document.body.appendChild(clock); setInterval(function () { clock.textContent = String(Date.now()); }, 50);",
  ),
  restless(
    'picture-never-comes',
    'a picture is under way all the time, so that the page never has loaded',
    "var one = new Image(); one.src = '/realtime/poll'; document.body.appendChild(one);",
  ),
  restless(
    'speaks-up',
    'the page says "Session will end in 10 minutes" in a window of the browser',
    "setTimeout(function () { alert('Your session will end in 10 minutes.'); }, 100);",
  ),
  restless(
    'asks-before-leaving',
    'the page asks whether one really wants to leave',
    "window.addEventListener('beforeunload', function (event) { event.preventDefault(); event.returnValue = ''; });",
  ),
  restless('opens-window', 'the page opens another window', "window.open('/help/news', '_blank');"),
  restless(
    'old-library',
    'a library of old gives arrays and strings a toJSON of its own',
    'Array.prototype.toJSON = function () { return "[" + this.join(",") + "]"; }; String.prototype.toJSON = function () { return "\\"" + this + "\\""; };',
    // The scripts of the page itself are older than what they would meet.
    { mount: { manner: 'server', ms: 0 } },
  ),
  restless('strict-policy', 'a content security policy allows no script but the portal’s own', '', {
    after: () => '',
    headers: {
      'content-security-policy':
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src * data:; object-src 'none'",
    },
  }),
  restless('reloads-in-time', 'a meta refresh loads the page again after 15 minutes', '', {
    before: () => '<meta http-equiv="refresh" content="900">',
  }),
  restless(
    'refresh-for-those-without-scripts',
    'a meta refresh to the sign-in page stands in a <noscript>',
    '',
    {
      before: () => '<noscript><meta http-equiv="refresh" content="0; url=/sessions/new"></noscript>',
    },
  ),
  restless('password-field', 'a hidden window "Change password" has a password field', '', {
    after: () =>
      '<div id="change_password" style="display:none" role="dialog"><form action="/user/password" method="post"><label>New password <input type="password" name="user[password]"></label></form></div>',
  }),
  {
    name: 'leaves-for-sign-in',
    is: 'after 1000 ms a script of the page leads to the sign-in page; comments would come after 3000 ms',
    ending: 'sign-in',
    alsoRight: ['incomplete', 'not-a-purchase'],
    files: FILES,
    shape: {
      mount: { manner: 'answer', ms: 3_000 },
      after: () => "<script>setTimeout(function () { location.href = '/sessions/new'; }, 1000);</script>",
    },
  },
];
