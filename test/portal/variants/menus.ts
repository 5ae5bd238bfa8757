/** What is closed until somebody opens it, and what lies over the page. */

import type { PortalFile } from '../file-spec.ts';
import { real } from '../file-spec.ts';
import { escapeHtml } from '../html.ts';
import { keyOf } from '../markup.ts';
import { actButton, filesInWindow } from '../order-page/folded.ts';
import { filesIn, formOf, linkTo } from './pieces.ts';
import type { Variant } from './variant.ts';

const TWO = [real('Proposta.pdf', 'comments'), real('Planilha.xlsx', 'comments')];
const ON_FORM = [real('Nota.pdf', 'form'), real('Contrato.pdf', 'form')];

/** A file that only a click reaches. */
const clickOnly = [
  real('Só por clique.pdf', 'form', 0, { markup: 'click-navigate', address: null }),
  real('Outro por clique.xlsx', 'form', 0, { markup: 'click-navigate', address: null }),
];
const clickForm = formOf(clickable);

function clickable(file: PortalFile): string {
  const name = escapeHtml(file.name);
  return `<span role="button" tabindex="0" class="underline" title="${name}" aria-label="${name} file attachment" data-key="${keyOf(file.id)}">${name}</span>`;
}

/** Lies over the whole page. */
const over = (content: string, id = 'consent'): string =>
  `<div id="${id}" role="dialog" aria-label="Cookies" style="position:fixed;inset:0;z-index:9999;background:rgba(0,0,0,.5)"><div style="background:#fff;padding:24px;margin:20vh auto;width:420px">${content}</div></div>`;
const ACCEPT = '<button type="button" data-closes="#consent">Accept all cookies</button>';

export const MENUS: readonly Variant[] = [
  {
    name: 'menu-closed',
    is: 'a button Attachments (1) opens a menu (role=menu) that is in the page, hidden',
    ending: 'all',
    files: [real('No menu.pdf', 'form')],
    shape: {
      form: (context) =>
        `<div class="dropdown"><button type="button" aria-haspopup="menu" aria-expanded="false" aria-controls="files_menu">Attachments (1)</button><ul id="files_menu" role="menu" hidden>${filesIn(
          context,
          'form',
        )
          .map((file) => `<li role="none">${linkTo(file, escapeHtml(file.name), 'role="menuitem"')}</li>`)
          .join('')}</ul></div>`,
    },
  },
  {
    name: 'menu-asks',
    is: 'a button Attachments (2) asks the portal for its menu',
    ending: 'all',
    files: ON_FORM,
    needs: 'browser',
    shape: {
      form: () =>
        `<div class="dropdown">${actButton('menu', 'Attachments (2)', 'aria-haspopup="menu" aria-expanded="false"')}<div id="files_menu"></div></div>`,
      acts: {
        menu: (context) => ({
          into: '#files_menu',
          html: `<ul role="menu">${filesIn(context, 'form')
            .map((file) => `<li role="none">${linkTo(file, escapeHtml(file.name), 'role="menuitem"')}</li>`)
            .join('')}</ul>`,
          manner: 'replace',
          ms: 300,
        }),
      },
    },
  },
  {
    name: 'details-closed',
    is: 'files are in a closed <details>',
    ending: 'all',
    files: ON_FORM,
    shape: {
      form: (context) =>
        `<details><summary>Attachments (2)</summary><ul>${filesIn(context, 'form')
          .map((file) => `<li>${linkTo(file)}</li>`)
          .join('')}</ul></details>`,
    },
  },
  {
    name: 'tab-asks',
    is: 'files are behind a tab Attachments 2, which asks the portal when it is opened',
    ending: 'all',
    files: ON_FORM,
    needs: 'browser',
    shape: {
      form: () =>
        `<div role="tablist"><button type="button" role="tab" aria-selected="true">Details</button> <button type="button" role="tab" aria-selected="false" data-act="tab">Attachments <span class="badge">2</span></button></div><div role="tabpanel" id="panel">Details of the order.</div>`,
      acts: {
        tab: (context) => ({
          into: '#panel',
          html: `<ul>${filesIn(context, 'form')
            .map((file) => `<li>${linkTo(file)}</li>`)
            .join('')}</ul>`,
          manner: 'replace',
          ms: 300,
        }),
      },
    },
  },
  {
    name: 'view-attachments-opens',
    is: 'no link stands in a comment; View Attachments (2) opens a window that has them',
    ending: 'all',
    files: TWO,
    needs: 'browser',
    shape: filesInWindow(false),
  },
  {
    name: 'view-attachments-covers',
    is: 'two comments, each with View Attachments (1); the window that opens lies over the page until it is closed',
    ending: 'all',
    files: [real('Do primeiro.pdf', 'comments', 0), real('Do segundo.pdf', 'comments', 1)],
    needs: 'browser',
    shape: filesInWindow(true),
  },
  {
    name: 'consent-over-clicks',
    is: 'a consent banner with Accept all cookies lies over files that only a click reaches',
    ending: 'all',
    files: clickOnly,
    needs: 'browser',
    shape: { form: clickForm, after: () => over(`<p>We use cookies.</p>${ACCEPT}`) },
  },
  {
    name: 'consent-late',
    is: 'a consent banner comes 700 ms after the page, over files that only a click reaches',
    ending: 'all',
    files: clickOnly,
    needs: 'browser',
    shape: {
      form: clickForm,
      after: () =>
        `<template id="later">${over(`<p>Este site usa cookies.</p><button type="button" data-closes="#consent">Aceitar todos</button>`)}</template><script>setTimeout(function () { document.body.appendChild(document.getElementById('later').content); }, 700);</script>`,
    },
  },
  {
    name: 'consent-in-shadow',
    is: 'a consent banner in a shadow root, with its button there, lies over files that only a click reaches',
    ending: 'all',
    files: clickOnly,
    needs: 'browser',
    shape: {
      form: clickForm,
      after: () =>
        `<div id="consent_host"></div><script>(function () { var host = document.getElementById('consent_host'); var root = host.attachShadow({ mode: 'open' }); root.innerHTML = '<div style="position:fixed;inset:0;z-index:9999;background:rgba(0,0,0,.5)"><button>Accept</button></div>'; root.querySelector('button').onclick = function () { host.remove(); }; })();</script>`,
    },
  },
  {
    name: 'overlay-without-button',
    is: 'something without any button lies over files that only a click reaches',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: clickOnly,
    needs: 'browser',
    shape: {
      form: clickForm,
      after: () => '<div style="position:fixed;inset:0;z-index:9999;background:rgba(255,255,255,.2)"></div>',
    },
  },
  {
    name: 'consent-over-links',
    is: 'a consent banner lies over a page whose files have addresses',
    ending: 'all',
    files: ON_FORM,
    shape: {
      after: () =>
        over(`<p>We use cookies.</p>${ACCEPT}<a href="/cookies/policy">Download our cookie policy</a>`),
    },
  },
];
