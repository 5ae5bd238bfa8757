import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Download, Page, Response } from 'playwright-core';
import { PermanentError, TransientError } from '../retry.ts';
import { watchForFile } from './click-watch.ts';

/** A file that a browser has put on the disk. */
export interface Fetched {
  /** Absolute path. */
  readonly path: string;
  /** Name the portal gave it, or what browsers call a file that nobody named. */
  readonly name: string;
}

/**
 * Has the page follow a link to a file, as a person does: the request is the browser's own, whatever it is made of. The
 * file goes to the disk as it comes, also one that a browser would show.
 * @param page shows the page that the link is on
 * @param folder where the file is put, on the file system of the browser's downloads
 * @throws PermanentError, TransientError where no file comes of it
 */
export async function fetchByPage(
  page: Page,
  context: BrowserContext,
  url: string,
  folder: string,
): Promise<Fetched> {
  const session = await context.newCDPSession(page);
  const watch = watchForFile(context);
  const refusal = watchForRefusal(context, url);
  try {
    await downloadWhatWouldBeShown(session);
    await page.evaluate(followLink, url);
    watch.clicked();
    const came = await Promise.race([watch.result, refusal.result]);
    if (came === null || typeof came === 'string')
      throw new PermanentError('HTML_AS_FILE', 'COLETA_ARQUIVO_PAGINA', { url });
    return await take(came, url, folder);
  } finally {
    refusal.end();
    await watch.end();
    await session.detach().catch(() => undefined);
  }
}

/** Runs in the page. */
function followLink(url: string): void {
  const { document } = globalThis as unknown as { document: LinkingDocument };
  const link = document.createElement('a');
  link.href = url;
  document.documentElement.append(link);
  link.click();
  link.remove();
}

/** What is asked of a page's document here; this program itself has no such thing. */
interface LinkingDocument {
  readonly documentElement: { append(link: unknown): void };
  createElement(name: 'a'): { href: string; click(): void; remove(): void };
}

/** Makes a download of every document but pages, which lead to the file sometimes. */
async function downloadWhatWouldBeShown(session: CDPSession): Promise<void> {
  session.on('Fetch.requestPaused', (paused) => {
    const { requestId, responseStatusCode: status, responseHeaders: headers = [] } = paused;
    const said = (name: string): string =>
      headers.find((header) => header.name.toLowerCase() === name)?.value ?? '';
    const isFile = status === 200 && !/html/i.test(said('content-type'));
    const parameters = said('content-disposition').replace(/^\s*(?:attachment|inline)?[\s;]*/i, '');
    const others = headers.filter(({ name }) => name.toLowerCase() !== 'content-disposition');
    const forced = [
      ...others,
      { name: 'Content-Disposition', value: parameters === '' ? 'attachment' : `attachment; ${parameters}` },
    ];
    const answer = isFile ? { requestId, responseCode: status, responseHeaders: forced } : { requestId };
    session.send('Fetch.continueResponse', answer).catch(() => undefined);
  });
  await session.send('Fetch.enable', {
    patterns: [{ urlPattern: '*', requestStage: 'Response', resourceType: 'Document' }],
  });
}

/** Settles as soon as the portal says no to the browser too. */
function watchForRefusal(context: BrowserContext, url: string) {
  let refuse: (error: Error) => void = () => undefined;
  const result = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  result.catch(() => undefined);
  const onResponse = (response: Response): void => {
    const status = response.status();
    if (!response.request().isNavigationRequest() || status < 400) return;
    refuse(new PermanentError(`HTTP_${status}`, 'COLETA_HTTP', { status, url }));
  };
  context.on('response', onResponse);
  return { result, end: () => void context.off('response', onResponse) };
}

async function take(download: Download, url: string, folder: string): Promise<Fetched> {
  try {
    const path = await download.path();
    const kept = join(folder, `${path.replace(/^.*[/\\]/, '')}.part`);
    await rename(path, kept);
    return { path: kept, name: download.suggestedFilename() };
  } catch (error) {
    await download.cancel().catch(() => undefined);
    const params = { url, recebidos: '?', esperados: '?' };
    throw new TransientError('CUT_BODY', 'COLETA_ARQUIVO_CORTADO', params, { cause: error });
  }
}
