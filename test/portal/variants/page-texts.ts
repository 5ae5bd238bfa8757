/** Pages that are no purchase, as portals and what stands before them write them. */

/** What every page of a portal has around what it says: long enough that what it says is a small part of it. */
const AROUND = Array.from(
  { length: 40 },
  (_, index) =>
    `<li><a href="/reports/downloads?view=${index}">Report ${index}: spend by supplier, quarter ${index % 4}</a></li>`,
).join('');

/** A long page of the portal that says something at its top, as a message. */
export function longPage(title: string, message: string, marks = 'class="flash_error" role="alert"'): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><header id="main_header"><a href="/user/home">Home</a></header>
<div id="flash_container"><div ${marks}>${message}</div></div>
<div id="pageContentWrapper"><h1 id="pageHeader">Welcome, Comprador</h1><p>Here is what waits for you today: approvals, receipts and messages of your suppliers.</p><ul>${AROUND}</ul></div>
<footer><a href="/terms">Terms</a></footer></body></html>`;
}

/** The page of an address that there is not, as production has it. */
export function notFoundPage(title: string, heading: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><header id="main_header"></header>
<div class="outer_wrapper"><div id="page-container"><img class="error-icon error-page-center" alt="" src="data:,"><h1 class="center error-page-center" id="error-message">${heading}</h1>
<p class="center error-page-center" id="error-detail">Its state may have changed since. You can <a href="#" onclick="history.back()">go back</a> or to the <a href="/user/home">home page</a>.</p></div></div><footer></footer></body></html>`;
}

/** A short page of something before the portal. */
export function shortPage(title: string, text: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
}
