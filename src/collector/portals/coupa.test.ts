/** What Coupa's pages show, and whose it is. */
import { describe, expect, it } from 'vitest';
import type { PortalPage } from '../portal.ts';
import { coupa } from './coupa.ts';

const BASE = 'https://company.coupahost.com';

function filesOf(asked: string, root: string, links: readonly string[]): readonly (string | null)[] {
  const list = links.map((path) => `<li><a href="${path}">Nota.pdf</a></li>`).join('');
  const html = `<html data-controller="order_headers" data-action="show" ${root}><head><title>Purchase Order #PO4500010001</title></head><body><h1 id="pageHeader">Purchase Order #PO4500010001</h1><h2>Attachments</h2><ul class="attachments-list">${list}</ul></body></html>`;
  const url = `${BASE}/order_headers/${asked}`;
  const page: PortalPage = { asked: url, url, status: 200, html, frames: [] };
  return coupa.read(page).attachments.map((one) => one.url);
}

describe('files below the address of a purchase', () => {
  it.each(['20200001', '4500010001', 'PO4500010001'])('are its own as %s', (own) => {
    const path = `/order_headers/${own}/attachment_file/1`;
    expect(filesOf('PO4500010001', 'data-id="20200001"', [path])).toEqual([`${BASE}${path}`]);
  });

  it('are none of its own below that of another', () => {
    const own = '/order_headers/20200001/attachment_file/1';
    const others = [
      '/order_headers/15262900/attachment_file/2',
      '/order_headers/202000017/attachment_file/3',
    ];
    expect(filesOf('20200001', 'data-id="20200001"', [own, ...others])).toEqual([`${BASE}${own}`]);
  });
});

describe('pictures', () => {
  const picture = (src: string): readonly (string | null)[] => {
    const url = `${BASE}/order_headers/20200001`;
    const comment = `<ul class="comments_list"><li class="comment"><p>Segue. <img src="${src}" alt="foto.png"></p></li></ul>`;
    const html = `<html data-controller="order_headers" data-action="show" data-id="20200001"><body><h1>Purchase Order #PO20200001</h1><section id="comments">${comment}</section></body></html>`;
    const page: PortalPage = { asked: url, url, status: 200, html, frames: [] };
    return coupa.read(page).attachments.map((one) => one.url);
  };

  it('in a text are files where their address is an attachment’s', () => {
    const path = '/attachment/attachment_file/file/7/foto.png';
    expect(picture(path)).toEqual([`${BASE}${path}`]);
  });

  it.each([
    '/assets/attachment-1.png',
    '/themes/attachment.png',
    '/user/avatar/7.png',
    'data:image/png;base64,AA==',
  ])('that belong to the page are none: %s', (src) => expect(picture(src)).toEqual([]));
});
