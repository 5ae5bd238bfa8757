import { describe, expect, it } from 'vitest';
import { dateOf } from './attached-on.ts';
import { findCandidates, treeOf } from './candidates.ts';

const URL_OF_PAGE = 'https://tenant.example/order_headers/1';

function datesOf(body: string, lang = 'en'): (string | null)[] {
  const html = `<html lang="${lang}"><body><div id="pageContentWrapper">${body}</div></body></html>`;
  const page = { asked: URL_OF_PAGE, url: URL_OF_PAGE, status: 200, html, frames: [] };
  return findCandidates(treeOf(page)).map(({ attachment }) => attachment.date ?? null);
}

describe('the day on which a file was attached', () => {
  it.each([
    ['commented on 2026-03-02', false, '2026-03-02'],
    ['2026-03-02T23:10:00-03:00', false, '2026-03-02'],
    ['02/03/2026 10:15', true, '2026-03-02'],
    ['02/03/2026', false, null],
    ['23/03/2026', false, '2026-03-23'],
    ['03/23/26', false, null],
    ['03/23/2026', false, '2026-03-23'],
    ['Mar 2, 2026', false, '2026-03-02'],
    ['2nd March 2026', false, '2026-03-02'],
    ['2 de março de 2026', true, '2026-03-02'],
    ['31/02/2026', true, null],
    ['yesterday', false, null],
  ])('of "%s" (day first: %s) is %s', (text, isDayFirst, date) =>
    expect(dateOf(text, isDayFirst)).toBe(date),
  );

  it('is told by its own entry, or by the comment it hangs on, and by nothing else', () => {
    const link = (id: number) => `<a href="/attachment_file/${id}">a${id}.pdf</a>`;
    const form = `<span class="date">2020-01-01</span><ul class="attachments-list"><li>${link(1)}</li></ul>`;
    const row = `<table><tr><td>${link(2)}</td><td class="created">02/03/2026</td></tr></table>`;
    const comment = `<li class="comment"><span class="timestamp">commented on 2026-04-05</span>
      <ul class="commentAttachments"><li class="attachmentFile">${link(3)}</li></ul></li>`;
    expect(datesOf(form + row + comment, 'pt-BR')).toEqual([null, '2026-03-02', '2026-04-05']);
    expect(datesOf(form + row + comment)).toEqual([null, null, '2026-04-05']);
  });
});
