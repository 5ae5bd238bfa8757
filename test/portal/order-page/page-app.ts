/** The scripts of the pages: one for what people click, one that fills the place of the comments. */
import { createHash } from 'node:crypto';
import type { Mount } from './shape.ts';

/** Clicks: files of lists, menus that open, and whatever asks the portal for more. */
const APP_SCRIPT = `
(function () {
  'use strict';
  function bring(act) {
    var request = new XMLHttpRequest();
    request.open('POST', location.pathname + '/acts/' + act);
    request.onload = function () {
      if (request.status !== 200) return;
      var brought = JSON.parse(request.responseText);
      var place = document.querySelector(brought.into);
      if (place === null) return;
      if (brought.manner === 'append') place.insertAdjacentHTML('beforeend', brought.html);
      else if (brought.manner === 'instead') place.outerHTML = brought.html;
      else place.innerHTML = brought.html;
      goOn(document);
    };
    request.send();
  }
  function goOn(root) {
    root.querySelectorAll('[data-then]').forEach(function (one) {
      var act = one.getAttribute('data-then');
      one.removeAttribute('data-then');
      bring(act);
    });
  }
  window.orderShowGoOn = goOn;
  goOn(document);
  document.addEventListener('click', function (event) {
    var at = function (selector) { return event.target.closest ? event.target.closest(selector) : null; };
    var act = at('[data-act]');
    if (act !== null) { event.preventDefault(); bring(act.getAttribute('data-act')); return; }
    var remote = at('[data-remote]');
    if (remote !== null) {
      event.preventDefault();
      var code = document.createElement('script');
      code.src = remote.getAttribute('href');
      document.head.appendChild(code);
      return;
    }
    var changing = at('[data-method]');
    if (changing !== null) {
      event.preventDefault();
      var change = new XMLHttpRequest();
      change.open('POST', changing.getAttribute('href'));
      change.send('_method=' + changing.getAttribute('data-method'));
      return;
    }
    var closing = at('[data-closes]');
    if (closing !== null) { document.querySelectorAll(closing.getAttribute('data-closes')).forEach(function (one) { one.remove(); }); return; }
    var menu = at('[aria-controls]');
    if (menu !== null) {
      var panel = document.getElementById(menu.getAttribute('aria-controls'));
      if (panel !== null) { panel.hidden = !panel.hidden; menu.setAttribute('aria-expanded', String(!panel.hidden)); }
    }
  });
})();
`;

/** Fills the place of the comments. */
function bundleScript({ manner, ms }: Mount): string {
  if (manner === 'never') return '/* nothing is mounted */';
  return `
(function () {
  'use strict';
  function ask() {
    var place = document.getElementById('s-mountCommentsApp');
    if (place === null) { setTimeout(ask, 50); return; }
    var request = new XMLHttpRequest();
    request.open('GET', location.pathname + '/comments_app');
    request.setRequestHeader('Accept', 'application/json');
    request.onload = function () {
      if (request.status === 503) setTimeout(ask, ${ms});
      if (request.status !== 200) return;
      place.innerHTML = JSON.parse(request.responseText).html;
      window.orderShowGoOn(place);
    };
    request.send();
  }
  ${beginning({ manner, ms })}
})();
`;
}

/** When the script asks first. */
function beginning({ manner, ms }: Mount): string {
  if (manner === 'timer') return `setTimeout(ask, ${ms});`;
  if (manner !== 'scroll') return 'ask();';
  return `
  var watch = new IntersectionObserver(function (seen) {
    if (!seen.some(function (one) { return one.isIntersecting; })) return;
    watch.disconnect();
    setTimeout(ask, ${ms});
  });
  watch.observe(document.getElementById('comments'));`;
}

/** A script of these pages: its path, its text, and how long it takes. */
export interface AppScript {
  readonly text: string;
  readonly ms: number;
}

const APP_NAME = 'OrderShowApp_wp_bundle';
const BUNDLE_NAME = 'CommentsApp_wp_bundle';

/** Tag of the script of what people click. */
export function appTag(): string {
  return `<script src="/bundles/${APP_NAME}-${hash(APP_SCRIPT)}.js"></script>`;
}

/** Tag of the script that mounts comments in a manner. What manner that is, its address does not tell. */
export function bundleTag(mount: Mount): string {
  const name = keyOf(mount);
  known.set(name, mount);
  return `<script src="/bundles/${BUNDLE_NAME}-${name}.js"></script>`;
}

/** Script at a path; null: there is none. */
export function scriptAt(path: string): AppScript | null {
  const [, name, key] = /^\/bundles\/(\w+)-(\w+)\.js$/.exec(path) ?? [];
  if (name === APP_NAME) return { text: APP_SCRIPT, ms: 0 };
  const mount = name === BUNDLE_NAME ? known.get(key!) : undefined;
  return mount === undefined
    ? null
    : { text: bundleScript(mount), ms: mount.manner === 'bundle' ? mount.ms : 0 };
}

const known = new Map<string, Mount>();

function keyOf({ manner, ms }: Mount): string {
  return hash(`${manner} ${ms}`);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
