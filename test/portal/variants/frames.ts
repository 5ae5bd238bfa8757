/** Parts of a page that are documents of their own. */
import { real } from '../file-spec.ts';
import { escapeHtml } from '../html.ts';
import type { PageContext } from '../order-page/shape.ts';
import { filesIn, linkTo } from './pieces.ts';
import type { Variant } from './variant.ts';

const FILES = [real('Na moldura.pdf', 'form'), real('Na moldura 2.xlsx', 'form')];

function list(context: PageContext): string {
  return `<ul>${filesIn(context, 'form')
    .map((file) => `<li>${linkTo(file, escapeHtml(file.name), 'target="_top"')}</li>`)
    .join('')}</ul>`;
}

const address = ({ purchase }: PageContext, name: string): string =>
  `/order_headers/${purchase.number}/frames/${name}`;

function inShadow(context: PageContext): string {
  const html = JSON.stringify(list(context)).replaceAll('</', '<\\/');
  return `<script>document.getElementById('shadow_files').attachShadow({ mode: 'open' }).innerHTML = ${html};</script>`;
}

export const FRAMES: readonly Variant[] = [
  {
    name: 'frame',
    is: 'files are in a frame of the portal',
    ending: 'all',
    files: FILES,
    shape: {
      form: (context) => `<iframe title="Attachments" src="${address(context, 'files')}"></iframe>`,
      frames: { files: list },
    },
  },
  {
    name: 'frame-srcdoc',
    is: 'files are in a frame whose text stands in its srcdoc',
    ending: 'all',
    files: FILES,
    shape: {
      form: (context) => `<iframe title="Attachments" srcdoc="${escapeHtml(list(context))}"></iframe>`,
    },
  },
  {
    name: 'frame-in-frame',
    is: 'files are in a frame in a frame',
    ending: 'all',
    files: FILES,
    shape: {
      form: (context) => `<iframe title="Attachments" src="${address(context, 'outer')}"></iframe>`,
      frames: {
        outer: (context) => `<iframe title="Files" src="${address(context, 'files')}"></iframe>`,
        files: list,
      },
    },
  },
  {
    name: 'frame-late',
    is: 'a script gives the frame its address after 1000 ms',
    ending: 'all',
    files: FILES,
    needs: 'browser',
    shape: {
      form: () => '<iframe title="Attachments" id="late_frame"></iframe>',
      after: (context) =>
        `<script>setTimeout(function () { document.getElementById('late_frame').src = '${address(context, 'files')}'; }, 1000);</script>`,
      frames: { files: list },
    },
  },
  {
    name: 'shadow-root',
    is: 'files are in a shadow root; the form says Attachments (2)',
    ending: 'all',
    files: FILES,
    needs: 'browser',
    shape: {
      form: () => '<h3>Attachments (2)</h3><file-list id="shadow_files"></file-list>',
      after: inShadow,
    },
  },
  {
    name: 'shadow-root-uncounted',
    is: 'files are in a shadow root, and nothing outside of it tells of them',
    ending: 'all',
    files: FILES,
    needs: 'browser',
    shape: {
      form: () => '<h3>Attachments</h3><file-list id="shadow_files"></file-list>',
      after: inShadow,
    },
  },
];
